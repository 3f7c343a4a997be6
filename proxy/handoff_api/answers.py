"""What callers get, as types: cases, conversations, and the lists of them.

The answers about numbers, policies and the audit log stand in ``reports``.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from proxy.console.recognised import Recognised
from proxy.console.segments import Piece, Showing, left_out, pieces, visible
from proxy.errors import ErrorCode
from proxy.handoff.base import Author, CaseMessage, CaseRow, CaseState, MessageKind, OpenCase
from proxy.handoff.looks import Wish, wishes
from proxy.handoff.margin import Verdict, judgements, notes, sightings
from proxy.storage.clients import Client
from proxy.storage.moments import stored_moment
from proxy.topics.base import Severity


class Answer(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ErrorDetail(Answer):
    """What is wrong."""

    message: str = Field(description="What is wrong and what to do; never text of a customer.")
    type: str
    param: str | None = Field(description="The place, such as a field or a header; never a value.")
    code: ErrorCode = Field(description="Stable; docs/errors.md lists all.")
    version: int | None = Field(
        None, description="With `outdated_version`: the case's version now."
    )


class Error(Answer):
    """Every error has this shape, the one that OpenAI's clients know."""

    error: ErrorDetail


class Me(Answer):
    """The agent key that was sent."""

    client: str
    name: str = Field(description="What customers and colleagues read.")
    role: Literal["human_agent", "supervisor", "security", "auditor"]
    tenant: str
    queues: list[str] = Field(description="Teams whose cases it sees; empty: all.")
    acts_for_others: bool = Field(description="It may send `On-Behalf-Of`.")
    expires_at: datetime | None

    @classmethod
    def of(cls, client: Client) -> "Me":
        """What the key may know of itself."""
        return cls(
            client=client.client_id,
            name=client.name,
            role=client.role.value,
            tenant=client.tenant,
            queues=sorted(client.queues),
            acts_for_others=client.acts_for_others,
            expires_at=client.expires_at,
        )


class Case(Answer):
    """A case without its texts."""

    id: str
    reference: str = Field(description="What the customer reads out.")
    state: CaseState
    version: int = Field(description="Grows with each change; also the `ETag`.")
    queue: str
    topic: str
    severity: Severity
    locks: bool = Field(description="Only a person can give the conversation back to the bot.")
    language: str
    owner: str | None = Field(description="Who has claimed it.")
    opened_at: datetime
    changed_at: datetime
    answer_by: datetime = Field(description="When the customer's wait runs out.")
    claimed_at: datetime | None
    answered_at: datetime | None = Field(description="When a person first wrote to the customer.")
    follow_up_at: datetime | None = Field(description="When the customer is to be contacted again.")
    rating: int | None = Field(description="The customer's, 1 (bad) to 5 (good).")

    @classmethod
    def of(cls, row: CaseRow, topic: str) -> "Case":
        """A stored case. It depends on nothing else, so that an answer can be given again."""
        return cls(
            id=row.case_id,
            reference=row.reference,
            state=row.state,
            version=row.version,
            queue=row.queue,
            topic=topic,
            severity=row.severity,
            locks=row.locks,
            language=row.language,
            owner=row.owner,
            opened_at=row.opened_at,
            changed_at=row.changed_at,
            answer_by=row.expires_at,
            claimed_at=row.claimed_at,
            answered_at=row.answered_at,
            follow_up_at=row.follow_up_at,
            rating=row.rating,
        )


def cursor_of(row: CaseRow) -> str:
    """The place of a case among all; it never moves."""
    return f"{stored_moment(row.opened_at)}-{row.case_id}"


class CasePage(Answer):
    """Cases, oldest first."""

    cases: list[Case]
    next: str | None = Field(description="`cursor` of the next page; null: this was the last one.")


class CaseList(Answer):
    """Cases, in the order that the operation names."""

    cases: list[Case]


class PulseAnswer(Answer):
    """A word that is another one after any case of the tenant has changed."""

    pulse: str


class QueueTitle(Answer):
    """A team's queue."""

    name: str
    title: str
    open: int = Field(description="Cases in it that somebody can still do something about.")


class QueueView(Answer):
    """What waits, most urgent first."""

    cases: list[Case]
    total: int = Field(description="How many there are, shown or not.")
    queues: list[QueueTitle]


class Value(Answer):
    """A recognised value, masked."""

    spot: str = Field(description="Its place, for `POST /cases/{case}/looks`.")
    type: str = Field(description="Its entity type.")
    label: str
    showing: Showing = Field(description="What it takes to see it.")


