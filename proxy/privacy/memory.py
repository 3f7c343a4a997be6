"""The memory of a conversation: what was found once in a request is found everywhere in it.

Strategy: each finding gives forms of its value that are *distinctive* (six digits, two words, or four
letters that are no everyday word), and the parts of a name. They go into one index, and every slot is
searched once. ``GREETED``: an everyday word ("Rose") after a greeting. How far a form may spread depends on how telling it is: ``STRONG`` everywhere, also in
keys and ids; ``PLAIN`` (several words, all everyday) in texts and values; ``SHORT`` (a two- or
three-letter part of a name) only where it is written with a capital. Names are also found misspelt and inside
longer identifiers (``near_names``). So a customer named Price is
served, and "Thank you, Mia" is still found.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from enum import IntEnum

from proxy.privacy.base import Finding
from proxy.privacy.near_names import NearNames, NumbersInside
from proxy.privacy.overlaps import quality
from proxy.privacy.phrases import LONGEST, PhraseIndex, runs
from proxy.privacy.words import GENERIC_MAILBOXES, is_everyday
from proxy.turn import SlotClass, TextSlot

_CEILING = 0.8
"""A remembered value never outvotes what a recogniser says on the spot with certainty."""
_PHONE_TAIL = 9
"""Digits by which a phone number is the same with and without its country code."""
_PERSON = "PERSON"
_NEAR_SCORE = 0.5
_SURE_NAME = 0.6
"""A name found with less certainty is not looked for in other shapes."""
_READ = frozenset({SlotClass.TEXT, SlotClass.JSON_TEXT, SlotClass.TREE, SlotClass.URL})


_GREETINGS = (
    "hi", "hello", "hey", "dear", "thanks", "thank you", "sure", "great", "perfect", "sorry", "welcome", "welcome back", "morning", "afternoon",
    "evening", "bye", "mr", "mrs", "ms", "miss", "dr", "hallo", "liebe", "lieber", "herr", "frau", "danke", "bonjour", "cher", "chère", "merci",
    "monsieur", "madame", "hola", "gracias", "señor", "señora", "estimado", "estimada", "ciao", "gentile", "grazie", "signor", "signora", "hoi",
    "beste", "bedankt", "meneer", "mevrouw", "olá", "obrigado", "obrigada", "senhor", "senhora",
)  # fmt: skip
"""After these an everyday word with a capital is the customer's name again."""
_GREETING_REACH = 14


class Reach(IntEnum):
    """Where a form may be found."""

    GREETED = -1
    SHORT = 0
    PLAIN = 1
    STRONG = 2


def _has_name_shape(word: str) -> bool:
    return word.isalpha() and not is_everyday(word)


def forms_of(entity_type: str, value: str) -> Iterator[tuple[str, str, Reach]]:
    """Distinctive forms of a value: squeezed form, entity type, reach."""
    words = runs(value)
    form = "".join(words)
    digits = sum(c.isdigit() for c in form)
    if digits >= 6:
        yield form, entity_type, Reach.STRONG
    elif len(words) >= 2 and len(form) >= 5:
        telling = digits or any(len(word) >= 3 and not is_everyday(word) for word in words)
        yield form, entity_type, Reach.STRONG if telling else Reach.PLAIN
    elif len(words) == 1:
        letters = len(form) - digits
        code = digits and letters and len(form) >= 6
        if code or (letters >= 4 and not is_everyday(form)):
            yield form, entity_type, Reach.STRONG
    if entity_type == "PHONE_NUMBER" and digits > _PHONE_TAIL:
        tail = "".join(c for c in form if c.isdigit())
        for size in range(_PHONE_TAIL, min(len(tail), 12)):
            yield tail[-size:], entity_type, Reach.STRONG
            yield "0" + tail[-size:], entity_type, Reach.STRONG
    yield from _parts(entity_type, value)


