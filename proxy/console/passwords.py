"""Passwords: which are taken, and how they are kept (argon2id, RFC 9106's second profile).

Hashing costs 64 MiB and some 50 ms of a core by intention, so it runs beside the event loop, and
few at a time: a flood of sign-ins must not take the memory that turns need.
"""

import asyncio
import base64
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from proxy.errors import CallerError, ErrorCode
from proxy.ids import Randomness

SHORTEST: Final = 12
LONGEST: Final = 200
_AT_ONCE: Final = 2


class Passwords:
    """Hashes and compares. A password that nobody has takes as long as a wrong one."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(_AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("a password that nobody has")

    async def hash(self, password: str) -> str:
        """What is kept of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """The password is the one of which ``kept`` is kept; None: nobody's, always false."""
        async with self._turns:
            same = await asyncio.to_thread(self._verify, kept, password)
        return same and kept is not None

    def _verify(self, kept: str | None, password: str) -> bool:
        nobodys = self._nobodys  # made before the first comparison, whomever it is about
        try:
            return self._hasher.verify(kept or nobodys, password)
        except (VerificationError, InvalidHashError):
            return False


def check_new_password(password: str, name: str) -> None:
    """Raise CallerError unless the password may be taken. Length is what counts (NIST 800-63B)."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise CallerError(
            ErrorCode.INVALID_REQUEST,
            f"A password has {SHORTEST} to {LONGEST} characters; a sentence is a good one.",
            param="password",
        )
    if name.lower() in password.lower() or len(set(password)) < 5:
        raise CallerError(
            ErrorCode.INVALID_REQUEST,
            "This password is too easy to guess; a sentence of your own is a good one.",
            param="password",
        )


def new_one_time_password(randomness: Randomness) -> str:
    """A password to be read out once: 80 random bits in four groups."""
    letters = base64.b32encode(randomness(10)).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))
