"""Single sign-on against a provider that stands here: discovery, keys, code, PKCE, and its lies."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from proxy.clock import SystemClock
from proxy.console.oidc_client import OidcClient, Registration
from proxy.console.staff import NewUser
from proxy.errors import AdministratorError, CallerError, ErrorCode, ServiceError
from proxy.sensitive import Sensitive
from proxy.storage.users import UserRole
from tests.console.site import SHOP, Browser, Site, open_site

ISSUER = "https://id.example"
CLIENT, SECRET = "console", "client secret with spaces & signs"
BACK = "https://console.example/console/sign-in/arrived"
ZOE = "zoe@shop.example"

Claims = dict[str, Any]


@dataclass
class Provider:
    """An identity provider. ``lie`` changes the claims of its next ID tokens."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    lie: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[["Provider", Claims], str] | None = None
    described: Claims = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    away: bool = False

    def app(self) -> Starlette:
        """Its four addresses."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    def transport(self) -> httpx.AsyncBaseTransport:
        """The way to it, which may be cut."""
        if self.away:
            return httpx.MockTransport(lambda _: httpx.Response(503))
        return httpx.ASGITransport(self.app())

    async def _describe(self, _: Request) -> Response:
        facts = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }
        return JSONResponse({**facts, **self.described})

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        asked = self.asked.pop(form["code"], None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        authorised = request.headers.get("authorization", "").startswith("Basic ")
        if asked is None or asked["code_challenge"] != challenge or not authorised:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        claims = self.lie(
            {
                "iss": ISSUER,
                "aud": CLIENT,
                "sub": "4711",
                "iat": now,
                "exp": now + 300,
                "nonce": asked["nonce"],
                "email": ZOE,
                "email_verified": True,
            }
        )
        token = self.sign(self, claims) if self.sign else _signed(self, claims)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})


def _signed(provider: Provider, claims: Claims) -> str:
    return jwt.encode({"alg": "ES256", "kid": "one"}, claims, provider.key)


def _unsigned(_: Provider, claims: Claims) -> str:
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def _with_public_key(provider: Provider, claims: Claims) -> str:
    said = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
    public = provider.key.as_pem(private=False)
    digest = hmac.digest(public, said.encode(), hashlib.sha256)
    return f"{said}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _part(value: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _foreign(_: Provider, claims: Claims) -> str:
    other = ECKey.generate_key("P-256", {"kid": "one"})
    return jwt.encode({"alg": "ES256", "kid": "one"}, claims, other)


def client(provider: Provider, **changes: str) -> OidcClient:
    """A client of that provider."""
    known = {"issuer": ISSUER, "redirect_uri": BACK, **changes}
    registration = Registration(client_id=CLIENT, client_secret=Sensitive(SECRET), **known)
    return OidcClient(registration, SystemClock(), http=provider.transport)


@asynccontextmanager
async def opened(folder: Path, provider: Provider) -> AsyncIterator[Site]:
    """A console that knows Zoe by her e-mail address."""
    async with open_site(folder, client(provider)) as site:
        new = NewUser(SHOP, ZOE, "Zoe", frozenset({UserRole.AUDITOR}), single_sign_on=True)
        await site.cellar.staff().add(new, by="a test")
        yield site


async def round_trip(site: Site, provider: Provider, browser: Browser) -> httpx.Response:
    """Away to the provider and back, as a browser goes."""
    away = await browser.get("/sign-in/elsewhere")
    assert away.status_code == 303
    assert away.headers["location"].startswith(f"{ISSUER}/authorize?")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(provider.app())) as http:
        back = (await http.get(away.headers["location"])).headers["location"]
    return await browser.http.get(back)


async def test_a_person_comes_in_by_the_provider_and_is_known_by_its_id_afterwards(
    tmp_path: Path,
) -> None:
    provider = Provider()
    async with opened(tmp_path, provider) as site:
        browser = site.browser()
        assert "Sign in with your organisation" in (await browser.get("/sign-in")).text
        arrived = await round_trip(site, provider, browser)
        assert arrived.status_code == 200
        assert "You are signed in" in arrived.text
        assert (await browser.get("/audit")).status_code == 200
        user = await site.cellar.users.by_name(ZOE)
        assert user is not None
        assert user.subject == f"{ISSUER} 4711"
        # Another e-mail address there, or another person with this one here: the id decides.
        provider.lie = lambda claims: {**claims, "email": "married@shop.example"}
        assert (await round_trip(site, provider, site.browser())).status_code == 200
        provider.lie = lambda claims: {**claims, "sub": "0815"}
        assert (await round_trip(site, provider, site.browser())).status_code == 403


async def test_who_was_not_added_or_was_disabled_stays_outside(tmp_path: Path) -> None:
    provider = Provider(lie=lambda claims: {**claims, "email": "stranger@shop.example"})
    async with opened(tmp_path, provider) as site:
        assert (await round_trip(site, provider, site.browser())).status_code == 403
        provider.lie = lambda claims: {**claims, "email_verified": False}
        assert (await round_trip(site, provider, site.browser())).status_code == 403
        await site.cellar.staff().disable(ZOE, by="a test")
        provider.lie = lambda claims: claims
        assert (await round_trip(site, provider, site.browser())).status_code == 401


LIES: dict[str, Callable[[Claims], Claims]] = {
    "another issuer": lambda c: {**c, "iss": "https://evil.example"},
    "for another client": lambda c: {**c, "aud": "other"},
    "for several, and not by us": lambda c: {**c, "aud": [CLIENT, "other"], "azp": "other"},
    "long ago": lambda c: {**c, "exp": c["exp"] - 3600, "iat": c["iat"] - 3600},
    "another nonce": lambda c: {**c, "nonce": "replayed"},
    "no nonce": lambda c: {name: value for name, value in c.items() if name != "nonce"},
    "nobody": lambda c: {name: value for name, value in c.items() if name != "sub"},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_token_that_says_anything_wrong_is_believed_in_nothing(lie: str) -> None:
    provider = Provider(lie=LIES[lie])
    with pytest.raises(CallerError) as refused:
        await _straight(provider)
    assert refused.value.status == 401


@pytest.mark.parametrize("sign", [_unsigned, _with_public_key, _foreign])
async def test_a_token_that_is_not_signed_by_the_provider_is_no_token(
    sign: Callable[[Provider, Claims], str],
) -> None:
    with pytest.raises(CallerError):
        await _straight(Provider(sign=sign))


async def test_keys_may_change_and_are_fetched_again() -> None:
    provider = Provider()
    oidc = client(provider)
    assert (await _straight(provider, oidc)).email == ZOE
    provider.key = ECKey.generate_key("P-256", {"kid": "one"})
    assert (await _straight(provider, oidc)).subject == f"{ISSUER} 4711"


async def _straight(
    provider: Provider, oidc: OidcClient | None = None, kept: dict[str, str] | None = None
) -> Any:
    oidc = oidc or client(provider)
    departure = await oidc.depart()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(provider.app())) as http:
        back = (await http.get(departure.url)).headers["location"]
    answer = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    return await oidc.arrive(answer, {**departure.kept, **(kept or {})})


@pytest.mark.parametrize("kept", ["state", "verifier"])
async def test_an_answer_to_somebody_elses_departure_is_worth_nothing(kept: str) -> None:
    with pytest.raises(CallerError):
        await _straight(Provider(), kept={kept: "somebody else's"})


async def test_an_answer_without_its_cookie_is_worth_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, Provider()) as site:
        answer = await site.browser().get("/sign-in/arrived?code=x&state=y")
        assert answer.status_code == 401


async def test_a_provider_that_is_away_or_describes_another_is_said(tmp_path: Path) -> None:
    del tmp_path
    with pytest.raises(ServiceError) as away:
        await client(Provider(away=True)).depart()
    assert away.value.code is ErrorCode.PROVIDER_UNREACHABLE
    for wrong in ({"issuer": "https://evil.example"}, {"jwks_uri": "http://id.example/keys"}):
        with pytest.raises(ServiceError):
            await client(Provider(described=wrong)).depart()
    with pytest.raises(AdministratorError):
        client(Provider(), issuer="http://id.example")


async def test_without_a_provider_there_is_no_such_page(tmp_path: Path) -> None:
    async with open_site(tmp_path) as site:
        assert (await site.browser().get("/sign-in/elsewhere")).status_code == 404
        assert "organisation" not in (await site.browser().get("/sign-in")).text
