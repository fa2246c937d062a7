"""The documentation as values: its pages, links, headings and console sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FOLDERS = (".ci", "benchmarks", "docs", "examples", "knowledge", "src", "tests", "tools")
"""Where the project's own files lie; beside them, the files of the root."""

MADE = ("__pycache__", ".egg-info")
"""Parts of paths that tools leave behind."""

_FENCE = re.compile(r"^(`{3,})(\w*)[^\n]*\n(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_CODE = re.compile(r"`[^`\n]+`")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page.

    Args:
        page: where it stands.
        text: what is shown.
        target: as written.
    """

    page: Path
    text: str
    target: str

    @property
    def outside(self) -> bool:
        """Whether it leaves the repository."""
        return "://" in self.target or self.target.startswith("mailto:")

    @property
    def file(self) -> Path:
        """The file that it names; the page itself for a bare anchor."""
        path = self.target.partition("#")[0]
        return (self.page.parent / path).resolve() if path else self.page

    @property
    def anchor(self) -> str:
        """What stands after ``#``, or ""."""
        return self.target.partition("#")[2]


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a console session with what it should print.

    Args:
        line: what is typed, after ``$``; continued lines joined.
        expected: the lines shown below it, ``…`` standing for anything; empty when the page shows none.
        place: page and line.
    """

    line: str
    expected: tuple[str, ...]
    place: str


def files() -> list[Path]:
    """All files of the project, in order."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    found += [path for path in ROOT.iterdir() if path.is_file()]
    return sorted(path for path in found if not any(part.endswith(MADE) for part in path.relative_to(ROOT).parts))


def pages() -> list[Path]:
    """All pages of documentation."""
    return [path for path in files() if path.suffix == ".md"]


def name(path: Path) -> str:
    """How messages call a file."""
    return path.relative_to(ROOT).as_posix()


def without_fences(text: str) -> str:
    """The prose of a page."""
    return _FENCE.sub("", text)


def links(page: Path) -> list[Link]:
    """Links in the prose of a page, those inside code left out."""
    prose = without_fences(page.read_text(encoding="utf-8"))
    code = [match.span() for match in _CODE.finditer(prose)]
    return [
        Link(page, match[1], match[2])
        for match in _LINK.finditer(prose)
        if not any(start <= match.start() < end for start, end in code)
    ]


def anchors(page: Path) -> set[str]:
    """The anchors that headings give, as the usual renderers make them."""
    prose = without_fences(page.read_text(encoding="utf-8"))
    found: set[str] = set()
    for heading in _HEADING.findall(prose):
        text = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()).replace(" ", "-")
        twin = next(number for number in range(len(prose)) if (f"{text}-{number}" if number else text) not in found)
        found.add(f"{text}-{twin}" if twin else text)
    return found


def fences(page: Path, language: str) -> Iterator[tuple[int, str]]:
    """Fenced blocks of a language: line number of the first line inside, and the text."""
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        if match[2] == language:
            yield text.count("\n", 0, match.start(3)) + 1, match[3]


def typed(page: Path) -> list[str]:
    """What a page tells a reader to type: code spans, and the lines of fenced blocks, continued ones joined."""
    blocks = [block for language in ("console", "sh", "bash", "") for _, block in fences(page, language)]
    lines = "\n".join(blocks).replace("\\\n> ", "").replace("\\\n", "").splitlines()
    return [*(span.strip("`") for span in _CODE.findall(without_fences(page.read_text(encoding="utf-8")))), *lines]


def session(page: Path) -> list[Command]:
    """The commands of a page's ``console`` blocks, in order."""
    found: list[Command] = []
    for first, block in fences(page, "console"):
        found += _commands(block, first, name(page))
    return found


def _commands(block: str, first: int, page: str) -> Iterator[Command]:
    typed, start = "", first
    shown: list[str] = []
    for number, line in enumerate([*block.splitlines(), "$ "], start=first):
        if typed.endswith("\\") and line.startswith("> "):
            typed = typed[:-1] + line[2:].strip()
        elif line.startswith("$ "):
            if typed:
                yield Command(typed, tuple(shown), f"{page}, line {start}")
            typed, shown, start = line[2:].strip(), [], number
        else:
            shown.append(line.rstrip())


def pattern(expected: tuple[str, ...]) -> re.Pattern[str]:
    """What an output must look like: ``…`` alone on a line is any number of lines, within a line any characters."""
    parts = [
        r"(?:[^\n]*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", r"[^\n]*") + r"[ \t]*\n"
        for line in expected
    ]
    return re.compile("".join(parts))