class Part(Answer):
    """A piece of a message: words, or a masked value."""

    text: str | None = Field(
        description="Words. Characters that hide or reorder others are spelled out: `[U+202E]`."
    )
    value: Value | None

    @classmethod
    def of(cls, piece: Piece) -> "Part":
        """A piece, as data."""
        if piece.mask is None or piece.spot is None:
            return cls(text=f"[{piece.text}]" if piece.trick else piece.text, value=None)
        mask = piece.mask
        value = Value(
            spot=piece.spot.written(),
            type=mask.entity_type,
            label=mask.label,
            showing=mask.showing,
        )
        return cls(text=None, value=value)


class Message(Answer):
    """One message of the conversation."""

    number: int
    author: Author
    name: str | None = Field(description="Of the human agent.")
    at: datetime
    kind: Literal["words", "summary", "expired"] = Field(
        description="`summary` is for the bot; `expired` marks when the longest wait ran out."
    )
    held: bool = Field(description="The bot never saw it.")
    arrived: bool | None = Field(
        description="Words of a person: the customer is known to have them. Else null."
    )
    parts: list[Part]
    left_out: int = Field(description="Characters that are not shown, of a very long message.")


class NoteAnswer(Answer):
    """Something that people wrote for each other."""

    number: int
    kind: Literal["note", "follow_up"]
    name: str | None
    at: datetime
    text: str


class SightingAnswer(Answer):
    """What the rules saw in a held message."""

    message: int
    topic: str
    rule: str
    score: float
    policy: str = Field(description="Version of the policy that was in force.")
    words: str | None = Field(description="The phrase or example, if the policy still has it.")


class JudgementAnswer(Answer):
    """What a person thinks of it."""

    message: int
    verdict: Verdict
    agent: str
    at: datetime
    why: str


class LookRequest(Answer):
    """Somebody wants to see a value for which two people are needed."""

    number: int = Field(description="For `POST /cases/{case}/look-requests/{number}/approve`.")
    spot: str
    type: str
    agent: str
    at: datetime
    why: str
    allowed_by: str | None
    allowed_at: datetime | None

    @classmethod
    def of(cls, wish: Wish) -> "LookRequest":
        """A wish, as data."""
        return cls(
            number=wish.number,
            spot=wish.spot.written(),
            type=wish.entity_type,
            agent=wish.agent,
            at=wish.at,
            why=visible(wish.why),
            allowed_by=wish.allowed_by,
            allowed_at=wish.allowed_at,
        )


class Conversation(Answer):
    """A case with its texts, recognised values masked, and what stands in its margin."""

    case: Case
    messages: list[Message]
    unread: bool = Field(description="Detection gave no answer, so whole messages are masked.")
    notes: list[NoteAnswer]
    sightings: list[SightingAnswer]
    judgements: list[JudgementAnswer]
    look_requests: list[LookRequest]


def conversation_of(
    opened: OpenCase, found: Recognised, rules: dict[int, str | None]
) -> Conversation:
    """An opened case as data. ``rules``: the words behind each sighting, by message."""
    seen = sightings(opened)
    return Conversation(
        case=Case.of(opened.row, opened.topic),
        messages=[_message(message, opened.row.delivered, found) for message in opened.messages],
        unread=found.unread,
        notes=[
            NoteAnswer(
                number=note.number,
                kind=note.kind.value,
                name=note.name,
                at=note.at,
                text=visible(note.text),
            )
            for note in notes(opened)
        ],
        sightings=[
            SightingAnswer(
                message=number,
                topic=sighting.topic,
                rule=sighting.rule,
                score=sighting.score,
                policy=sighting.policy,
                words=rules.get(number),
            )
            for number, sighting in seen.items()
        ],
        judgements=[
            JudgementAnswer(
                message=number,
                verdict=one.verdict,
                agent=one.agent,
                at=one.at,
                why=visible(one.why),
            )
            for number, one in judgements(opened).items()
        ],
        look_requests=[LookRequest.of(wish) for wish in wishes(opened)],
    )


def _message(message: CaseMessage, delivered: int, found: Recognised) -> Message:
    words = message.author is Author.HUMAN_AGENT and message.kind is MessageKind.WORDS
    masks = found.masks.get(message.number, ())
    return Message(
        number=message.number,
        author=message.author,
        name=message.name,
        at=message.at,
        kind=message.kind.value,
        held=message.held,
        arrived=message.number <= delivered if words else None,
        parts=[Part.of(piece) for piece in pieces(message.text, masks, message.number)],
        left_out=left_out(message.text),
    )


class Seen(Answer):
    """A value that was asked for."""

    spot: str
    type: str
    value: str


class CannedAnswer(Answer):
    """Words of the policy to start from, filled in for the case."""

    name: str
    language: str
    text: str


class CannedAnswers(Answer):
    """All that fit the case."""

    canned_answers: list[CannedAnswer]
