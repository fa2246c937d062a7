"""Messages from one page to the next keep how they were made."""

from __future__ import annotations

import pytest

from autonome.kernel import Text
from autonome.web.flashing import packed, unpacked


@pytest.mark.parametrize(
    "message",
    [
        Text("Your choice is saved."),
        Text("A test of {gene} is ordered.", gene="CYP2D6"),
        Text("{what}: {why}", what=Text("Key {name}", name="{braces} <b>"), why="\x1f"),
    ],
)
def test_a_text_comes_back_with_its_template_and_its_values(message: Text) -> None:
    back = unpacked(packed(message))
    assert isinstance(back, Text)
    assert (back, back.template, dict(back.values)) == (message, message.template, dict(message.values))


def test_other_words_come_back_as_they_were() -> None:
    assert unpacked(packed("plain {words}")) == "plain {words}"
    assert not isinstance(unpacked("plain"), Text)
