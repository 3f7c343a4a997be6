"""Values to placeholders: the keyed code, the keys, and this turn's map.

Specification: docs/spec/placeholder.md. The map is rebuilt from each request and lives as long as
the turn. ``Register`` is filled while a turn is protected; ``Placeholders`` is what it leaves
behind, immutable, for the restorer.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NewType

from proxy.privacy.base import CanonicalForm, EntityRule, Operator
from proxy.privacy.forms import canonical_form
from proxy.privacy.operators import operator_for, readable_last_four
from proxy.sensitive import Sensitive

ConversationKey = NewType("ConversationKey", bytes)
"""Keys the placeholders of one conversation; used for nothing else."""

DefinitionKey = NewType("DefinitionKey", bytes)
"""Keys the placeholders of a tenant's definitions, together with the definition's text."""

LOOK_ALIKE = EntityRule(entity_type="LOOK_ALIKE", label="TEXT")
"""The rule of a text that could be read as a placeholder."""

LINK = EntityRule(entity_type="LINK", label="LINK")
"""The rule of a whole URL that holds a value."""


@dataclass(frozen=True, slots=True)
class PlaceholderKeys:
    """The keys of one turn. ``identifier`` keys the ids that clients choose."""

    conversation: ConversationKey = field(repr=False)
    definition: DefinitionKey = field(repr=False)
    identifier: bytes = field(repr=False)


def conversation_key(
    tenant_secret: bytes, *, conversation: str | None, user: str | None, opening: str
) -> ConversationKey:
    """The key of a conversation: by its explicit id, else by its user and first customer message."""
    if conversation is not None:
        told = b"\x01" + _sized(conversation)
    else:
        told = b"\x02" + _optional(user) + _sized(opening)
    return ConversationKey(_mac(tenant_secret, b"placeholder/v1 conversation\0" + told))


def standalone_key(tenant_secret: bytes) -> ConversationKey:
    """The key of texts that belong to no conversation (embeddings): the same for all of a tenant."""
    return ConversationKey(_mac(tenant_secret, b"placeholder/v1 standalone\0"))


def definition_key(tenant_secret: bytes) -> DefinitionKey:
    """The key under which a tenant's definitions take their placeholders."""
    return DefinitionKey(_mac(tenant_secret, b"placeholder/v1 definition\0"))


def key_for_definition(key: DefinitionKey, texts: Iterable[str]) -> bytes:
    """The key of the values that first appear in a definition made of these texts."""
    return _mac(key, b"".join(map(_sized, texts)))


def identifier(key: bytes, text: str) -> str:
    """What stands for an identifier that the client chose: ``id_`` and 26 base-32 characters."""
    digest = _mac(key, b"identifier/v1\0" + _bytes(text))
    return "id_" + base64.b32encode(digest).decode().lower()[:26]


@dataclass(frozen=True, slots=True)
class Entry:
    """One placeholder of this turn: the rule that governs it, and what it restores to."""

    entity_type: str
    rule: EntityRule
    restores: Sensitive


class Placeholders(Mapping[str, Entry]):
    """This turn's map from exact placeholder to entry. Immutable; prints no value."""

    __slots__ = ("_beginnings", "_entries", "labels", "numbers")

    def __init__(self, entries: Mapping[str, Entry], numbers: frozenset[str] = frozenset()) -> None:
        self._entries = MappingProxyType(dict(entries))
        self._beginnings: frozenset[str] | None = None
        self.labels = frozenset(name[1:].rpartition("_")[0] for name in entries)
        """The labels of this turn."""
        self.numbers = numbers
        """Values that were numbers in all JSON of the request, as they were spelled."""

    def __getitem__(self, placeholder: str) -> Entry:
        return self._entries[placeholder]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def begin_with(self, cut: str) -> bool:
        """Whether a placeholder of this turn begins so; ``cut`` reaches to its underscore or beyond."""
        if self._beginnings is None:
            self._beginnings = frozenset(cut for name in self._entries for cut in _cuts(name))
        return cut in self._beginnings

    def __repr__(self) -> str:
        return f"Placeholders({len(self._entries)})"


