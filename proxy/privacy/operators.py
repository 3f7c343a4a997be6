"""What protecting does to one value, as Presidio operators.

Presidio's ``Operator`` is the unit in which teams know such transformations, so ours are of that
class; its engine is not used (it merges neighbours and doubles characters on partial overlaps).
Each takes the canonical form of a value and the parameters ``label``, ``key`` and ``counter``.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Any, assert_never

from presidio_anonymizer.operators import Operator as PresidioOperator
from presidio_anonymizer.operators import OperatorType

from proxy.privacy.base import Operator

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is easily misread."""

CODE_LENGTH = 6
REMOVED = "REMOVED"
_READABLE_FROM = 8
"""Digits a value needs before its last four are less than most of it."""


def code_of(label: str, value: str, key: bytes, counter: int) -> str:
    """The six characters of docs/spec/placeholder.md, section 2."""
    message = bytearray(b"placeholder/v1\0")
    for text in (label, value):
        data = text.encode("utf-8", "surrogatepass")
        message += len(data).to_bytes(4, "big") + data
    message += counter.to_bytes(4, "big")
    digest = hmac.new(key, bytes(message), hashlib.sha256).digest()
    bits = int.from_bytes(digest[:4], "big") >> 2
    return "".join(ALPHABET[bits >> shift & 31] for shift in (25, 20, 15, 10, 5, 0))


def readable_last_four(text: str) -> str:
    """The form in which people see a value of which only the last four digits come back."""
    digits = [character for character in text if character.isdigit()]
    return "•••• " + "".join(digits[-4:]) if len(digits) >= _READABLE_FROM else "••••"


class Placeholder(PresidioOperator):
    """Puts a keyed placeholder in place of a value."""

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        """The placeholder of ``text``, which is a value in its canonical form."""
        given = params or {}
        self.validate(given)
        code = code_of(given["label"], text, given["key"], given["counter"])
        return f"[{given['label']}_{code}]"

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Raise ``ValueError`` unless label, key and counter are given."""
        if not params or not {"label", "key", "counter"} <= params.keys():
            raise ValueError("a placeholder needs label, key and counter")

    def operator_name(self) -> str:
        """The name under which policies ask for it."""
        return Operator.PLACEHOLDER.value

    def operator_type(self) -> OperatorType:
        """It protects."""
        return OperatorType.Anonymize


class LastFour(Placeholder):
    """A placeholder like any other; what it restores to is the last four digits at most."""

    def operator_name(self) -> str:
        """The name under which policies ask for it."""
        return Operator.LAST_FOUR.value


class Remove(Placeholder):
    """A constant for the label: of the value nothing is left, not even a keyed code."""

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:  # noqa: ARG002
        """The same word for all values of a label."""
        given = params or {}
        self.validate(given)
        return f"[{given['label']}_{REMOVED}]"

    def operator_name(self) -> str:
        """The name under which policies ask for it."""
        return Operator.REMOVE.value


@lru_cache(maxsize=8)
def operator_for(operator: Operator) -> Placeholder:
    """The Presidio operator of a policy's word."""
    match operator:
        case Operator.PLACEHOLDER:
            return Placeholder()
        case Operator.LAST_FOUR:
            return LastFour()
        case Operator.REMOVE:
            return Remove()
        case _:
            assert_never(operator)
