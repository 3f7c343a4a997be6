"""The ASGI application: which path leads where.

The chat routes are plain ASGI callables (gateway/routes.py). What is not named here is refused in
the provider's error shape; nothing is ever passed through.
"""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from proxy import __version__
from proxy.dialects.registry import AZURE_PATHS, KEPT_PATHS, MODEL_PATHS, PATHS
from proxy.gateway.kept_answers import KeptAnswerRoute
from proxy.gateway.metrics import CONTENT_TYPE
from proxy.gateway.routes import ChatRoute, ModelsRoute, UnknownRoute
from proxy.handoff_api import mounted
from proxy.handoff_live import live_routes
from proxy.wiring import House


def create_app(house: House) -> Starlette:
    """The application of a house that is open. Opening and closing it is the caller's."""

    async def healthz(_: Request) -> Response:
        """The process answers."""
        return JSONResponse({"status": "ok", "version": __version__})

    async def readyz(_: Request) -> Response:
        """The proxy can serve: detection runs, the log accepts records."""
        checks = {
            "detection": house.pool.ready,
            "audit_log": house.cellar.log.healthy,
            "checkpoint_copies": not house.copies.overdue,
        }
        ready = checks["detection"] and checks["audit_log"]
        if house.copies_stop_readiness:
            ready = ready and checks["checkpoint_copies"]
        body = {"ready": ready, "checks": checks, "development": house.cellar.development}
        return JSONResponse(body, status_code=200 if ready else 503)

    async def metrics(_: Request) -> Response:
        return Response(house.metrics.render(), media_type=CONTENT_TYPE)

    unknown = UnknownRoute(house.door)
    return Starlette(
        routes=[
            *(Route(path, ChatRoute(house.door), methods=None) for path in (*PATHS, *AZURE_PATHS)),
            *(
                Route(path + "/{answer}", KeptAnswerRoute(house.door), methods=None)
                for path in KEPT_PATHS
            ),
            *(Route(path, ModelsRoute(house.door)) for path in MODEL_PATHS),
            Route("/healthz", healthz, methods=["GET"]),
            Route("/readyz", readyz, methods=["GET"]),
            Route("/metrics", metrics, methods=["GET"]),
            *_console(house),
            *(live_routes(house.live) if house.live else ()),
            *_handoff_api(house),
            Mount("/", app=unknown),
        ],
    )


def _console(house: House) -> list[Route | Mount]:
    if house.console is None:
        return []

    async def start(_: Request) -> Response:
        return RedirectResponse("/console/", status_code=308)

    return [Route("/console", start, methods=["GET"]), Mount("/console", app=house.console.app)]


def _handoff_api(house: House) -> list[Mount]:
    return [mounted(house.handoff_api)] if house.handoff_api else []
