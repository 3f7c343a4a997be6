"""The words in which rooms speak about one turn: where its text stands and who said it.

A dialect reads bytes into a ``Turn``; privacy and topics think about its slots; the dialect writes
the outgoing bytes from the same turn and a set of ``Edits``. Nothing here knows a wire format.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, NewType, Protocol

JsonPath = tuple[str | int, ...]
"""Keys and indexes from the root of a JSON document to a leaf."""

SlotIndex = NewType("SlotIndex", int)
"""Position of a slot in ``Turn.slots``."""


class SlotClass(Enum):
    """How a string leaf of the wire format is treated (docs/architecture.md, 'Slots')."""

    TEXT = "text"
    """Free text: detect, protect, restore."""
    JSON_TEXT = "json_text"
    """A leaf *inside* a string that is itself JSON; written back inside that string."""
    TREE = "tree"
    """A leaf or key of free JSON."""
    DEFINITION = "definition"
    """Text by the shop's developers (system prompt, tool schema): protected, minus public values."""
    IDENTIFIER = "identifier"
    """An id chosen by the client: replaced by an HMAC."""
    URL = "url"
    """A URL: protected, never restored into."""
    MEDIA = "media"
    """Image, audio, file: refused unless the policy allows it."""
    OPAQUE = "opaque"
    """Must stay byte-identical (ids, model names); checked, never edited."""
    CALL_ID = "call_id"
    """Pairs a tool call with its result: as it came, or an HMAC in both where it holds a value."""
    SIGNED = "signed"
    """Signed by the provider: byte-identical, or left out with its block where it holds a value."""
    POINTER = "pointer"
    """A reference to state kept at the provider."""


class Speaker(StrEnum):
    """Who said a text."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    TOOL = "tool"
    SHOP = "shop"
    NOBODY = "nobody"


class TextForm(Protocol):
    """How a slot's text stands in its string, where the string is not the text itself."""

    def read(self, value: str) -> str:
        """The text of a string."""
        ...

    def write(self, text: str) -> str:
        """The string that holds this text."""
        ...


@dataclass(frozen=True, slots=True)
class TextSlot:
    """One string of the request that may hold personal data, and where it stands.

    ``path`` leads to the string in the request body; ``inner`` leads on, inside that string, when
    it is itself JSON. ``key`` is the nearest object key above the leaf (``last_name``), ``keys``
    all of them. ``is_key``: the slot is an object key, not a value. ``is_number``: it is a JSON
    number, its text the digits received (of a double: written out, see ``plain_number``); an edit
    turns it into a string.
    """

    path: JsonPath
    kind: SlotClass
    text: str = field(repr=False)
    speaker: Speaker = Speaker.NOBODY
    message: int | None = None
    inner: JsonPath | None = None
    key: str | None = None
    keys: tuple[str, ...] = ()
    is_key: bool = False
    is_number: bool = False
    form: TextForm | None = field(repr=False, default=None)
    """Set where the string at ``path`` only holds the text, as a file in base64 does."""
    medium: str | None = None
    """The kind of media, of what passes unread ("images")."""
    listed: bool = True
    """False: on a path that no row of the dialect's table names (treated as TEXT)."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON schema of the request, as it was sent, and where it stands.

    ``tool``: it describes the arguments of this tool; None: the content of the answer. A ``tree`` that is
    a text is a pattern which the whole answer must match.
    """

    path: JsonPath
    tree: Mapping[str, Any] | str = field(repr=False)
    tool: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the conversation, in order. ``slots`` are indexes into ``Turn.slots``."""

    index: int
    speaker: Speaker
    slots: tuple[SlotIndex, ...]
    text: str = field(repr=False)
    """The words of the message (its TEXT slots joined by newlines), without names or tool calls.
    Of a customer's message that is JSON: the texts in it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A request, strictly parsed. ``body`` is the parsed JSON and is never changed in place."""

    dialect: str
    body: Mapping[str, Any] = field(repr=False)
    slots: tuple[TextSlot, ...]
    messages: tuple[Message, ...]
    model: str
    stream: bool
    conversation: str | None = field(repr=False, default=None)
    """The conversation id the body names (``metadata.conversation_id``), if any."""
    user: str | None = field(repr=False, default=None)
    """``user`` or ``safety_identifier`` as sent, for the placeholder key only."""
    tools: frozenset[str] = frozenset()
    """Names of the function tools that the caller declared and runs itself."""
    schemas: tuple[Schema, ...] = ()
    """What the caller says about the form of arguments and of the answer."""
    wants_json: bool = False
    """The answer's content is JSON inside a string (``response_format`` asked for it)."""
    forces_tool: bool = False
    """``tool_choice`` demands a tool call."""
    answers: int = 1
    """How many choices were asked for (``n``)."""
    previous: str | None = None
    """The answer, kept at the provider, that this turn goes on from."""
    stored: bool = False
    """The provider keeps the answer, so that a later turn may go on from it."""
    provider_tools: frozenset[str] = frozenset()
    """Kinds of tools in this request that run at the provider (by the policy's names)."""
    for_customer: bool = True
    """A customer reads the answer. False where texts are only counted: then no person is asked."""
    standalone: bool = False
    """No part of a conversation: its texts are measured, each for itself. Their placeholders are the
    tenant's, so that the same text is the same bytes in every call."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What a dialect must change when it writes the outgoing bytes.

    ``texts``: new text for a slot (for a number: it becomes a string).
    ``replace``: message index → a neutral text that stands in place of the whole message.
    ``remove``: indexes of messages that are left out.
    ``keywords``: path of a keyword in a schema → its new value; None: it goes.
    ``left_out``: paths of single items of arrays (a block, a part) that are left out.
    """

    texts: Mapping[SlotIndex, str] = field(repr=False, default_factory=dict)
    replace: Mapping[int, str] = field(repr=False, default_factory=dict)
    remove: frozenset[int] = frozenset()
    keywords: Mapping[JsonPath, Any] = field(repr=False, default_factory=dict)
    left_out: frozenset[JsonPath] = frozenset()


@dataclass(frozen=True, slots=True)
class Channel:
    """One run of text in an answer: its pieces, in order, make one text.

    ``choice``: index of the answer; ``place``: the field ("content", "refusal", "tool");
    ``part``: index of the tool call or part; ``tool``: name of the function that will receive it.
    """

    choice: int
    place: str
    part: int = 0
    tool: str | None = field(default=None, compare=False)


class Sink(Enum):
    """Where restored text would go; the policy says what may be restored there."""

    CUSTOMER_TEXT = "customer_text"
    TOOL_ARGUMENTS = "tool_arguments"
    PROTECTED = "protected"
    """Never restored (log probabilities, annotations' URLs, provider-side tools)."""
