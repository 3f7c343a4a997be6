"""Putting a held turn with a case: joining the one that owns the conversation, or opening one.

Nothing is stored twice: a turn that was sent again, or that another call of the same customer turn
has already brought, finds its words in the case. When a parallel call was faster, its case is the
conversation's case and the words join it.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from proxy.handoff.base import (
    Author,
    CaseMessageRow,
    CaseRow,
    CaseState,
    History,
    MessageKind,
    StaleCaseError,
)
from proxy.handoff.casebook import ATTEMPTS, Casebook, Changes, kept_changing, waits_until
from proxy.handoff.casefile import CaseFile
from proxy.handoff.margin import Sighting
from proxy.handoff.reading import CustomerWords, Reading
from proxy.handoff.references import new_reference
from proxy.handoff.states import CaseEvent
from proxy.ids import CaseId, ConversationId, TenantId, new_case_id
from proxy.policy.base import TopicHandling
from proxy.topics.base import Severity
from proxy.topics.language import UNDETERMINED
from proxy.turn import Speaker

_AUTHORS: Final = {Speaker.CUSTOMER: Author.CUSTOMER, Speaker.ASSISTANT: Author.BOT}
"""Whose messages a human agent sees: system prompts and tool results are the shop's own."""


@dataclass(frozen=True, slots=True)
class HeldTurn:
    """A turn that is being held. ``topic`` None: only because a person owns the conversation."""

    tenant: TenantId
    history: History
    reading: Reading
    topic: str | None = field(repr=False)
    handling: TopicHandling
    language: str
    conversation: ConversationId
    sighting: Sighting | None = field(repr=False, default=None)
    plainly: bool = False
    """The newest words say ``language`` so plainly that the case is spoken in it from now on."""

    def speaks_anew(self, row: CaseRow) -> bool:
        """The customer has changed the language of a case, or is the first to tell it."""
        if self.language in (row.language, UNDETERMINED):
            return False
        return self.plainly or row.language == UNDETERMINED


async def join_case(book: Casebook, turn: HeldTurn, case_id: CaseId) -> CaseFile | None:
    """Add the newest words to a case. None: it is gone, or closed while they need a person."""
    for _ in range(ATTEMPTS):
        file = await book.load(turn.tenant, case_id)
        if file is None or (turn.topic is not None and not file.is_open):
            return None
        now = book.clock.now()
        fresh = () if file.holds_again(turn.reading, now) else _fresh(turn.reading, file)
        changes = _raised(book, turn, file.row) if file.is_open else Changes()
        if fresh and turn.speaks_anew(file.row):
            changes["language"] = turn.language
        if not fresh and not changes:
            return file
        if fresh and file.is_open and not file.is_unanswered():
            changes.setdefault("expires_at", waits_until(now, file.row))
        messages = [
            book.message(turn.tenant, case_id, Author.CUSTOMER, words.text, held=words)
            for words in fresh
        ]
        messages += _seen(book, turn, case_id) if fresh else []
        try:
            return await book.move(file, CaseEvent.WRITE, messages=messages, **changes)
        except StaleCaseError:
            continue
    raise kept_changing()


async def open_case(book: Casebook, turn: HeldTurn) -> CaseFile:
    """Open a case with the conversation up to now; or join the one that a parallel call opened."""
    for _ in range(ATTEMPTS):
        row = _new_row(book, turn)
        file = await book.insert(row, _conversation(book, turn, row), topic=turn.handling.name)
        if file.row.case_id == row.case_id:
            return file
        joined = await join_case(book, turn, file.row.case_id)
        if joined is not None:
            return joined
    raise kept_changing()


def _new_row(book: Casebook, turn: HeldTurn) -> CaseRow:
    digests, now = book.digests(turn.tenant), book.clock.now()
    case_id = new_case_id(book.randomness)
    history, newest = turn.history, turn.reading.last
    named, key = history.conversation or history.opens, history.idempotency
    return CaseRow(
        case_id=case_id,
        tenant=turn.tenant,
        conversation=turn.conversation,
        reference=new_reference(digests, book.randomness),
        state=CaseState.WAITING,
        version=1,
        severity=turn.handling.severity,
        locks=turn.handling.locks,
        language=turn.language,
        opened_at=now,
        expires_at=now + turn.handling.longest_wait,
        changed_at=now,
        owner=None,
        conversation_digest=digests.conversation(named) if named else None,
        opening_digest=newest.digest if newest else digests.words(""),
        idempotency_digest=digests.request(key, turn.history) if key else None,
        sealed_topic=book.seal_topic(turn.tenant, case_id, turn.handling.name),
        longest_wait=turn.handling.longest_wait,
        queue=turn.handling.queue,
    )


def _conversation(book: Casebook, turn: HeldTurn, row: CaseRow) -> list[CaseMessageRow]:
    """What the human agent needs to know: who said what so far.

    Only the newest words are held; our own earlier answers and messages without words are left out.
    """
    answers = {answer.index for answer in turn.reading.answers}
    newest = set(turn.reading.newest)
    messages = []
    for message in turn.history.messages:
        is_new = message.index in newest
        if message.index in answers or not (message.text.strip() or is_new):
            continue
        author = _AUTHORS.get(message.speaker)
        if author is not None:
            held = turn.reading.customers[message.index] if is_new else None
            messages.append(book.message(row.tenant, row.case_id, author, message.text, held=held))
    return messages + _seen(book, turn, row.case_id)


def _seen(book: Casebook, turn: HeldTurn, case_id: CaseId) -> list[CaseMessageRow]:
    """What the rules saw, kept beside the message they saw it in."""
    if turn.sighting is None:
        return []
    written = turn.sighting.written()
    return [book.message(turn.tenant, case_id, Author.SYSTEM, written, kind=MessageKind.SIGHTING)]


def _fresh(reading: Reading, file: CaseFile) -> tuple[CustomerWords, ...]:
    """Customer messages of the newest turn that the case does not hold yet."""
    stored = file.held()
    newest = [reading.customers[index] for index in reading.newest]
    times = reading.counted(up_to=newest[0].index - 1) if newest else Counter()
    fresh = []
    for words in newest:
        times[words.digest] += 1
        if words is newest[-1] or times[words.digest] > stored[words.digest]:
            fresh.append(words)
    return tuple(fresh)


def _raised(book: Casebook, turn: HeldTurn, row: CaseRow) -> Changes:
    """The newest words are on a graver topic than the case: it waits and locks accordingly.

    With nobody's hands on it, it waits with the team of that topic; else its owner may transfer it.
    """
    changes, handling = Changes(), turn.handling
    if turn.topic is None:
        return changes
    if handling.locks and not row.locks:
        changes["locks"] = True
    if urgency(handling.severity) < urgency(row.severity):
        changes["severity"] = handling.severity
        changes["longest_wait"] = min(row.longest_wait, handling.longest_wait)
        changes["expires_at"] = min(row.expires_at, book.clock.now() + handling.longest_wait)
        changes["sealed_topic"] = book.seal_topic(row.tenant, row.case_id, handling.name)
        if row.owner is None:
            changes["queue"] = handling.queue
    return changes


def urgency(severity: Severity) -> int:
    """0 is the most urgent."""
    return tuple(Severity).index(severity)
