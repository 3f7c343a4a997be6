"""Reading YAML strictly, with the line and column of every key and value.

Strategy: a policy is data, so the parser's events are read one by one and only the plain part of
the language is let in. Everything else is a problem with a place, not a surprise:

* duplicate keys, anchors, aliases, merge keys and tags are refused (aliases make bombs, tags make
  objects, and a rule that stands somewhere else cannot be reviewed where it works);
* one document per file, and it ends with the line ``...``: a file that was cut short while it was
  copied would otherwise be a valid policy with its last rules missing;
* plain words are read as YAML 1.2 reads them: ``no`` is Norwegian, ``09:30`` is a time, and only
  ``true``, ``false``, ``null`` and decimal numbers are not text. Keys are always text.

Sources: YAML 1.2.2 section 10.3.2 (core schema, without octal, hexadecimal and the infinities).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from proxy.policy.problems import PolicyError, Problem

try:  # libyaml is ten times as fast; both give the same events and marks.
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 16
MAX_NODES = 200_000

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]
"""Keys and indexes from the root of the document."""

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")


@dataclass(frozen=True, slots=True)
class Document:
    """A read file: its values, and where each of them stands (line and column, from 1)."""

    file: str
    root: dict[str, Value] = field(repr=False)
    values: Mapping[Path, tuple[int, int]] = field(repr=False)
    keys: Mapping[Path, tuple[int, int]] = field(repr=False)

    def problem(self, path: Path, message: str, fix: str, *, at_key: bool = False) -> Problem:
        """A problem at ``path``, or at the nearest place above it that the file really has.

        ``at_key`` points at the key itself instead of at its value.
        """
        places = self.keys if at_key else self.values
        for length in range(len(path), -1, -1):
            place = places.get(path[:length]) or self.values.get(path[:length])
            if place is not None:
                return Problem(self.file, *place, message, fix)
        return Problem(self.file, 1, 1, message, fix)


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still being read."""

    path: Path
    items: list[Value] | dict[str, Value]
    key: str | None = None


