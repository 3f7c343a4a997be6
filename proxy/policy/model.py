"""The policy file as its author writes it: each class is a mapping, each field a key of it.

Strategy: these models know the *form* only (names, types, ranges), so that form errors are all
reported together with their places. What keys mean for each other is lint's; turning the file into
the rules of each room is compile's. Every model refuses unknown keys and converts nothing: ``"3"``
is no number and ``yes`` no truth value. The topic pack stands in pack.py.

docs/policy.md documents every key here; a test walks these classes and checks that.
"""

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from proxy.dialects.base import ProviderTool
from proxy.policy.base import DEFAULT_QUEUE, ContentLevel, FailureAction
from proxy.policy.durations import read_duration
from proxy.privacy.base import CanonicalForm, ModelKind, Operator


def wrong(message: str, fix: str) -> PydanticCustomError:
    """A form error that says what to do; validate.py turns it into a Problem."""
    return PydanticCustomError(
        "policy",
        "{message}",
        {"message": message, "fix": fix},
    )


def _shaped(pattern: str, message: str, fix: str) -> AfterValidator:
    form = re.compile(pattern)

    def check(text: str) -> str:
        if form.fullmatch(text) is None:
            raise wrong(message, fix)
        return text

    return AfterValidator(check)


def _span(value: object) -> timedelta:
    try:
        return read_duration(value)
    except ValueError as error:
        raise wrong("This is no span of time that we read.", f"Fix: {error}.") from None


def _all_or_names(value: object) -> object:
    if value == "all":
        return None
    if not isinstance(value, list):
        raise wrong("This is neither `all` nor a list of names.", "Write `all`, or `[name, name]`.")
    return value


def _first_version(value: object) -> int:
    if value is not True and value == 1:
        return 1
    raise wrong("This version of the file is not known here.", "Write `version: 1`.")


Version = Annotated[int, PlainValidator(_first_version)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
ShortText = Annotated[str, Field(min_length=1, max_length=200)]
Pattern = Annotated[str, Field(min_length=1, max_length=1000)]
Span = Annotated[timedelta, PlainValidator(_span)]
Title = Annotated[
    str,
    Field(min_length=1, max_length=60),
    _shaped(
        r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*",
        "This name holds a character that cannot be printed.",
        "Use letters, digits and blanks.",
    ),
]
Language = Annotated[
    str,
    _shaped("[a-z]{2,3}", "This is no language code.", "Use the ISO 639 code, like `en` or `de`."),
]
EntityType = Annotated[
    str,
    _shaped(
        "[A-Z][A-Z0-9_]{1,39}",
        "This is no name of an entity type.",
        "Use capitals, digits and _, like `EMAIL_ADDRESS`.",
    ),
]
Label = Annotated[
    str,
    _shaped(
        "[A-Z]{2,12}",
        "This label cannot stand in a placeholder.",
        "Use 2 to 12 capital letters A to Z, like `EMAIL`.",
    ),
]
TopicName = Annotated[
    str,
    _shaped(
        "[a-z][a-z0-9_]{1,39}",
        "This is no name of a topic.",
        "Use small letters, digits and _, like `legal_threat`.",
    ),
]
FileName = Annotated[
    str,
    _shaped(
        r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}",
        "This is no file name in the policy's own folder.",
        "Name a file beside the policy, without `/` and without `..`.",
    ),
]
Host = Annotated[
    str,
    _shaped(
        r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})",
        "This is no host name.",
        "Write one exact host in small letters, like `click.shop.example`: no scheme, port, path or *.",
    ),
]
ArgumentPath = Annotated[
    str,
    _shaped(
        r"[^.\s]{1,100}(?:\.[^.\s]{1,100}){0,15}",
        "This is no way to an argument.",
        "Write its keys with dots between them, like `order_number` or `address.street`.",
    ),
]
Names = Annotated[frozenset[ShortText], Field(strict=False)]  # behind a function, JSON is a list
ToolNames = Annotated[Names | None, BeforeValidator(_all_or_names)]


