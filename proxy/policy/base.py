"""The policy as the rest of the house sees it: rules for each room, and the decision's types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from proxy.dialects.base import Allowed
from proxy.errors import ErrorCode
from proxy.privacy.base import DetectionRules, RestorationRules
from proxy.topics.base import Severity, TopicHit, TopicRules

DEFAULT_QUEUE = "general"
"""Where cases wait whose topic names no team of its own."""

HUMAN_TOPIC = "human"
"""The built-in topic by which a customer asks for a person; every policy has it."""


class ContentLevel(StrEnum):
    """What the audit log seals of a turn's text."""

    NONE = "none"
    PROTECTED = "protected"
    FULL = "full"


class FailureAction(StrEnum):
    """What happens when detection fails, or when a language is not covered."""

    HOLD = "hold"
    BLOCK = "block"
    STRUCTURED_ONLY = "structured_only"


class MeasuredTexts(StrEnum):
    """What happens to a text on a sensitive topic that is only measured (embedded, moderated)."""

    CUT = "cut"
    FORWARD = "forward"


class RetentionClass(StrEnum):
    """Kinds of stored data; each has a maximum age in the policy."""

    CASE = "case"
    AUDIT_CONTENT = "audit_content"
    AUDIT_HEADER = "audit_header"
    SEALED_MAP = "sealed_map"
    EXPORT = "export"
    CUSTOMER_LINK = "customer_link"
    """Which conversations a customer had. It leads to the others, so it lives as long as they do:
    its age is the longest of theirs, never a policy's own key."""


@dataclass(frozen=True, slots=True)
class HandoffTexts:
    """What a customer reads, in one language. ``{reference}`` and ``{contact}`` are filled in."""

    first: str
    """When the turn is held and people are there."""
    out_of_hours: str
    unstaffed: str
    """While nobody has an account or a key to answer with: it promises nobody."""
    waiting: str
    """On each later turn while no new words of a person are there."""
    expired: str
    """When the longest wait has passed."""
    returned: str
    """Announces that the bot answers again."""
    how_to_return: str
    """How the customer goes back to the bot by himself; empty when the topic locks."""


@dataclass(frozen=True, slots=True)
class OpenHours:
    """When people answer: weekdays 0 (Monday) to 6, minutes since midnight in ``zone``."""

    zone: str
    days: frozenset[int]
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class TopicHandling:
    """What happens to a turn of this topic."""

    name: str
    severity: Severity
    locks: bool
    """True: the whole conversation waits for the person; False: the customer may go back."""
    texts: Mapping[str, HandoffTexts] = field(repr=False)
    """By language code; always has "en"."""
    hours: OpenHours | None
    """None: always staffed."""
    longest_wait: timedelta
    contact: str
    """Fallback contact, by which nobody is left alone."""
    queue: str = DEFAULT_QUEUE
    """Which team answers: a name of ``HandoffRules.queues``."""


@dataclass(frozen=True, slots=True)
class CannedAnswer:
    """Words that a human agent starts from."""

    name: str
    topics: frozenset[str]
    """Offered for these topics; empty: for all."""
    texts: Mapping[str, str] = field(repr=False)
    """By language code; always has "en". ``{reference}`` and ``{contact}`` are filled in."""


@dataclass(frozen=True, slots=True)
class HandoffRules:
    """Handling by topic name, and texts that belong to no topic."""

    topics: Mapping[str, TopicHandling]
    neutral_line: str
    """Stands in the outgoing history where held turns were cut."""
    back_to_bot: tuple[str, ...]
    """RE2 patterns (canonical, lower case) by which a customer goes back to the bot."""
    agent_label: Mapping[str, str] = field(repr=False)
    """By language: how a person's words are introduced; ``{name}`` is filled in."""
    not_read: Mapping[str, str] = field(repr=False, default_factory=dict)
    """By language: said when the newest message was for a case that was closed; none: nothing is said."""
    queues: Mapping[str, str] = field(default_factory=lambda: {DEFAULT_QUEUE: "Customer service"})
    """Teams: name → title that people read."""
    canned_answers: tuple[CannedAnswer, ...] = ()
    second_person: frozenset[str] = frozenset()
    """Entity types whose values a human agent sees only when somebody else has agreed."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """How customers learn that an automatic assistant answers."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """Put before the model's first words in a conversation; by language, always with "en"."""
    attested: str | None = None
    """The shop's word on where it says so itself; then ``texts`` is empty."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A loaded, checked policy. Immutable; a new file makes a new one."""

    name: str
    version: str
    """Hex SHA-256 over the exact bytes of the file and of the files it names
    (docs/spec/policy-file.md, section 5)."""
    detection: DetectionRules
    restoration: RestorationRules
    topics: TopicRules
    handoff: HandoffRules
    retention: Mapping[RetentionClass, timedelta]
    content: ContentLevel
    on_detection_failure: FailureAction
    on_uncovered_language: FailureAction
    allowed: Allowed
    """What may go to the provider unread, stay there, or run there. Passing is recorded."""
    placeholder_hint: str | None
    """A fixed sentence that tells the model to copy placeholders; None: nothing is added."""
    measured_texts: MeasuredTexts = MeasuredTexts.CUT
    disclosure: Disclosure | None = None
    """None: nothing is shown, and nobody has said that the shop shows it."""
    outside_copy: timedelta | None = None
    """How old the last checkpoint outside may be before somebody is told; None: any age."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a turn when it is decided. Plain values; no text."""

    case_owns: bool = False
    """A person owns this conversation (a case waits or is claimed)."""
    case_locks: bool = False
    wants_bot_back: bool = False
    """The newest customer message asks to go back to the bot."""
    newest: tuple[TopicHit, ...] = ()
    """Topics of the newest customer message."""
    older_unexplained: tuple[TopicHit, ...] = ()
    """Topics of older customer messages that no closed case explains."""
    language: str = "und"
    detection_failed: bool = False
    for_customer: bool = True
    """False: nobody reads the answer, so there is nothing to hold; sensitive words are cut."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Protect and send. ``structured_only``: the language is not covered by name detection."""

    structured_only: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """A person answers; nothing is forwarded. ``topic`` is None while a person owns the case."""

    topic: str | None
    hit: TopicHit | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """The customer goes back to the bot: the case is returned, then the turn is decided again."""


@dataclass(frozen=True, slots=True)
class Block:
    """Refused with a clear error; nothing is forwarded, no case is opened."""

    code: ErrorCode
    message: str


Decision = Forward | Hold | Return | Block