def read_document(file: str, data: bytes) -> Document:
    """Read the exact bytes of a file whose root is a mapping.

    Raises PolicyError with every problem that can be known (the first one that makes the rest
    unreadable is the last).
    """
    text = _decode(file, data)
    reader = _Reader(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            reader.read(event)
    except yaml.MarkedYAMLError as error:
        reader.report(
            error.problem_mark,
            f"This is not readable YAML: {error.problem or 'it breaks off'}.",
            _remedy(text, error.problem_mark),
        )
    except yaml.YAMLError:
        reader.report(
            None,
            "The file has a character that YAML does not allow.",
            "Remove control characters; write them as escapes in double quotes if you need them.",
        )
    return reader.finish()


def _decode(file: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise PolicyError(
            [
                Problem(
                    file,
                    1,
                    1,
                    f"The file is larger than {MAX_BYTES // (1024 * 1024)} MiB.",
                    "Move long lists of public values to the CSV file that `public.csv` names.",
                )
            ]
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        raise PolicyError(
            [
                Problem(
                    file,
                    line,
                    column,
                    "The file is not UTF-8 from here on.",
                    "Save it with the encoding UTF-8.",
                )
            ]
        ) from None


class _Mark(Protocol):
    """A place as the parser gives it, counted from 0."""

    line: int
    column: int


def _remedy(text: str, mark: _Mark | None) -> str:
    """What to do about YAML that cannot be read at this place."""
    lines = text.splitlines()
    line = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return (
            "This line begins with a tab: YAML is indented with blanks only. Replace it by blanks."
        )
    return "Check indentation, quotes and brackets at this place."


def _place(mark: _Mark | None) -> tuple[int, int]:
    """Line and column, from 1; the start of the file where there is no place."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _TooMuch(yaml.YAMLError):
    """Reading stops here; the problem is already reported."""


class _Reader:
    """Turns parser events into values and places, without recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.values: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, tuple[int, int]] = {}
        self.open: list[_Open] = []
        self.root: Value = None
        self.documents = 0
        self.stopped = False

    def report(self, mark: _Mark | None, message: str, fix: str) -> None:
        if not self.stopped:
            self.problems.append(Problem(self.file, *_place(mark), message, fix))

    def stop(self, event: Event, message: str, fix: str) -> None:
        self.report(event.start_mark, message, fix)
        self.stopped = True
        raise _TooMuch

    def read(self, event: Event) -> None:
        match event:
            case DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.stop(event, "A second document starts here.", "Keep one per file.")
            case DocumentEndEvent():
                if not event.explicit:
                    self.report(
                        event.start_mark,
                        "The file does not end with the line `...`, so it may have been cut short.",
                        "If it is complete, write `...` as its last line.",
                    )
            case CollectionEndEvent():
                self.open.pop()
            case NodeEvent():
                self._node(event)

    def _node(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            self.stop(
                event,
                "Anchors (&) and aliases (*) are not allowed.",
                "Write the value out where it is used; quote text that starts with & or *.",
            )
        if isinstance(event, ScalarEvent) and self._takes_key(event):
            return
        if self.open and isinstance(self.open[-1].items, dict) and self.open[-1].key is None:
            self.stop(event, "A list or mapping cannot be a key.", "Use a plain word as key.")
        path = self._path()
        if len(path) > MAX_DEPTH:
            self.stop(event, f"Nested deeper than {MAX_DEPTH} levels.", "Flatten this part.")
        self.values[path] = _place(event.start_mark)
        if len(self.values) > MAX_NODES:
            self.stop(event, f"More than {MAX_NODES} values.", "Split the file.")
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self.report(event.start_mark, "Tags (!) are not allowed.", "Remove the tag.")
        value: Value
        match event:
            case MappingStartEvent():
                value = {}
            case SequenceStartEvent():
                value = []
            case _:
                value = _scalar(event) if isinstance(event, ScalarEvent) else None
        self._put(value)
        if isinstance(value, dict | list):
            self.open.append(_Open(path, value))

    def _path(self) -> Path:
        if not self.open:
            return ()
        top = self.open[-1]
        if isinstance(top.items, list):
            return (*top.path, len(top.items))
        return (*top.path, top.key or "")

    def _put(self, value: Value) -> None:
        if not self.open:
            self.root = value
            return
        top = self.open[-1]
        if isinstance(top.items, list):
            top.items.append(value)
        else:
            top.items.setdefault(top.key or "", value)
            top.key = None

    def _takes_key(self, event: ScalarEvent) -> bool:
        """True if ``event`` is a mapping's next key; then it is noted."""
        if not self.open:
            return False
        top = self.open[-1]
        if isinstance(top.items, list) or top.key is not None:
            return False
        key = event.value
        path = (*top.path, key)
        if key == "<<" and event.implicit[0]:
            self.report(event.start_mark, "Merge keys (<<) are not allowed.", "Write it out.")
        if path in self.keys:
            self.report(
                event.start_mark,
                f"The key `{key}` stands here twice (first in line {self.keys[path][0]}).",
                "Keep one of the two.",
            )
            # What stands under the second one is read under a name of its own, so that each of
            # its keys is not reported again.
            key = f"{key}\0{len(self.keys)}"
        self.keys[(*top.path, key)] = _place(event.start_mark)
        top.key = key
        return True

    def finish(self) -> Document:
        if not self.problems and not isinstance(self.root, dict):
            self.report(
                None, "The file does not hold `key: value` lines.", "Start with `version: 1`."
            )
        if self.problems or not isinstance(self.root, dict):
            raise PolicyError(self.problems)
        return Document(self.file, self.root, self.values, self.keys)


def _scalar(event: ScalarEvent) -> Value:
    """The value of a scalar: text, unless it is plain and the core schema says otherwise."""
    text: str = event.value
    if not event.implicit[0] or event.tag is not None:
        return text
    match text:
        case "" | "~" | "null":
            return None
        case "true":
            return True
        case "false":
            return False
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