class Strict(BaseModel):
    """A mapping of the file: only its own keys, no conversions, never changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Detection(Strict):
    """``detection``: how texts are read, and what happens when that is not possible."""

    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=50)]
    phone_regions: Annotated[tuple[str, ...], Field(min_length=1, max_length=60)]
    time_limit: Span
    on_failure: Literal[FailureAction.HOLD, FailureAction.BLOCK]
    on_uncovered_language: FailureAction


class Entity(Strict):
    """``entities.<TYPE>``: what protecting does to values of one type."""

    label: Label
    in_tools: bool
    operator: Operator = Operator.PLACEHOLDER
    form: CanonicalForm = CanonicalForm.EXACT
    second_person: bool = False
    threshold: Annotated[float, Field(gt=0, le=0.95)] = 0.4


class RecognizerPattern(Strict):
    """``recognizers.own[].patterns[]``: one pattern, as Presidio writes it."""

    name: Title
    regex: Pattern
    score: Annotated[float, Field(gt=0, le=1)]


class OwnRecognizer(Strict):
    """``recognizers.own[]``: a recogniser of the shop in Presidio's YAML form, with its own tests."""

    name: Title
    supported_entity: EntityType
    examples: Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=200)]
    counter_examples: Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=200)]
    supported_language: Language = "en"
    patterns: Annotated[tuple[RecognizerPattern, ...], Field(max_length=50)] = ()
    deny_list: Annotated[tuple[ShortText, ...], Field(max_length=5000)] = ()
    deny_list_score: Annotated[float, Field(gt=0, le=1)] = 1.0
    context: Annotated[tuple[ShortText, ...], Field(max_length=200)] = ()


class BiggerModelChoice(Strict):
    """``recognizers.bigger_model``: a trained model of names that is installed beside the proxy."""

    kind: ModelKind
    source: ShortText


class Recognizers(Strict):
    """``recognizers``: who looks for personal data."""

    predefined: Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=200)]
    own: Annotated[tuple[OwnRecognizer, ...], Field(max_length=200)] = ()
    bigger_model: BiggerModelChoice | None = None


class Public(Strict):
    """``public``: texts of the shop itself that are nobody's personal data."""

    values: Annotated[tuple[ShortText, ...], Field(max_length=20_000)] = ()
    csv: FileName | None = None


class Restoration(Strict):
    """``restoration``: where real values may come back."""

    tools: ToolNames
    arguments: Annotated[dict[ShortText, tuple[ArgumentPath, ...]], Field(max_length=500)] = Field(
        default_factory=dict
    )
    link_hosts: Annotated[frozenset[Host], Field(max_length=1000)] = frozenset()


class CustomerWords(Strict):
    """``topics.customer_text[]``: two literal markers around the customer's words in a prompt."""

    after: ShortText
    before: ShortText | None = None


class CannedWords(Strict):
    """``handoff.canned_answers[]``: words that a human agent starts from."""

    name: Title
    texts: dict[Language, Text]
    topics: Annotated[tuple[TopicName, ...], Field(max_length=200)] = ()


class Handoff(Strict):
    """``handoff``: words that belong to no topic."""

    neutral_line: ShortText
    back_to_bot: Annotated[tuple[Pattern, ...], Field(min_length=1, max_length=500)]
    agent_label: dict[Language, ShortText]
    not_read: dict[Language, ShortText] = Field(default_factory=dict)
    queues: Annotated[dict[TopicName, Title], Field(min_length=1, max_length=50)] = Field(
        default_factory=lambda: {DEFAULT_QUEUE: "Customer service"}
    )
    canned_answers: Annotated[tuple[CannedWords, ...], Field(max_length=500)] = ()


class Disclosure(Strict):
    """``disclosure``: how customers learn that an automatic assistant answers. One of the two."""

    text: Annotated[dict[Language, ShortText] | None, Field(min_length=1)] = None
    attested: ShortText | None = None


class Retention(Strict):
    """``retention``: the maximum age of each class of stored data."""

    case: Span
    audit_content: Span
    audit_header: Span
    sealed_map: Span
    export: Span


class Audit(Strict):
    """``audit``: what the log seals of a turn's text, and how old its copy outside may be."""

    content: ContentLevel
    outside_copy: Span | None = None


class Media(Strict):
    """``media``: what may pass unread (true) or is refused (false). Text is always read."""

    images: bool
    audio: bool
    files: bool
    pdf_text: bool
    hosts: Annotated[frozenset[Host], Field(max_length=1000)] = frozenset()


class ProviderState(Strict):
    """``provider_state``: what may be kept, or run, at the provider."""

    previous_response_id: bool
    files: bool
    tools: Annotated[tuple[ProviderTool, ...], Field(max_length=len(ProviderTool))]
