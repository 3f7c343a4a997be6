"""The drill: proof that somebody can open the log, before anybody needs it (docs/spec/keyring.md). Pure.

A log that nobody can open is the likeliest failure of all. So the proxy seals a random canary to each
auditor, by the same envelope as the log's data keys; the auditor opens his and gives it back. Only
who holds the private half can answer, and the answer tells nothing else.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from proxy.clock import iso
from proxy.errors import AdministratorError, ErrorCode
from proxy.ids import Randomness
from proxy.keys.base import AuditorKey
from proxy.keys.envelope import Unwrapper, wrap

_DRILL: Final = "audit-drill/v1"
_ANSWER: Final = "audit-drill-answer/v1"
_PURPOSE: Final = "audit-drill"
_CANARY_BYTES: Final = 32
_MOST_CHARACTERS: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Canary:
    """One sealed canary. ``expects``: SHA-256 of what stands in it, hex; it cannot be guessed back."""

    auditor: str
    sealed: bytes
    expects: str


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill: one canary for each auditor in use."""

    name: str
    log_id: str
    at: str
    canaries: tuple[Canary, ...]

    def text(self) -> str:
        """The file that goes to the auditors."""
        canaries = [
            {"auditor": c.auditor, "sealed": c.sealed.hex(), "expects": c.expects}
            for c in self.canaries
        ]
        fields = {"v": _DRILL, "drill": self.name, "log": self.log_id, "at": self.at}
        return json.dumps({**fields, "canaries": canaries}, indent=1) + "\n"


def new_drill(
    log_id: str, auditors: Sequence[AuditorKey], *, now: datetime, randomness: Randomness
) -> Drill:
    """A fresh drill for these auditors."""
    name = f"drill_{randomness(10).hex()}"

    def canary(auditor: AuditorKey) -> Canary:
        secret = randomness(_CANARY_BYTES)
        sealed = wrap(
            auditor.public, secret, purpose=_PURPOSE, context=_context(log_id, name, auditor.kid)
        )
        return Canary(auditor.kid, sealed, hashlib.sha256(secret).hexdigest())

    return Drill(name, log_id, iso(now), tuple(canary(auditor) for auditor in auditors))


def _context(log_id: str, name: str, kid: str) -> str:
    return f"{log_id}\n{name}\n{kid}"


def _bad(why: str) -> AdministratorError:
    return AdministratorError(ErrorCode.INVALID_KEYRING, why)


def _fields(text: str, version: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(text) if len(text) <= _MOST_CHARACTERS else None
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or fields.get("v") != version:
        raise _bad(f"this is no file of the form {version}")
    return fields


def read_drill(text: str) -> Drill:
    """Parse a drill file. Raises AdministratorError(INVALID_KEYRING)."""
    fields = _fields(text, _DRILL)
    try:
        canaries = tuple(
            Canary(str(c["auditor"]), bytes.fromhex(c["sealed"]), str(c["expects"]))
            for c in fields["canaries"]
        )
        return Drill(str(fields["drill"]), str(fields["log"]), str(fields["at"]), canaries)
    except (KeyError, TypeError, ValueError):
        raise _bad("the drill file was changed or cut") from None


def answer_drill(drill: Drill, seed: bytes) -> str:
    """What the auditor gives back: the text of the answer file.

    Raises AdministratorError when no canary is for this key, VerificationError when it does not open.
    """
    unwrapper = Unwrapper(seed)
    for canary in drill.canaries:
        if canary.auditor == unwrapper.kid:
            secret = unwrapper.unwrap(
                canary.sealed,
                size=_CANARY_BYTES,
                purpose=_PURPOSE,
                context=_context(drill.log_id, drill.name, unwrapper.kid),
            )
            answer = {"v": _ANSWER, "drill": drill.name, "auditor": unwrapper.kid}
            return json.dumps({**answer, "canary": secret.hex()}, indent=1) + "\n"
    raise _bad(
        f"this drill has no canary for auditor key {unwrapper.kid}: the proxy seals to others"
    )


def answered_by(drill: Drill, answer: str) -> tuple[str, bool]:
    """Whose answer it is (auditor key id), and whether it is right.

    Raises AdministratorError(INVALID_KEYRING) for what is no answer to this drill.
    """
    fields = _fields(answer, _ANSWER)
    found = [c for c in drill.canaries if c.auditor == fields.get("auditor")]
    if fields.get("drill") != drill.name or not found:
        raise _bad("this answers another drill")
    try:
        digest = hashlib.sha256(bytes.fromhex(str(fields.get("canary")))).hexdigest()
    except ValueError:
        return found[0].auditor, False
    return found[0].auditor, hmac.compare_digest(digest, found[0].expects)
