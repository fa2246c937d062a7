"""Write docs/openapi.json, the OpenAPI document of the HTTP API as a node serves it."""

from __future__ import annotations

from pathlib import Path

from autonome.web.project import Project, use

TARGET = Path(__file__).parents[1] / "docs/openapi.json"


def main() -> None:
    """Write it; no node is needed, and no database is asked."""
    use(Project("openapi.example", {"dbname": "none"}, None, bytes(32)))
    from autonome.web.api.serving import written  # noqa: PLC0415 - Django is set up now

    TARGET.write_bytes(written())
    print(f"{TARGET.name}: {len(written())} bytes")


if __name__ == "__main__":
    main()
