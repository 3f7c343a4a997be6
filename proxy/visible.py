"""Characters that cannot be seen, or that decide how others are shown, become words that say so. Pure.

Text of a customer never decides how a page, a terminal or a file looks: control characters (escape
sequences among them), characters that change the direction of what stands after them, and those that
have no width. Line ends and tabs stay.
Sources: Unicode TR9 (bidi controls), TR36; ECMA-48 (C0, C1, escape sequences).
"""

import re
from typing import Final

TRICKS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
"""One such character."""


def code_of(character: str) -> str:
    """``U+202E``."""
    return f"U+{ord(character):04X}"


def visible(text: str) -> str:
    """The text with every such character replaced by its code in brackets."""
    return TRICKS.sub(lambda found: f"[{code_of(found[0])}]", text)


def json_escaped(written: str) -> str:
    """A JSON text that says the same, with every such character written as an escape.

    JSON itself escapes only what stands below U+0020.
    """
    return TRICKS.sub(lambda found: _escape(found[0]), written)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