def _parts(entity_type: str, value: str) -> Iterator[tuple[str, str, Reach]]:
    """Names inside a name, an e-mail address or a user name."""
    if entity_type == "EMAIL_ADDRESS":
        value = value.rpartition("@")[0] or value
        local = "".join(runs(value))
        if local in GENERIC_MAILBOXES or is_everyday(local):
            return
        numbered = any(c.isdigit() for c in local)
        telling = len(runs(value)) >= 2 or numbered
        if len(local) >= 6 and telling:
            # "crystal.minh" without digits is a name, and stands in texts as one.
            yield local, entity_type if numbered else _PERSON, Reach.STRONG
    elif entity_type not in {_PERSON, "USER_NAME"}:
        return
    words = [run.strip("0123456789") for run in runs(value)]
    if entity_type == "USER_NAME" and len(words) < 2:
        return
    for word in words:
        if entity_type == _PERSON and word.isalpha() and len(word) > 2 and is_everyday(word):
            yield word, _PERSON, Reach.GREETED
        if not _has_name_shape(word) or word in GENERIC_MAILBOXES:
            continue
        if len(word) >= 4:
            yield word, _PERSON, Reach.STRONG
        elif len(word) >= 2:
            yield word, _PERSON, Reach.SHORT


class Memory:
    """The distinctive values of one request."""

    def __init__(
        self,
        slots: Sequence[TextSlot],
        findings: Sequence[Sequence[Finding]],
        protected: Container[str],
        earlier: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Learn the values of ``findings``; only forms of ``protected`` entity types are kept.

        ``earlier``: entity type and value, of turns before this request.
        """
        self._known: dict[str, tuple[Finding, Reach]] = {}
        names: set[str] = set()
        numbers: dict[str, str] = {}
        seen = [
            (finding.entity_type, slot.text[finding.start : finding.end], finding.score)
            for slot, found in zip(slots, findings, strict=True)
            for finding in found
        ]
        seen += [(entity_type, value, _CEILING) for entity_type, value in earlier]
        for entity_type, value, certainty in seen:
            if entity_type == _PERSON and certainty >= _SURE_NAME:
                names.add(value)
            for form, entity, reach in forms_of(entity_type, value):
                if entity not in protected:
                    continue
                if form.isdigit():
                    numbers.setdefault(form, entity_type)
                known = Finding(entity, 0, 1, min(certainty, _CEILING), f"memory:{entity}")
                # Longer values are left to the last look (known.py), which reads them in pieces.
                if len(form) <= LONGEST:
                    self._learn(form, known, reach)
        self._index = PhraseIndex(self._known)
        self._near = NearNames(names if _PERSON in protected else ())
        self._numbers = NumbersInside(numbers)
        self._number_type = min(numbers.values(), default="")

    def _learn(self, form: str, known: Finding, reach: Reach) -> None:
        old = self._known.get(form)
        if old is None:
            self._known[form] = known, reach
            return
        better = min(old[0], known, key=quality)
        self._known[form] = better, max(old[1], reach)

    def recall(self, slot: TextSlot) -> list[Finding]:
        """Where known values stand in a slot."""
        found = []
        for occurrence in self._index.occurrences(slot.text):
            known, reach = self._known[occurrence.form]
            if _may_stand(reach, slot, occurrence.start, occurrence.end):
                found.append(_at(known, occurrence.start, occurrence.end))
        if not slot.is_key and slot.kind in _READ:
            found.extend(
                Finding(_PERSON, *place, _NEAR_SCORE, "memory:near PERSON")
                for place in self._near.occurrences(slot.text)
            )
            found.extend(
                Finding(self._number_type, *place, _NEAR_SCORE, "memory:number inside")
                for place in self._numbers.occurrences(slot.text)
            )
        return found


def _at(known: Finding, start: int, end: int) -> Finding:
    return Finding(known.entity_type, start, end, known.score, known.rule)


def _may_stand(reach: Reach, slot: TextSlot, start: int, end: int) -> bool:
    """Whether a form of this reach counts in this slot."""
    if reach is Reach.STRONG:
        return True
    if slot.is_key or slot.kind not in _READ:
        return False
    if reach is Reach.GREETED:
        before = slot.text[max(0, start - _GREETING_REACH) : start].casefold().strip(" ,!.\n")
        return slot.text[start:end].istitle() and before.endswith(_GREETINGS)
    return reach is Reach.PLAIN or slot.text[start:end].istitle()
