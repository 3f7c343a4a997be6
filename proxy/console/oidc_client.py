"""An OpenID Connect client (Core 1.0, Discovery 1.0): code flow with PKCE and nonce, by Authlib's parts.

What is believed: the discovery document and keys of the configured issuer, fetched over TLS without
following redirects; of the ID token only what its signature, issuer, audience, times and nonce
prove. Keys are fetched again once when a token names one that is not known (they rotate).
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry, Token

from proxy.clock import Clock
from proxy.console.oidc import Departure, Vouched
from proxy.errors import AdministratorError, CallerError, ErrorCode, ServiceError
from proxy.sensitive import Sensitive

_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA"]
_SECONDS: Final = 10.0
_LEEWAY: Final = 60


@dataclass(frozen=True, slots=True)
class Registration:
    """How this console is known at the provider."""

    issuer: str
    client_id: str
    client_secret: Sensitive = field(repr=False)
    redirect_uri: str


class OidcClient:
    """Satisfies ``IdentityProvider``."""

    def __init__(
        self,
        registration: Registration,
        clock: Clock,
        *,
        http: Callable[[], httpx.AsyncBaseTransport | None] = lambda: None,
    ) -> None:
        """``http`` gives the transport; by default the network."""
        for url in (registration.issuer, registration.redirect_uri):
            if not _is_safe(url):
                raise AdministratorError(
                    ErrorCode.INVALID_SETTINGS,
                    "Single sign-on needs https URLs (http only on this machine itself).",
                )
        self._known, self._clock, self._http = registration, clock, http
        self._facts: Mapping[str, Any] | None = None
        self._keys: KeySet | None = None

    async def depart(self) -> Departure:
        """Where to send a person, and what to keep until they come back."""
        facts = await self._discovered()
        kept = {name: generate_token(48) for name in ("state", "nonce", "verifier")}
        url = prepare_grant_uri(
            facts["authorization_endpoint"],
            client_id=self._known.client_id,
            response_type="code",
            redirect_uri=self._known.redirect_uri,
            scope="openid email",
            state=kept["state"],
            nonce=kept["nonce"],
            code_challenge=create_s256_code_challenge(kept["verifier"]),
            code_challenge_method="S256",
        )
        return Departure(url, kept)

    async def arrive(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Vouched:
        """Who has come back."""
        same = hmac.compare_digest(answer.get("state", "").encode(), kept["state"].encode())
        if not same or "code" not in answer:
            raise _refused()
        given = await self._exchanged(answer["code"], kept["verifier"])
        return self._vouched((await self._proven(str(given.get("id_token", "")))).claims, kept)

    async def _exchanged(self, code: str, verifier: str) -> Mapping[str, Any]:
        """The code for tokens (OAuth 2.0, 4.1.3), with the client's secret (2.3.1) and PKCE."""
        facts = await self._discovered()
        name, secret = self._known.client_id, self._known.client_secret.reveal()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._known.redirect_uri,
            "code_verifier": verifier,
        }
        try:
            async with self._client() as client:
                answer = await client.post(
                    facts["token_endpoint"],
                    data=form,
                    auth=(quote(name, safe=""), quote(secret, safe="")),
                    headers={"accept": "application/json"},
                )
                given = answer.json()
        except (httpx.HTTPError, ValueError):
            raise _away() from None
        if answer.status_code != 200 or not isinstance(given, dict):
            raise _refused()
        return given

    def _vouched(self, claims: Mapping[str, Any], kept: Mapping[str, str]) -> Vouched:
        now = int(self._clock.now().timestamp())
        registry = JWTClaimsRegistry(
            now=now,
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._known.issuer},
            aud={"essential": True, "value": self._known.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": kept["nonce"]},
        )
        try:
            registry.validate(dict(claims))
        except JoseError:
            raise _refused() from None
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if several and claims.get("azp") != self._known.client_id:
            raise _refused()
        email = claims.get("email") if claims.get("email_verified") is True else None
        return Vouched(f"{self._known.issuer} {claims['sub']}", email)

    async def _proven(self, token: str) -> Token:
        for fresh in (False, True):
            try:
                return jwt.decode(token, await self._key_set(fresh=fresh), algorithms=_ALGORITHMS)
            except (JoseError, ValueError):
                continue
        raise _refused()

    async def _key_set(self, *, fresh: bool) -> KeySet:
        if self._keys is None or fresh:
            facts = await self._discovered()
            self._keys = KeySet.import_key_set(await self._get(facts["jwks_uri"]))
        return self._keys

    async def _discovered(self) -> Mapping[str, Any]:
        if self._facts is None:
            address = f"{self._known.issuer.rstrip('/')}/.well-known/openid-configuration"
            facts = await self._get(address)
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if facts.get("issuer") != self._known.issuer or not all(
                isinstance(facts.get(name), str) and _is_safe(facts[name]) for name in names
            ):
                raise ServiceError(
                    ErrorCode.INVALID_SETTINGS, "The identity provider's description is not usable."
                )
            self._facts = facts
        return self._facts

    async def _get(self, url: str) -> Any:
        try:
            async with self._client() as client:
                answer = await client.get(url)
                answer.raise_for_status()
                return answer.json()
        except (httpx.HTTPError, ValueError):
            raise _away() from None

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=_SECONDS, transport=self._http(), trust_env=False)


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    )


def _refused() -> CallerError:
    return CallerError(
        ErrorCode.FORBIDDEN, "Single sign-on did not succeed. Please try again.", status=401
    )


def _away() -> ServiceError:
    return ServiceError(
        ErrorCode.PROVIDER_UNREACHABLE, "The identity provider cannot be reached at the moment."
    )
