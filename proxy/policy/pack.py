"""The topic pack as its author writes it, a policy's changes to it, and the policy file as a whole."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from proxy.policy.base import DEFAULT_QUEUE, MeasuredTexts
from proxy.policy.model import (
    Audit,
    CustomerWords,
    Detection,
    Disclosure,
    Entity,
    EntityType,
    FileName,
    Handoff,
    Language,
    Media,
    Pattern,
    ProviderState,
    Public,
    Recognizers,
    Restoration,
    Retention,
    ShortText,
    Span,
    Strict,
    Text,
    Title,
    TopicName,
    Version,
    wrong,
)
from proxy.topics.base import Severity

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _minutes(value: object) -> object:
    """Minutes since midnight of ``HH:MM`` (``24:00`` is the end of the day)."""
    if isinstance(value, str) and len(value) == 5 and value[2] == ":":
        hours, minutes = value[:2], value[3:]
        if (hours + minutes).isascii() and (hours + minutes).isdigit():
            moment = int(hours) * 60 + int(minutes)
            if int(minutes) < 60 and moment <= 24 * 60:
                return moment
    raise wrong("This is no time of day.", "Write hours and minutes, like `09:30`.")


def _always(value: object) -> object:
    if value == "always":
        return None
    if not isinstance(value, dict):
        raise wrong(
            "These are no hours.", "Write `always`, or `{zone: …, days: […], opens: …, closes: …}`."
        )
    return value


def _language_or_any(text: str) -> str:
    if text != "*" and not (text.isascii() and text.isalpha() and text.islower() and len(text) < 4):
        raise wrong("This is no language code.", "Use an ISO 639 code like `en`, or `*` for all.")
    return text


TimeOfDay = Annotated[int, BeforeValidator(_minutes)]
AnyLanguage = Annotated[str, AfterValidator(_language_or_any)]
Patterns = dict[AnyLanguage, Annotated[tuple[Pattern, ...], Field(max_length=1000)]]
Sentences = dict[AnyLanguage, Annotated[tuple[Text, ...], Field(max_length=2000)]]
Similarity = Annotated[float, Field(ge=0, le=1)]


class Hours(Strict):
    """``hours``: when people answer."""

    zone: ShortText
    # Not strict: behind the function that reads `always`, the list no longer counts as JSON.
    days: Annotated[frozenset[Weekday], Field(min_length=1, strict=False)]
    opens: TimeOfDay
    closes: TimeOfDay


StaffedHours = Annotated[Hours | None, BeforeValidator(_always)]


class Texts(Strict):
    """``texts.<language>``: what the customer reads."""

    first: Text
    out_of_hours: Text
    unstaffed: Annotated[str, Field(max_length=2000)] = ""
    waiting: Text
    expired: Text
    returned: Text
    how_to_return: Annotated[str, Field(max_length=2000)] = ""


class TextsChange(Strict):
    """``topics.change.<topic>.texts.<language>``: the texts of one language that are replaced."""

    first: Text | None = None
    out_of_hours: Text | None = None
    unstaffed: Text | None = None
    waiting: Text | None = None
    expired: Text | None = None
    returned: Text | None = None
    how_to_return: Annotated[str, Field(max_length=2000)] | None = None


class Topic(Strict):
    """One topic: how it is recognised, and what happens then."""

    name: TopicName
    severity: Severity
    locks: bool
    longest_wait: Span
    hours: StaffedHours
    contact: ShortText
    texts: dict[Language, Texts]
    phrases: Patterns
    examples: Sentences
    counter_examples: Sentences
    unless: Patterns = Field(default_factory=dict)
    similarity: Similarity = 0.0
    queue: TopicName = DEFAULT_QUEUE


class TopicChange(Strict):
    """``topics.change.<topic>``: what differs from the pack. Lists are added, texts replaced."""

    enabled: bool = True
    severity: Severity | None = None
    locks: bool | None = None
    longest_wait: Span | None = None
    hours: StaffedHours = None
    contact: ShortText | None = None
    texts: dict[Language, TextsChange] = Field(default_factory=dict)
    phrases: Patterns = Field(default_factory=dict)
    unless: Patterns = Field(default_factory=dict)
    examples: Sentences = Field(default_factory=dict)
    counter_examples: Sentences = Field(default_factory=dict)
    similarity: Similarity | None = None
    queue: TopicName | None = None


class TopicPack(Strict):
    """A topic pack: the file that ``topics.include`` names."""

    version: Version
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=200)]


class Topics(Strict):
    """``topics``: what is not forwarded but answered by a person."""

    include: Annotated[tuple[FileName, ...], Field(min_length=1, max_length=10)]
    contact: ShortText | None = None
    hours: StaffedHours = None
    change: dict[TopicName, TopicChange] = Field(default_factory=dict)
    own: Annotated[tuple[Topic, ...], Field(max_length=100)] = ()
    customer_text: Annotated[tuple[CustomerWords, ...], Field(max_length=20)] = ()
    measured_texts: MeasuredTexts = MeasuredTexts.CUT


class PolicyFile(Strict):
    """The policy file. Every section is named, so that nothing is decided by leaving it out."""

    version: Version
    name: Title
    detection: Detection
    entities: dict[EntityType, Entity]
    recognizers: Recognizers
    public: Public
    restoration: Restoration
    topics: Topics
    handoff: Handoff
    disclosure: Disclosure | None
    retention: Retention
    audit: Audit
    media: Media
    provider_state: ProviderState
    placeholder_hint: Annotated[str, Field(min_length=1, max_length=500)] | None
