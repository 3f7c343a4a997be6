"""Value types of the privacy room, and the rules a policy hands it.

Presidio's words are used where it has one: entity type, recogniser, operator, score.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from proxy.turn import Sink


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data in one slot: characters [start, end) of its text, found by ``rule``.

    ``rule`` names a recogniser, a dialogue cue, a JSON key or the memory ("memory:PERSON"); it
    never holds a value.
    """

    entity_type: str
    start: int
    end: int
    score: float
    rule: str


class Asked(StrEnum):
    """What an assistant message may ask the customer for."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    STREET = "street"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    ORDER_NUMBER = "order_number"
    ACCOUNT_NUMBER = "account_number"
    LOYALTY_NUMBER = "loyalty_number"
    GIFT_CARD = "gift_card"
    TRACKING_NUMBER = "tracking_number"
    CARD_NUMBER = "card_number"
    CARD_CODE = "card_code"
    CARD_EXPIRY = "card_expiry"
    BANK_ACCOUNT = "bank_account"
    NATIONAL_ID = "national_id"
    PIN = "pin"
    PASSWORD = "password"  # noqa: S105 - the name of a question, not a password
    SECURITY_ANSWER = "security_answer"
    VERIFICATION_CODE = "verification_code"
    DATE_OF_BIRTH = "date_of_birth"
    USER_NAME = "user_name"


class Operator(StrEnum):
    """What protecting does to a value of a type."""

    PLACEHOLDER = "placeholder"
    """A keyed placeholder; restored where the policy's restoration rules allow."""
    LAST_FOUR = "last_four"
    """A placeholder that restores to no more than the last four digits."""
    REMOVE = "remove"
    """A placeholder that is never restored (verification codes, PINs, passwords)."""


class CanonicalForm(StrEnum):
    """Spellings of a value that share one placeholder."""

    EXACT = "exact"
    EMAIL = "email"
    PHONE = "phone"
    PERSON = "person"
    DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class EntityRule:
    """The policy's word on one entity type.

    ``label``: what stands in the placeholder, ``[A-Z]{2,12}``. ``threshold``: findings below this
    score are dropped. ``in_tools``: may be restored in the arguments of the caller's own tools.
    """

    entity_type: str
    label: str
    operator: Operator = Operator.PLACEHOLDER
    form: CanonicalForm = CanonicalForm.EXACT
    threshold: float = 0.4
    in_tools: bool = True


class ModelKind(StrEnum):
    """Kinds of bigger models that a policy may add, each by the library that runs it."""

    SPACY = "spacy"
    TRANSFORMERS = "transformers"
    GLINER = "gliner"


@dataclass(frozen=True, slots=True)
class BiggerModel:
    """A trained model besides ours. ``source``: a folder, or for spaCy an installed package."""

    kind: ModelKind
    source: str


@dataclass(frozen=True, slots=True)
class DetectionRules:
    """Everything that decides what is found. Plain values: it is sent to worker processes.

    ``recognizers``: extra recognisers in Presidio's YAML form (one mapping each).
    ``predefined``: names of Presidio's or our own recognisers to run; see privacy/recognizers.
    ``public_values``: texts of the shop that are no finding (brands, shop address); matched whole
    and case-insensitively; entries in ``exact_public_values`` (the shop's own e-mail and phone) are
    matched only exactly. ``languages``: ISO 639-1 codes that the policy covers.
    ``time_limit``: seconds for one text; running over is a failed detection.
    """

    entities: Mapping[str, EntityRule]
    predefined: tuple[str, ...]
    recognizers: tuple[Mapping[str, Any], ...] = ()
    phone_regions: tuple[str, ...] = ("US", "GB")
    languages: tuple[str, ...] = ("en",)
    public_values: frozenset[str] = frozenset()
    exact_public_values: frozenset[str] = frozenset()
    bigger_model: BiggerModel | None = None
    time_limit: float = 5.0
    version: str = ""
    """The policy's version: part of every cache key."""


@dataclass(frozen=True, slots=True)
class TextToRead:
    """One text for a detector, with what the conversation says about it."""

    text: str = field(repr=False)
    asked: frozenset[Asked] = frozenset()
    """What the assistant asked for just before this customer text."""
    from_customer: bool = False


@dataclass(frozen=True, slots=True)
class RestorationRules:
    """What may be restored where.

    ``tool_names``: None restores into every tool that the caller declared itself; a set restores
    into those alone (pci-strict). ``never_in_tools`` entity types stay placeholders in arguments
    (``EntityRule.in_tools`` is False). ``link_hosts``: hosts whose arriving links come back whole.
    """

    tool_names: frozenset[str] | None = None
    link_hosts: frozenset[str] = frozenset()
    arguments: Mapping[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)
    """For a tool that is named here: into these of its arguments alone, each by the keys that lead to
    it; what stands below one of them counts. A custom tool has one argument, ``input``."""
    sinks: frozenset[Sink] = frozenset({Sink.CUSTOMER_TEXT, Sink.TOOL_ARGUMENTS})
