"""What callers send: bodies and queries. Unknown fields are refused, so that no typo goes unseen."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from proxy.handoff.base import CaseState
from proxy.handoff.margin import Verdict

_WORDS = r"\S"
"""At least one character that is no blank."""

Words = Annotated[str, Field(min_length=1, max_length=20_000, pattern=_WORDS)]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=_WORDS)]
QueueName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
TopicName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
PlaceOfValue = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,6}:[0-9]{1,6}:[0-9]{1,6}$",
        description="Where a value stands: message number, first character, character after the "
        "last; as the conversation gives it.",
    ),
]

MAX_PAGE = 200


class Body(BaseModel):
    """Base of all bodies."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Query(BaseModel):
    """Base of all queries: everything arrives as text."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Reply(Body):
    """Words for the customer."""

    text: Words = Field(description="The customer reads it under the agent's name.")


class Note(Body):
    """Words for colleagues."""

    text: Words = Field(description="Neither the customer nor the bot ever reads it.")


class Transfer(Body):
    """To another team."""

    queue: QueueName = Field(description="One of the policy's `handoff.queues`.")
    note: Words | None = Field(None, description="Tells the colleagues why.")


class ReturnToBot(Body):
    """Back to the bot."""

    summary: Words = Field(
        description="The bot reads it in place of what was held. It is protected like any other "
        "text; still, do not write what the model should not know."
    )


class Resolution(Body):
    """The end of a case."""

    closing: Words | None = Field(None, description="Last words for the customer.")


class FollowUp(Body):
    """A contact that is planned."""

    text: Words = Field(description="How the customer will be contacted, and why.")
    due: AwareDatetime = Field(description="When: in the future, within a year. RFC 3339.")


class FollowUpOutcome(Body):
    """What came of a planned contact."""

    text: Words | None = Field(None, description="What came of it.")


class JudgementBody(Body):
    """What a person thinks of the rules."""

    verdict: Verdict
    message: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None, description="Number of the held message; the first one if left out."
    )
    why: Annotated[str, Field(max_length=2_000)] = Field("", description="Why; may be empty.")


class Look(Body):
    """One value."""

    spot: PlaceOfValue


class LookRequestBody(Body):
    """A value for which two people are needed."""

    spot: PlaceOfValue
    why: Reason = Field(description="What the second person reads.")


class TakeNext(Body):
    """Whichever is next."""

    queue: QueueName | None = Field(None, description="Only from this queue.")


class Trial(Body):
    """A message to try a policy with."""

    text: Annotated[str, Field(min_length=1, max_length=5_000, pattern=_WORDS)]
    question: Annotated[str, Field(max_length=5_000)] | None = Field(
        None, description="What the bot asked just before."
    )
    answer: Annotated[str, Field(max_length=5_000)] | None = Field(
        None,
        description="An answer of the provider, in which `[EMAIL]` stands for the first "
        "placeholder of that label.",
    )
    policy: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="A name of `GET /policies`; the policy in force if left out."
    )


class Nothing(Body):
    """An empty object; the body may be left out, too."""


class CaseQuery(Query):
    """Which cases."""

    state: tuple[CaseState, ...] = Field(
        (),
        max_length=len(CaseState),
        description="In these states; may be given several times. Left out: those that somebody "
        "can still do something about (waiting, claimed, expired).",
    )
    queue: QueueName | None = Field(None, description="In this queue.")
    topic: TopicName | None = Field(None, description="On this topic.")
    owner: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="Claimed by the person of this name."
    )
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = Field(
        50, description="How many at most in one page."
    )
    cursor: Annotated[str, Field(pattern=r"^[0-9]{1,17}-case_[a-z2-7]{24}$")] | None = Field(
        None, description="Go on after the page before: its `next`."
    )


class QueueQuery(Query):
    """How much of the queue."""

    queue: QueueName | None = Field(None, description="Only this queue.")
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = Field(50, description="How many at most.")


class Period(Query):
    """A number of days."""

    days: Annotated[int, Field(ge=1, le=366)] = Field(7, description="The last so many days.")


class HeaderQuery(Query):
    """Which headers of the audit log."""

    hours: Annotated[int, Field(ge=1, le=8_784)] = Field(
        24, description="Of the last so many hours."
    )
    kind: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")] | None = Field(
        None, description="Only records of this kind."
    )
    decision: Literal["forwarded", "held", "returned", "blocked"] | None = Field(
        None, description="Only turns that ended so."
    )
    policy: Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")] | None = Field(
        None, description="Only under policies whose version begins so."
    )
    limit: Annotated[int, Field(ge=1, le=1_000)] = Field(200, description="How many at most.")
