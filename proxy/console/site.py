"""The console as one ASGI application: which address leads to which page, and how errors look.

Mounted below ``/console``. An error of ours becomes a page (or JSON, where the script asked) that
says what to do; anything unforeseen becomes one sentence, and only its class reaches the log.
"""

from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from proxy.console.base import ANSWERING, TOLD_OF_WEBHOOKS, ConsoleRooms
from proxy.console.door import Door, Page
from proxy.console.pages.audit import AuditPages
from proxy.console.pages.case import CasePages
from proxy.console.pages.entrance import Entrance
from proxy.console.pages.figures import FigurePages
from proxy.console.pages.queue import QueuePages
from proxy.console.pages.security import SecurityPages
from proxy.console.pages.webhooks import WebhookPages
from proxy.console.render import Renderer
from proxy.console.shield import Shield
from proxy.errors import ProxyError
from proxy.handoff.base import Sealer
from proxy.storage.users import UserRole, UserStore

_STATIC: Final = Path(__file__).parent / "static"


def create_console(rooms: ConsoleRooms, users: UserStore, sealer: Sealer) -> ASGIApp:
    """The application, to be mounted at ``/console``."""
    renderer = Renderer()

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, ProxyError)
        headers = {"retry-after": str(error.retry_after)} if error.retry_after else None
        return _answer(request, renderer, error.status, error.message, headers)

    async def failed(request: Request, error: Exception) -> Response:
        del error
        return _answer(request, renderer, 500, "Something went wrong here. Please try again.")

    async def unknown(request: Request, error: Exception) -> Response:
        status = int(getattr(error, "status_code", 404))
        return _answer(request, renderer, status, "There is no such page.")

    app = Starlette(
        routes=_routes(rooms, renderer, users, sealer),
        exception_handlers={ProxyError: refused, 404: unknown, 405: unknown, Exception: failed},
    )
    # Around everything: as a middleware of the application it would not see its answer to a crash.
    return Shield(app)


def _routes(
    rooms: ConsoleRooms, renderer: Renderer, users: UserStore, sealer: Sealer
) -> list[Route | Mount]:
    door = Door(rooms)
    entrance, queue = Entrance(renderer, users, sealer), QueuePages(renderer)
    cases, figures = CasePages(renderer), FigurePages(renderer)
    security, audit = SecurityPages(renderer, rooms), AuditPages(renderer)
    hooks = WebhookPages(renderer)

    def answering(page: Page) -> object:
        return door.inside(page, *ANSWERING)

    def engineer(page: Page) -> object:
        return door.inside(page, UserRole.SECURITY)

    def auditor(page: Page) -> object:
        return door.inside(page, UserRole.AUDITOR)

    get, post, both = ["GET"], ["POST"], ["GET", "POST"]
    table = [
        ("/", door.anybody(entrance.start), get),
        ("/sign-in", door.anybody(entrance.sign_in), both),
        ("/sign-in/elsewhere", door.anybody(entrance.leave), get),
        ("/sign-in/arrived", door.anybody(entrance.arrive), get),
        ("/password", door.halfway(entrance.password), both),
        ("/second-factor", door.halfway(entrance.second_factor), both),
        ("/second-factor/set-up", door.halfway(entrance.set_up), both),
        ("/sign-out", door.halfway(entrance.sign_out), post),
        ("/account", door.inside(entrance.account), get),
        ("/alive", door.inside(queue.alive), get),
        ("/events", answering(queue.events), get),
        ("/queue", answering(queue.queue), get),
        ("/queue/find", answering(queue.find), get),
        ("/queue/closed", answering(queue.closed), get),
        ("/queue/next", answering(queue.take_next), post),
        ("/cases/{case}", answering(cases.case), get),
        ("/cases/{case}/see", answering(cases.see), post),
        ("/cases/{case}/ask", answering(cases.ask), post),
        ("/cases/{case}/keep", answering(cases.keep), post),
        ("/cases/{case}/canned", answering(cases.canned), post),
        ("/cases/{case}/{verb}", answering(cases.change), post),
        ("/overview", door.inside(figures.overview), get),
        ("/webhooks", door.inside(hooks.webhooks, *TOLD_OF_WEBHOOKS), get),
        ("/playground", engineer(security.playground), both),
        ("/candidates", engineer(security.candidates), get),
        ("/candidates/download", engineer(security.download), post),
        ("/audit", auditor(audit.audit), get),
        ("/audit/verify", auditor(audit.verify), post),
        ("/audit/export", auditor(audit.export), post),
    ]
    routes: list[Route | Mount] = [
        Route(path, endpoint, methods=methods)  # type: ignore[arg-type]
        for path, endpoint, methods in table
    ]
    return [*routes, Mount("/static", StaticFiles(directory=_STATIC), name="static")]


def _answer(
    request: Request,
    renderer: Renderer,
    status: int,
    message: str,
    headers: dict[str, str] | None = None,
) -> Response:
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": message}, status_code=status, headers=headers)
    return HTMLResponse(renderer.problem(status, message), status_code=status, headers=headers)
