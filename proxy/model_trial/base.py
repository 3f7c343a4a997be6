"""What is asked of a model, and what became of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Format(StrEnum):
    """A wire format that the model is tried in."""

    CHAT = "chat"
    RESPONSES = "responses"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Tool:
    """A function tool: what all three formats say of it. ``parameters``: name → JSON type."""

    name: str
    description: str
    parameters: Mapping[str, str]

    def schema(self) -> dict[str, Any]:
        """The parameters as JSON Schema; all are required."""
        properties = {name: {"type": kind} for name, kind in self.parameters.items()}
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class Customer:
    """What the customer types."""

    text: str


@dataclass(frozen=True, slots=True)
class Bot:
    """What the chatbot said before."""

    text: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A tool call that was made, and what came back."""

    tool: Tool
    arguments: Mapping[str, str]
    result: str


Line = Customer | Bot | Looked


@dataclass(frozen=True, slots=True)
class Task:
    """One request of the corpus.

    ``wanted``: values that the customer must read in the answer. ``call`` and ``arguments``: the tool
    that must be called, and with which values; then nothing is wanted in words.
    """

    name: str
    lines: tuple[Line, ...]
    wanted: tuple[str, ...] = ()
    call: Tool | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    stream: bool = False


class Fate(StrEnum):
    """What a model made of one placeholder that it had to write. The first two come back."""

    EXACT = "exact"
    RESPELLED = "respelled"
    """In another spelling, one that is put back (docs/spec/placeholder.md, 4)."""
    WITHHELD = "withheld"
    """As it was, but where nothing is put back: in a link, in markup."""
    RESHAPED = "reshaped"
    """Label and code are there, in a spelling that is not put back."""
    RELABELLED = "relabelled"
    """The code is there, with another label: translated, or none."""
    CODE_CHANGED = "code changed"
    CODE_DROPPED = "code dropped"
    """The label alone, or with a number: ``[EMAIL]``, ``[EMAIL_1]``."""
    CUT_OFF = "cut off"
    SWAPPED = "swapped"
    """Another placeholder of the same kind stands in its place."""
    MISSING = "missing"

    @property
    def came_back(self) -> bool:
        """The customer, or the tool, gets the real value."""
        return self in {Fate.EXACT, Fate.RESPELLED}


class CallFate(StrEnum):
    """What became of a tool call that the model had to make."""

    WORKED = "worked"
    NO_CALL = "no call"
    OTHER_TOOL = "another tool"
    NOT_JSON = "arguments are no JSON"
    WRONG_ARGUMENTS = "wrong arguments"
    """The tool would have been called with something else than the real values."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One placeholder that had to be written, and its fate. ``wrote``: the model's words around it."""

    placeholder: str
    fate: Fate
    wrote: str


@dataclass(frozen=True, slots=True)
class TaskTrial:
    """One task in one format. ``trouble``: why there is no answer, then the rest is empty.

    ``unprotected``: wanted values for which the policy had no placeholder, so nothing was tried.
    """

    task: str
    placed: tuple[Placed, ...] = ()
    call: CallFate | None = None
    unprotected: int = 0
    trouble: str | None = None

    @property
    def good(self) -> bool:
        """An answer came, every placeholder came back, and the tool call worked."""
        return (
            self.trouble is None
            and all(one.fate.came_back for one in self.placed)
            and self.call in {None, CallFate.WORKED}
        )


@dataclass(frozen=True, slots=True)
class FormatTrial:
    """All tasks in one format. ``not_served``: the provider has no such route; nothing was tried."""

    format: Format
    tasks: tuple[TaskTrial, ...] = ()
    not_served: str | None = None

    @property
    def good(self) -> bool:
        """Everything came back in this format."""
        return self.not_served is None and all(task.good for task in self.tasks)

    def placed(self) -> Iterator[Placed]:
        """Every placeholder that the model had to write."""
        for task in self.tasks:
            yield from task.placed

    def calls(self) -> Iterator[CallFate]:
        """Every tool call that it had to make."""
        yield from (task.call for task in self.tasks if task.call is not None)


@dataclass(frozen=True, slots=True)
class Trial:
    """A model, tried. ``good``: in every format that the provider serves; it serves at least one."""

    model: str
    formats: tuple[FormatTrial, ...]

    @property
    def good(self) -> bool:
        """Nothing was mangled, lost or refused."""
        served = [one for one in self.formats if one.not_served is None]
        return bool(served) and all(one.good for one in served)
