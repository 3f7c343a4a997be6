"""Requests whose words stand in one field, as a text or a list of texts.

Embeddings, moderations and legacy completions are such. Each text is a message of a customer: that is what
storefronts send there, and a text that may be a customer's is read like one. Token ids in place of words
are refused: nobody can look into them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from proxy.dialects import model_servers
from proxy.dialects.base import Allowed, Limits
from proxy.dialects.json_writer import write_json
from proxy.dialects.request_changes import changes_of
from proxy.dialects.request_schemas import answer_patterns, answer_schemas
from proxy.dialects.request_shape import first_text, invalid, read_call, slots_by_message
from proxy.dialects.request_slots import slots_of
from proxy.dialects.rows import Table
from proxy.dialects.slots import Leaf, rewrite
from proxy.dialects.unreadable import refuse_unreadable
from proxy.errors import CallerError, ErrorCode
from proxy.turn import Edits, JsonPath, Message, SlotClass, Speaker, TextSlot, Turn

_WORDS = frozenset({SlotClass.TEXT, SlotClass.JSON_TEXT, SlotClass.TREE, SlotClass.DEFINITION})
_MOST_ANSWERS = 128


@dataclass(frozen=True, slots=True)
class PlainTexts:
    """Reads and writes such requests; see ``Requests``.

    ``field``: where the words stand; ``more``: another field of the customer's words, if there is one.
    ``model``: the one that is meant where none is named.
    ``measured``: the texts are measured, each for itself, and nobody reads the answer.
    """

    name: str
    table: Table
    field: str
    more: str | None = None
    measured: bool = False
    model: str | None = None

    def read_turn(
        self, body: bytes, *, limits: Limits, allowed: Allowed, model: str | None = None
    ) -> Turn:
        """See Dialect. Raises CallerError with the code of what must change."""
        document = read_call(body, limits, model, default=self.model)
        texts = self._check_shape(document)
        leaves = self.table.request.walk(document)
        refuse_unreadable(leaves, allowed, _place)
        slots = slots_of(leaves, self._said_by, limits)
        metadata = document.get("metadata")
        schemas = (
            *answer_schemas(document, *model_servers.ANSWER_SCHEMAS),
            *answer_patterns(document, *model_servers.ANSWER_PATTERNS),
        )
        return Turn(
            dialect=self.name,
            body=document,
            slots=slots,
            messages=self._messages(texts, slots),
            model=document["model"],
            stream=not self.measured and document.get("stream") is True,
            conversation=first_text(metadata.get("conversation_id"))
            if isinstance(metadata, dict)
            else None,
            user=first_text(document.get("user")),
            schemas=schemas,
            wants_json=any(not isinstance(schema.tree, str) for schema in schemas),
            answers=texts * _answers(document),
            for_customer=not self.measured,
            standalone=self.measured,
        )

    def _check_shape(self, document: Mapping[str, Any]) -> int:
        """How many texts there are."""
        given = document.get(self.field)
        if isinstance(given, str):
            return 1
        if not isinstance(given, list) or not given:
            raise invalid(f"{self.field} must be a text or a list of texts.", self.field)
        for item in given:
            if isinstance(item, int | float | list):
                raise CallerError(
                    ErrorCode.UNSUPPORTED_FIELD,
                    f"{self.field} holds token ids, which cannot be looked into. Send the text itself "
                    "(in LangChain: check_embedding_ctx_length=False).",
                    param=self.field,
                )
            if not isinstance(item, str | dict):
                raise invalid(f"{self.field} must be a text or a list of texts.", self.field)
        return len(given)

    def _said_by(self, path: JsonPath) -> tuple[int | None, Speaker]:
        if path[0] == self.more:
            return 0, Speaker.CUSTOMER
        if path[0] != self.field:
            return None, Speaker.NOBODY
        number = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
        return number, Speaker.CUSTOMER

    def _messages(self, texts: int, slots: tuple[TextSlot, ...]) -> tuple[Message, ...]:
        by_message = slots_by_message(slots)
        return tuple(
            Message(
                index=number,
                speaker=Speaker.CUSTOMER,
                slots=by_message.get(number, ()),
                text="\n".join(_words(slots[index] for index in by_message.get(number, ()))),
            )
            for number in range(texts)
        )

    def write_request(self, turn: Turn, edits: Edits, *, hint: str | None = None) -> bytes:
        """See Dialect. A text on which a person must look is replaced; the list keeps its length."""
        document = dict(rewrite(turn.body, changes_of(turn, edits)))
        for name in ("metadata", "store"):
            document.pop(name, None)
        document[self.field] = _replaced(document[self.field], edits)
        if self.more in document and edits.replace:
            del document[self.more]
        # A hint tells how to answer, and would be part of an answer that begins with the prompt.
        if hint is not None and not self.measured and not document.get("echo"):
            document[self.field] = _with_hint(document[self.field], hint)
        return write_json(document)


def _place(leaf: Leaf) -> str | None:
    """The place for an error: the table's own words."""
    return None if leaf.row is None else leaf.row.path


def _answers(document: Mapping[str, Any]) -> int:
    """How many answers there are to each text."""
    wanted = document.get("n")
    if wanted is None:
        return 1
    if type(wanted) is not int or not 1 <= wanted <= _MOST_ANSWERS:
        raise invalid(f"n must be a number from 1 to {_MOST_ANSWERS}.", "n")
    return wanted


def _words(slots: Iterable[TextSlot]) -> Iterable[str]:
    """All that may hold words, so that none stand beside them."""
    for slot in slots:
        if slot.is_key or slot.is_number or slot.kind not in _WORDS:
            continue
        if slot.listed or any(map(str.isspace, slot.text)):
            yield slot.text


def _replaced(given: Any, edits: Edits) -> Any:
    if isinstance(given, str):
        return edits.replace.get(0, given)
    return [edits.replace.get(number, item) for number, item in enumerate(given)]


def _with_hint(given: Any, hint: str) -> Any:
    if isinstance(given, str):
        return f"{hint}\n\n{given}"
    return [f"{hint}\n\n{item}" if isinstance(item, str) else item for item in given]
