"""Signing in and out, setting up an account, and one's own account."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from typing import Final

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from proxy.console.base import ANSWERING, Visit
from proxy.console.door import ROOT, go_to, let_in, safe_next, see_off
from proxy.console.oidc import IdentityProvider
from proxy.console.passwords import SHORTEST
from proxy.console.render import Renderer
from proxy.console.second_factor import picture, readable
from proxy.errors import AdministratorError, CallerError, ErrorCode
from proxy.handoff.base import Sealer
from proxy.storage.sessions import Stage
from proxy.storage.users import UserRole, UserStore

_PROVIDER_COOKIE: Final = "__Host-oidc"
_PROVIDER_SECONDS: Final = 600
_CONTEXT: Final = b"chat-proxy/oidc/1"


class Entrance:
    """The pages on the way in."""

    def __init__(self, renderer: Renderer, users: UserStore, sealer: Sealer) -> None:
        self._render, self._users, self._sealer = renderer, users, sealer

    async def start(self, visit: Visit) -> Response:
        """To the page where this person works."""
        if not visit.is_in():
            return go_to("/sign-in")
        if visit.has(*ANSWERING):
            return go_to("/queue")
        return go_to("/playground" if visit.has(UserRole.SECURITY) else "/audit")

    async def sign_in(self, visit: Visit) -> Response:
        """Name and password."""
        if visit.request.method == "GET":
            return self._sign_in_page(visit)
        client = visit.request.client
        try:
            opened = await visit.rooms.sign_in.with_password(
                visit.text("name"), visit.text("password"), client.host if client else ""
            )
        except CallerError as error:
            return self._sign_in_page(visit, error)
        step = "/second-factor" if opened.user.sealed_second_factor else "/second-factor/set-up"
        if opened.user.one_time_until is not None:
            step = "/password"
        wanted = safe_next(visit.text("next"))
        response = go_to(step if wanted == f"{ROOT}/" else f"{step}?next={wanted}")
        return let_in(response, opened)

    def _sign_in_page(self, visit: Visit, error: CallerError | None = None) -> Response:
        return self._render.page(
            visit,
            "sign_in.html",
            status=error.status if error else 200,
            problem=error.message if error else None,
            ended="ended" in visit.request.query_params,
            name=visit.text("name"),
            next=safe_next(visit.text("next")),
            single_sign_on=visit.rooms.provider is not None,
        )

    async def password(self, visit: Visit) -> Response:
        """A new password: instead of a one-time password, or later."""
        if not visit.is_in() and visit.who.one_time_until is None:
            return go_to("/second-factor")
        problem = None
        if visit.request.method == "POST":
            try:
                return await self._choose_password(visit)
            except CallerError as error:
                problem = error
        return self._render.page(
            visit,
            "password.html",
            status=problem.status if problem else 200,
            problem=problem.message if problem else None,
            shortest=SHORTEST,
            first=visit.who.one_time_until is not None,
            next=safe_next(visit.text("next")),
        )

    async def _choose_password(self, visit: Visit) -> Response:
        if visit.text("password") != visit.text("again"):
            raise CallerError(ErrorCode.INVALID_REQUEST, "The two passwords differ.")
        opened = await visit.rooms.sign_in.choose_password(
            visit.sitting, visit.who, visit.text("password")
        )
        if opened.session.stage is Stage.FULL:
            return let_in(go_to("/account?done=password"), opened)
        ready = opened.user.sealed_second_factor is not None
        return let_in(go_to("/second-factor" if ready else "/second-factor/set-up"), opened)

    async def second_factor(self, visit: Visit) -> Response:
        """The code of the authenticator app."""
        if visit.is_in():
            return RedirectResponse(safe_next(visit.text("next")), status_code=303)
        problem = None
        if visit.request.method == "POST":
            try:
                opened = await visit.rooms.sign_in.with_second_factor(
                    visit.sitting, visit.who, visit.text("code")
                )
                answer = RedirectResponse(safe_next(visit.text("next")), status_code=303)
                return let_in(answer, opened)
            except CallerError as error:
                problem = error
        return self._render.page(
            visit,
            "second_factor.html",
            status=problem.status if problem else 200,
            problem=problem.message if problem else None,
            next=safe_next(visit.text("next")),
        )

    async def set_up(self, visit: Visit) -> Response:
        """The authenticator app, for the first time."""
        if visit.is_in() or visit.who.sealed_second_factor is not None:
            return go_to("/second-factor")
        secret = await visit.rooms.sign_in.offered_secret(visit.sitting, visit.who)
        problem = None
        if visit.request.method == "POST":
            try:
                opened = await visit.rooms.sign_in.confirm_secret(
                    visit.sitting, visit.who, visit.text("code")
                )
                return let_in(go_to("/"), opened)
            except CallerError as error:
                problem = error
        return self._render.page(
            visit,
            "set_up.html",
            status=problem.status if problem else 200,
            problem=problem.message if problem else None,
            # Made of our own secret and a checked name by a library that escapes.
            picture=Markup(picture(secret, visit.who.name)),  # noqa: S704
            secret=readable(secret),
        )

    async def sign_out(self, visit: Visit) -> Response:
        """The session ends."""
        await visit.rooms.sign_in.end(visit.sitting, visit.who)
        return see_off(go_to("/sign-in"))

    async def account(self, visit: Visit) -> Response:
        """Who am I, what may I do."""
        return self._render.page(visit, "account.html")

    # Single sign-on.

    async def leave(self, visit: Visit) -> Response:
        """To the identity provider. What must be there at the return travels sealed in a cookie."""
        departure = await _provider(visit).depart()
        response = RedirectResponse(departure.url, status_code=303)
        sealed = self._sealer.seal(json.dumps(dict(departure.kept)).encode(), _CONTEXT)
        # Lax: the way back starts at the provider, where a strict cookie would stay at home.
        response.set_cookie(
            _PROVIDER_COOKIE,
            urlsafe_b64encode(sealed).decode(),
            max_age=_PROVIDER_SECONDS,
            path="/",
            secure=True,
            httponly=True,
            samesite="lax",
        )
        return response

    async def arrive(self, visit: Visit) -> Response:
        """Back from the identity provider."""
        provider = _provider(visit)
        vouched = await provider.arrive(dict(visit.request.query_params), self._kept(visit))
        user = await self._users.by_subject(vouched.subject)
        if user is None and vouched.email is not None:
            user = await self._users.by_name(vouched.email.strip().lower())
            if user is not None and user.single_sign_on and user.subject is None:
                await self._users.change(user.user_id, end_sessions=False, subject=vouched.subject)
            else:
                user = None
        if user is None:
            raise CallerError(
                ErrorCode.FORBIDDEN,
                "You are not known here. Ask an administrator to add you (chat-proxy users add).",
                status=403,
            )
        opened = await visit.rooms.sign_in.from_provider(user)
        # Not a redirect: the strict cookie would not travel with one that began elsewhere.
        response = self._render.page(visit, "arrived.html")
        response.delete_cookie(_PROVIDER_COOKIE, path="/", secure=True, httponly=True)
        return let_in(response, opened)

    def _kept(self, visit: Visit) -> dict[str, str]:
        try:
            sealed = urlsafe_b64decode(visit.request.cookies.get(_PROVIDER_COOKIE, ""))
            kept: dict[str, str] = json.loads(self._sealer.open(sealed, _CONTEXT))
        except (Base64Error, AdministratorError, ValueError):
            raise CallerError(
                ErrorCode.FORBIDDEN, "Single sign-on took too long. Please try again.", status=401
            ) from None
        return kept


def _provider(visit: Visit) -> IdentityProvider:
    if visit.rooms.provider is None:
        raise CallerError(ErrorCode.NOT_FOUND, "There is no such page.", status=404)
    return visit.rooms.provider
