"""The door of each page: who comes, may they come in, and was it really they who asked.

    1  host      one of the allowed ones, where there is a list
    2  form      of limited size; read once
    3  session   from the cookie; the tenant and all rights come from its user alone
    4  origin    a change comes from a page of ours: Sec-Fetch-Site, Origin, and the form's token
    5  rights    the stage of signing in, and the role, that the page asks for

Sources: OWASP ASVS 5.0 3.3 (cookies), 3.5 (origin), 7 (sessions).
"""

import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proxy.console.base import ConsoleRooms, Visit
from proxy.console.sign_in import Opened
from proxy.errors import CallerError, ErrorCode
from proxy.storage.users import UserRole

ROOT: Final = "/console"
SESSION_COOKIE: Final = "__Host-session"
FORM_COOKIE: Final = "__Host-form"
_FORM_BYTES: Final = 256 * 1024
_FIELDS: Final = 50

Page = Callable[[Visit], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Door:
    """Makes endpoints of pages."""

    def __init__(self, rooms: ConsoleRooms) -> None:
        self._rooms = rooms

    def anybody(self, page: Page) -> Endpoint:
        """A page for people who have not signed in."""

        async def endpoint(request: Request) -> Response:
            visit = await self._visit(request)
            response = await page(visit)
            if FORM_COOKIE not in request.cookies and visit.session is None:
                _set_cookie(response, FORM_COOKIE, visit.secret)
            return response

        return endpoint

    def halfway(self, page: Page) -> Endpoint:
        """A page for people whose password was right."""

        async def endpoint(request: Request) -> Response:
            visit = await self._visit(request)
            return await page(visit) if visit.session is not None else _to_sign_in(visit)

        return endpoint

    def inside(self, page: Page, *roles: UserRole) -> Endpoint:
        """A page for people who have signed in and have one of these roles (none: any)."""

        async def endpoint(request: Request) -> Response:
            visit = await self._visit(request)
            if not visit.is_in():
                return _to_sign_in(visit)
            if roles and not visit.has(*roles):
                raise CallerError(
                    ErrorCode.FORBIDDEN, "This page is not for your role.", status=403
                )
            await self._rooms.sign_in.used(visit.sitting)
            return await page(visit)

        return endpoint

    async def _visit(self, request: Request) -> Visit:
        rooms = self._rooms
        host = request.headers.get("host", "").lower()
        if rooms.allowed_hosts is not None and _name_of(host) not in rooms.allowed_hosts:
            raise CallerError(ErrorCode.FORBIDDEN, "This host is not served here.", status=421)
        form = await _read_form(request) if request.method == "POST" else {}
        cookie = request.cookies.get(SESSION_COOKIE)
        resumed = await rooms.sign_in.resume(cookie)
        secret = cookie if resumed and cookie else request.cookies.get(FORM_COOKIE)
        visit = Visit(request, rooms, form, secret or _random(rooms))
        if resumed:
            visit = replace(visit, session=resumed[0], user=resumed[1])
        if request.method == "POST":
            _check_origin(request, host)
            _check_token(visit, known=secret is not None)
        return visit


def token(secret: str) -> str:
    """What each form carries: only a page of ours could know it."""
    digest = hmac.digest(secret.encode(errors="surrogatepass"), b"form/1", hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def let_in(response: Response, opened: Opened) -> Response:
    """Give the browser the cookie of a session that has just begun."""
    _set_cookie(response, SESSION_COOKIE, opened.cookie)
    return response


def see_off(response: Response) -> Response:
    """Take the session's cookie away."""
    response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="strict")
    return response


def go_to(path: str) -> Response:
    """After a change: look at this page of ours."""
    return RedirectResponse(f"{ROOT}{path}", status_code=303)


def safe_next(path: str) -> str:
    """Where somebody wanted to go before signing in, if that is a page of ours; else the start."""
    parts = urlsplit(path)
    inside = path.startswith(f"{ROOT}/") and not parts.scheme and not parts.netloc
    return path if inside and "\\" not in path and path.isprintable() else f"{ROOT}/"


def _set_cookie(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="strict")


def _random(rooms: ConsoleRooms) -> str:
    return base64.urlsafe_b64encode(rooms.randomness(32)).decode().rstrip("=")


def _to_sign_in(visit: Visit) -> Response:
    request = visit.request
    if request.headers.get("sec-fetch-mode", "navigate") != "navigate":
        raise CallerError(ErrorCode.FORBIDDEN, "Your session has ended; sign in again.", status=401)
    if request.method != "GET":
        return go_to("/sign-in?ended=1")
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return go_to(f"/sign-in?next={quote(wanted, safe='')}")


def _name_of(host: str) -> str:
    return urlsplit(f"//{host}").hostname or ""


def _check_origin(request: Request, host: str) -> None:
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    elsewhere = origin is not None and urlsplit(origin).netloc.lower() != host
    if site != "same-origin" or elsewhere:
        raise CallerError(
            ErrorCode.FORBIDDEN, "This form did not come from a page of the console.", status=403
        )


def _check_token(visit: Visit, *, known: bool) -> None:
    sent = visit.form.get("token", "")
    if known and hmac.compare_digest(sent.encode(), token(visit.secret).encode()):
        return
    if not known:
        raise CallerError(
            ErrorCode.FORBIDDEN,
            "Your browser did not keep the cookie of this page. The console needs HTTPS, except on "
            "this machine itself; and cookies must be allowed.",
            status=403,
        )
    raise CallerError(
        ErrorCode.FORBIDDEN, "This page was open for too long. Load it again.", status=403
    )


async def _read_form(request: Request) -> Mapping[str, str]:
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise CallerError(ErrorCode.INVALID_REQUEST, "Send a form.", status=415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _FORM_BYTES:
            raise CallerError(ErrorCode.BODY_TOO_LARGE, "This form is too large.", status=413)
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS, errors="strict"
        )
    except ValueError:
        raise CallerError(ErrorCode.INVALID_REQUEST, "This form cannot be read.") from None
    return dict(pairs)
