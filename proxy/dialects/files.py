"""Files of text inside a request: read like any text, and written back in the form they came in.

Text files come as data URLs (RFC 2397), in base64 or percent-encoded, or as bare base64 beside a media type
or a file name. The text is a slot; what is edited in it is written into the same form: the same charset, and
the same bytes outside of what was replaced. What says that it is text and is none is refused: nobody could
find anything in it. Everything else that is a file passes unread or not at all (``unreadable``).
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from proxy.dialects.base import Allowed
from proxy.dialects.slots import Leaf, Medium, Row
from proxy.dialects.unreadable import Place, refuse_unreadable
from proxy.errors import CallerError, ErrorCode
from proxy.turn import JsonPath, SlotClass

_TYPES = frozenset(
    {"application/json", "application/xml", "application/x-ndjson", "application/yaml"}
)
"""Media types that are text, beside ``text/…``."""
_WRITTEN_OTHERWISE = frozenset({"text/rtf", "text/richtext"})
"""Text that spells its letters in a way of its own (``\\'e9``): a value would not be seen in it."""

_ENDINGS = frozenset(
    {"txt", "csv", "tsv", "json", "md", "html", "htm", "xml", "log", "yaml", "yml"}
)
_CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
"""Charsets that are read, each of which writes back what it read. A byte order mark stays a character."""

_DATA_URL = re.compile(
    r"data:(?P<type>[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+)?(?P<more>(?:;[^,;]*)*),", re.IGNORECASE
)
_CHARSET = re.compile(r";\s*charset=\"?([^;\",]+)\"?", re.IGNORECASE)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Control characters; a text has none of them, a program or a picture has many."""


@dataclass(frozen=True, slots=True)
class FileForm:
    """How a text stands in a string. ``before``: the head of a data URL, or nothing."""

    before: str
    charset: str
    in_base64: bool

    def read(self, value: str) -> str:
        """The text. Raises ValueError for what is not in this form."""
        data = value[len(self.before) :]
        raw = (
            base64.b64decode("".join(data.split()), validate=True)
            if self.in_base64
            else unquote_to_bytes(data)
        )
        text = raw.decode(self.charset)
        if _NO_TEXT.search(text):
            raise ValueError("not a text")
        return text

    def write(self, text: str) -> str:
        """The string that holds this text. Raises ValueError for characters beyond the charset."""
        raw = text.encode(self.charset)
        data = base64.b64encode(raw).decode() if self.in_base64 else quote_from_bytes(raw, safe="")
        return self.before + data


@dataclass(frozen=True, slots=True)
class FileText:
    """A file that is text."""

    form: FileForm
    text: str


Files = Mapping[JsonPath, FileText]
"""The files of a request that are text, by the path of the string that holds them."""


def look_into(document: Any, leaves: Sequence[Leaf], allowed: Allowed, place: Place) -> Files:
    """Every file of text. Raises CallerError for all else that nobody can look into (``unreadable``)."""
    files = read_files(document, leaves, place)
    refuse_unreadable((leaf for leaf in leaves if leaf.path not in files), allowed, place)
    return files


def read_files(document: Any, leaves: Sequence[Leaf], place: Place) -> Files:
    """Every file of text. Raises CallerError(UNSUPPORTED_MEDIA) for one that says so and is none."""
    found: dict[JsonPath, FileText] = {}
    for leaf in leaves:
        match leaf:
            case Leaf(
                value=str(value), row=Row(kind=SlotClass.MEDIA, medium=Medium.FILES), is_key=False
            ):
                form = _form(value, _beside(document, leaf.path))
                if form is not None:
                    found[leaf.path] = FileText(form, _read(form, value, place(leaf)))
            case _:
                pass
    return found


def _read(form: FileForm, value: str, param: str | None) -> str:
    try:
        text = form.read(value)
        if text and form.read(form.write(text)) != text:
            raise ValueError("not written as it was read")
    except (ValueError, binascii.Error, LookupError):
        raise CallerError(
            ErrorCode.UNSUPPORTED_MEDIA,
            "This file says that it is text, but it cannot be read as text. Send it in UTF-8, in base64, "
            "or name its charset in the data URL.",
            param=param,
        ) from None
    return text


def _beside(document: Any, path: JsonPath) -> Mapping[str, Any]:
    """The object in which a file's data stands."""
    for step in path[:-1]:
        document = document[step]
    return document if isinstance(document, dict) else {}


def _form(value: str, beside: Mapping[str, Any]) -> FileForm | None:
    """The form of a file of text; None: it is another kind of file, or an address."""
    head = _DATA_URL.match(value)
    if head is not None:
        if not _is_text(head["type"] or "text/plain"):
            return None
        more = head["more"]
        charset = _CHARSET.search(more)
        in_base64 = more.lower().rstrip().endswith(";base64")
        return FileForm(head[0], _codec(charset and charset[1]), in_base64)
    named = beside.get("media_type")
    if isinstance(named, str):
        return FileForm("", "utf-8", in_base64=True) if _is_text(named) else None
    ending = str(beside.get("filename", "")).rpartition(".")[2].lower()
    is_address = value.lstrip()[:4].lower() == "http"
    return FileForm("", "utf-8", in_base64=True) if ending in _ENDINGS and not is_address else None


def _is_text(media_type: str) -> bool:
    plain = media_type.partition(";")[0].strip().lower()
    if plain in _WRITTEN_OTHERWISE:
        return False
    return plain.startswith("text/") or plain in _TYPES or plain.endswith(("+json", "+xml"))


def _codec(charset: str | None) -> str:
    """Python's name of a charset; one that is not read fails when it is used."""
    return "utf-8" if charset is None else _CHARSETS.get(charset.strip().lower(), "unknown")
