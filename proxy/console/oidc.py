"""Single sign-on, as the pages see it: somewhere to send people, and what comes back.

The OpenID Connect client itself stands in oidc_client.py and is loaded only where it is used: it
needs the extra ``oidc``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Departure:
    """A person leaves for the identity provider; ``kept`` must be there when they come back."""

    url: str
    kept: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the identity provider vouches for."""

    subject: str
    email: str | None
    """Only an address that the provider has verified."""


class IdentityProvider(Protocol):
    """OpenID Connect, authorisation code flow with PKCE."""

    async def depart(self) -> Departure:
        """Where to send a person. Raises ServiceError when the provider cannot be reached."""
        ...

    async def arrive(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Vouched:
        """Who has come back. Raises CallerError (401) if anything about it is not right."""
        ...
