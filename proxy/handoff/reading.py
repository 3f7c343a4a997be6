"""Reading a resent history for the queue: our answers, the messages they answered, the newest words.

Chat clients resend the whole conversation, so the history itself says which turns were held: an
assistant message that carries a reference of ours *is* our answer, and the customer's words right
before it were held. That works without any stored row, hence also after retention. Pure.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from proxy.handoff.base import History
from proxy.handoff.digests import Digests
from proxy.handoff.references import Mention, find_references
from proxy.turn import Speaker


@dataclass(frozen=True, slots=True)
class CustomerWords:
    """A customer message of the history, and how it is known again."""

    index: int
    text: str = field(repr=False)
    before: str = field(repr=False)
    """The assistant's words before it; empty when it said none."""
    digest: bytes = field(repr=False)
    turn_digest: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OurAnswer:
    """An assistant message that is ours, by its references, and the customer messages it answered."""

    index: int
    mentions: tuple[Mention, ...]
    answered: tuple[int, ...]
    """``Message.index``es, oldest first; the last one proves the references."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A history, read."""

    customers: Mapping[int, CustomerWords]
    answers: tuple[OurAnswer, ...]
    newest: tuple[int, ...]
    """What the customer said since the assistant last spoke words; several in a row are one."""
    spoken: int | None
    """Index of the assistant's last words."""

    @property
    def last(self) -> CustomerWords | None:
        """The newest customer message."""
        return self.customers[self.newest[-1]] if self.newest else None

    @property
    def answered(self) -> frozenset[int]:
        """Customer messages that an answer of ours stands behind."""
        return frozenset(index for answer in self.answers for index in answer.answered)

    def counted(self, *, up_to: int) -> Counter[bytes]:
        """How often each customer message stands in the history up to that index, by digest."""
        return Counter(words.digest for words in self.customers.values() if words.index <= up_to)

    def turns(self) -> Counter[bytes]:
        """How often each customer message stands in the history, by turn digest."""
        return Counter(words.turn_digest for words in self.customers.values())


def read_history(history: History, digests: Digests) -> Reading:
    """Read a history once; everything else asks the reading."""
    customers: dict[int, CustomerWords] = {}
    answers: list[OurAnswer] = []
    before, spoken = "", None
    after = digests.turns_after(before)
    run: list[int] = []
    """Customer messages since the assistant last spoke."""
    last_run: tuple[int, ...] = ()
    """The same before he did."""
    for message in history.messages:
        match message.speaker:
            case Speaker.CUSTOMER:
                run.append(message.index)
                customers[message.index] = CustomerWords(
                    message.index,
                    message.text,
                    before,
                    digests.words(message.text),
                    after.turn(message.text),
                )
            case Speaker.ASSISTANT if message.text.strip():
                before, spoken = message.text, message.index
                after = digests.turns_after(before)
                # Words without an answer in between keep the last run: they belong to it.
                last_run, run = tuple(run) or last_run, []
                mentions = find_references(message.text, digests)
                if mentions:
                    answers.append(OurAnswer(message.index, mentions, last_run))
            case _:
                pass
    return Reading(customers, tuple(answers), tuple(run) or last_run, spoken)