class Register:
    """Gives out the placeholders of one turn: the same value, the same placeholder."""

    def __init__(self, regions: tuple[str, ...] = ()) -> None:
        self._regions = regions
        self._entries: dict[str, Entry] = {}
        self._by_text: dict[str, str] = {}
        self._by_form: dict[tuple[CanonicalForm, str], str] = {}
        self._rules: dict[str, EntityRule] = {}
        self._readable: dict[str, str] = {}
        self._beginnings: set[str] = set()
        self._labels: frozenset[str] = frozenset()
        self.numbers: frozenset[str] = frozenset()
        """See ``Placeholders``; whoever protects knows them."""
        self._adopted: dict[str, str] = {}
        """Placeholders of earlier turns, and what each restores to."""

    def __repr__(self) -> str:
        return f"Register({len(self._entries)})"

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Placeholder to entry, so far."""
        return self._entries

    @property
    def known(self) -> Mapping[str, EntityRule]:
        """Each value that was given a placeholder, removed ones too, and its rule."""
        return self._rules

    @property
    def spellings(self) -> Mapping[str, str]:
        """Each text that was given a placeholder, and which."""
        return self._by_text

    @property
    def labels(self) -> frozenset[str]:
        """The labels given out so far."""
        return self._labels

    def begin_with(self, cut: str) -> bool:
        """Whether a placeholder given out begins so; ``cut`` reaches to its underscore or beyond."""
        return cut in self._beginnings

    @property
    def readable(self) -> Mapping[str, str]:
        """Readable last-four form to the placeholder it came from."""
        return self._readable

    def assign(self, text: str, rule: EntityRule, key: bytes, *, exact: bool = False) -> str:
        """The placeholder of ``text``; ``exact`` leaves the rule's canonical form aside (keys)."""
        known = self._by_text.get(text)
        if known is not None and not (exact and self._restores_otherwise(known, text)):
            return known
        form = CanonicalForm.EXACT if exact else rule.form
        value = canonical_form(text, form, self._regions)
        placeholder = self._by_form.get((form, value))
        if placeholder is None:
            placeholder = self._new(text, value, rule, key)
            self._by_form[form, value] = placeholder
        self._by_text.setdefault(text, placeholder)
        if rule is not LOOK_ALIKE:
            self._rules.setdefault(text, rule)
        return placeholder

    def adopt(
        self, placeholder: str, rule: EntityRule, restores: str, spellings: Iterable[str]
    ) -> None:
        """Know a placeholder of an earlier turn; ``spellings`` are the texts it was given to."""
        for text in spellings:
            if rule is not LOOK_ALIKE:
                self._rules.setdefault(text, rule)
            if rule.operator is not Operator.REMOVE:
                form = rule.form, canonical_form(text, rule.form, self._regions)
                self._by_text.setdefault(text, placeholder)
                self._by_form.setdefault(form, placeholder)
        if rule.operator is not Operator.REMOVE:
            self._adopted[placeholder] = restores
            self._enter(placeholder, rule, restores)

    def freeze(self) -> Placeholders:
        """The map as it stands."""
        return Placeholders(self._entries, self.numbers)

    def copy(self) -> "Register":
        """An independent register that knows the same values."""
        copy = Register(self._regions)
        copy._labels = self._labels
        copy.numbers = self.numbers
        copy._beginnings = set(self._beginnings)
        for name in ("_entries", "_by_text", "_by_form", "_rules", "_readable", "_adopted"):
            setattr(copy, name, dict(getattr(self, name)))
        return copy

    def _restores_otherwise(self, placeholder: str, text: str) -> bool:
        """A key may not take over the spelling that a value was first met in."""
        entry = self._entries.get(placeholder)
        return entry is not None and entry.restores.reveal() != text

    def _new(self, text: str, value: str, rule: EntityRule, key: bytes) -> str:
        operator = operator_for(rule.operator)
        restores = readable_last_four(text) if rule.operator is Operator.LAST_FOUR else text
        counter = 0
        while True:
            params = {"label": rule.label, "key": key, "counter": counter}
            placeholder = operator.operate(value, params)
            if rule.operator is Operator.REMOVE or self._adopted.get(placeholder) == restores:
                return placeholder
            if placeholder not in self._entries:
                break
            counter += 1
        self._enter(placeholder, rule, restores)
        return placeholder

    def _enter(self, placeholder: str, rule: EntityRule, restores: str) -> None:
        if rule.operator is Operator.LAST_FOUR and restores[-1:].isdigit():
            self._readable.setdefault(restores, placeholder)
        self._beginnings.update(_cuts(placeholder))
        self._entries[placeholder] = Entry(rule.entity_type, rule, Sensitive(restores))
        label = placeholder[1:].rpartition("_")[0]
        if label not in self._labels:
            self._labels |= {label}


def _cuts(placeholder: str) -> Iterator[str]:
    """What is left of a placeholder that is cut within its code."""
    code = placeholder.rindex("_") + 1
    return (placeholder[:end] for end in range(code, len(placeholder)))


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _sized(text: str) -> bytes:
    data = _bytes(text)
    return len(data).to_bytes(4, "big") + data


def _optional(text: str | None) -> bytes:
    return b"\x00" if text is None else b"\x01" + _sized(text)
