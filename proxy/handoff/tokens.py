"""The token with which a live client follows one case: what it is made of, and how it is checked.

``live_`` and 52 base-32 characters: a keyed digest of the case's id under the tenant's key. Nothing
is stored, each answer of a case carries the same token, and without the key nobody can make one. It
opens one case and nothing else, and no longer than ``AFTERLIFE`` after the case was closed. Its shape
is one that detection takes for a secret, so that one in a resent history does not leave the house.
"""

import base64
import hmac
from datetime import datetime, timedelta
from typing import Final

from proxy.handoff.base import CaseRow
from proxy.handoff.digests import Digests
from proxy.handoff.states import DEALT_WITH
from proxy.ids import CaseId

AFTERLIFE: Final = timedelta(hours=24)
"""For the last words, and for the customer's rating."""


def live_token(digests: Digests, case_id: CaseId) -> str:
    """The token of a case of the tenant that ``digests`` belongs to."""
    return "live_" + base64.b32encode(digests.live(case_id)).decode().rstrip("=").lower()


def opens(token: str, digests: Digests, case_id: CaseId) -> bool:
    """The token is the one of this case. Takes the same time for any token."""
    right = live_token(digests, case_id)
    return hmac.compare_digest(token.encode(errors="surrogatepass"), right.encode())


def is_over(row: CaseRow, now: datetime) -> bool:
    """The case was closed so long ago that its token opens nothing any more."""
    return row.state in DEALT_WITH and now > row.changed_at + AFTERLIFE
