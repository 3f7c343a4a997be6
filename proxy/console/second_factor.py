"""The second factor: time-based one-time codes (RFC 6238), six digits, thirty seconds, SHA-1.

Those are the values that every authenticator app knows. One step before and after is accepted
(clocks differ); that no code works twice is for the store to keep (``UserStore.use_step``).
"""

import base64
import io
import re
from datetime import datetime
from typing import Final

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from proxy.ids import Randomness

ISSUER: Final = "chat-proxy"
_SECONDS: Final = 30
_DIGITS: Final = 6
_SECRET_BYTES: Final = 20  # the length of SHA-1's output, RFC 4226 section 4


def new_secret(randomness: Randomness) -> bytes:
    """A new shared secret."""
    return randomness(_SECRET_BYTES)


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The time step whose code this is; None for a wrong code."""
    digits = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    current = int(now.timestamp()) // _SECONDS
    for step in (current, current - 1, current + 1):
        try:
            _totp(secret).verify(digits.encode(), step * _SECONDS)
        except InvalidToken:
            continue
        return step
    return None


def code_at(secret: bytes, moment: datetime) -> str:
    """The code that an authenticator shows at a moment."""
    return _totp(secret).generate(int(moment.timestamp())).decode()


def readable(secret: bytes) -> str:
    """The secret for typing it in: base 32, in groups of four."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def picture(secret: bytes, name: str) -> str:
    """A QR code for an authenticator app, as SVG to be put into a page."""
    uri = _totp(secret).get_provisioning_uri(name, ISSUER)
    out = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(
        out, kind="svg", scale=4, border=2, xmldecl=False, svgns=True, light="#ffffff"
    )
    return out.getvalue().decode()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, _DIGITS, SHA1(), _SECONDS)  # noqa: S303 - RFC 6238's default; see above
