"""The recognisers: one file per kind of value, and the list from which a policy chooses.

A trained name model is one more ``EntityRecognizer``: add its class to ``_OWN`` under the name that a
policy will use. ``build_recognizers`` is the only maker; the order it gives is the order in which
equal findings win.
"""

from collections.abc import Callable, Iterator

from presidio_analyzer import EntityRecognizer

from proxy.errors import AdministratorError, ErrorCode
from proxy.privacy.base import DetectionRules
from proxy.privacy.recognizers.address import StreetAddressRecognizer
from proxy.privacy.recognizers.answers import AskedAnswerRecognizer
from proxy.privacy.recognizers.bank import BankAccountRecognizer, IbanRecognizer
from proxy.privacy.recognizers.bare import BareValueRecognizer
from proxy.privacy.recognizers.base import ReadingRecognizer
from proxy.privacy.recognizers.bigger import BiggerModelRecognizer
from proxy.privacy.recognizers.birth import DateOfBirthRecognizer
from proxy.privacy.recognizers.card import (
    CardCodeRecognizer,
    CardExpiryRecognizer,
    CreditCardRecognizer,
)
from proxy.privacy.recognizers.credentials import (
    PasswordRecognizer,
    PinRecognizer,
    SecretRecognizer,
    SecurityAnswerRecognizer,
)
from proxy.privacy.recognizers.disguised import READERS, DisguisedValueRecognizer
from proxy.privacy.recognizers.email import EmailRecognizer
from proxy.privacy.recognizers.government import NationalIdRecognizer, SsnRecognizer
from proxy.privacy.recognizers.model import NameModelRecognizer
from proxy.privacy.recognizers.names import NameRecognizer
from proxy.privacy.recognizers.network import IpAddressRecognizer
from proxy.privacy.recognizers.numbers import (
    AccountNumberRecognizer,
    GiftCardRecognizer,
    LoyaltyNumberRecognizer,
    OrderNumberRecognizer,
    TrackingNumberRecognizer,
    UserNameRecognizer,
)
from proxy.privacy.recognizers.phone import PhoneRecognizer
from proxy.privacy.recognizers.postal import PostalCodeRecognizer
from proxy.privacy.recognizers.presidio import (
    PRESIDIO_NAMES,
    policy_recognizer,
    presidio_recognizer,
)
from proxy.privacy.recognizers.record_lines import RecordLineRecognizer
from proxy.privacy.recognizers.spoken import SpokenEmailRecognizer, SpokenNumberRecognizer

_OWN: dict[str, Callable[[DetectionRules], EntityRecognizer]] = {
    "EmailRecognizer": lambda _: EmailRecognizer(),
    "SpokenEmailRecognizer": lambda _: SpokenEmailRecognizer(),
    "PhoneRecognizer": lambda rules: PhoneRecognizer(rules.phone_regions),
    "SpokenNumberRecognizer": lambda _: SpokenNumberRecognizer(),
    "CreditCardRecognizer": lambda _: CreditCardRecognizer(),
    "CardCodeRecognizer": lambda _: CardCodeRecognizer(),
    "CardExpiryRecognizer": lambda _: CardExpiryRecognizer(),
    "IbanRecognizer": lambda _: IbanRecognizer(),
    "BankAccountRecognizer": lambda _: BankAccountRecognizer(),
    "SsnRecognizer": lambda _: SsnRecognizer(),
    "NationalIdRecognizer": lambda _: NationalIdRecognizer(),
    "IpAddressRecognizer": lambda _: IpAddressRecognizer(),
    "DateOfBirthRecognizer": lambda _: DateOfBirthRecognizer(),
    "StreetAddressRecognizer": lambda _: StreetAddressRecognizer(),
    "PostalCodeRecognizer": lambda _: PostalCodeRecognizer(),
    "NameRecognizer": lambda _: NameRecognizer(),
    "NameModelRecognizer": lambda _: NameModelRecognizer(),
    "SecretRecognizer": lambda _: SecretRecognizer(),
    "PasswordRecognizer": lambda _: PasswordRecognizer(),
    "PinRecognizer": lambda _: PinRecognizer(),
    "SecurityAnswerRecognizer": lambda _: SecurityAnswerRecognizer(),
    "OrderNumberRecognizer": lambda _: OrderNumberRecognizer(),
    "LoyaltyNumberRecognizer": lambda _: LoyaltyNumberRecognizer(),
    "GiftCardRecognizer": lambda _: GiftCardRecognizer(),
    "TrackingNumberRecognizer": lambda _: TrackingNumberRecognizer(),
    "AccountNumberRecognizer": lambda _: AccountNumberRecognizer(),
    "UserNameRecognizer": lambda _: UserNameRecognizer(),
    "RecordLineRecognizer": lambda _: RecordLineRecognizer(),
    "BareValueRecognizer": lambda _: BareValueRecognizer(),
    "AskedAnswerRecognizer": lambda _: AskedAnswerRecognizer(),
    "DisguisedValueRecognizer": lambda rules: DisguisedValueRecognizer(_readers(rules)),
}

OWN_NAMES: tuple[str, ...] = tuple(_OWN)
"""Our own recognisers, in the order in which they run; a full policy names them all."""

PREDEFINED: tuple[str, ...] = (
    *OWN_NAMES,
    *(name for name in PRESIDIO_NAMES if name not in _OWN),
)
"""Every name that a policy's ``predefined`` may use; where a name is Presidio's and ours, ours runs."""


def _readers(rules: DetectionRules) -> Iterator[ReadingRecognizer]:
    """The recognisers of the rules that read a text again without its disguise."""
    for name in READERS:
        if name in rules.predefined:
            built = _OWN[name](rules)
            if isinstance(built, ReadingRecognizer):
                yield built


def build_recognizers(rules: DetectionRules) -> list[EntityRecognizer]:
    """The recognisers that the rules ask for, in a fixed order.

    Raises ``AdministratorError`` (``INVALID_POLICY``) for a name that does not exist, and for a
    policy's own recogniser that cannot be built.
    """
    unknown = [name for name in rules.predefined if name not in PREDEFINED]
    if unknown:
        raise AdministratorError(
            ErrorCode.INVALID_POLICY,
            f"there is no predefined recogniser {unknown[0]!r}; the names are: "
            f"{', '.join(OWN_NAMES)}, and Presidio's pattern recognisers",
        )
    wanted = set(rules.predefined)
    built = [
        _OWN[name](rules) if name in _OWN else presidio_recognizer(name)
        for name in PREDEFINED
        if name in wanted
    ]
    own = [policy_recognizer(definition, rules.languages) for definition in rules.recognizers]
    bigger = [] if rules.bigger_model is None else [BiggerModelRecognizer(rules.bigger_model)]
    return [*built, *bigger, *own]
