"""The API as one ASGI application, to be mounted at ``/handoff/v1``.

Routes are made from the table. Every error has one shape, OpenAI's; anything unforeseen becomes one
sentence, and only its class reaches the log.
"""

import re
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from proxy.console.shield import Shield
from proxy.errors import CallerError, ErrorCode, ProxyError, ServiceError
from proxy.gateway.request_body import ClientGoneError
from proxy.handoff_api.base import ApiRooms
from proxy.handoff_api.document import openapi_document
from proxy.handoff_api.door import Door
from proxy.handoff_api.errors import error_document, error_headers
from proxy.handoff_api.table import TABLE

ROOT: Final = "/handoff/v1"


def mounted(api: ASGIApp) -> Mount:
    """The API at its place among the routes of the proxy."""
    mount = Mount(ROOT, app=api)
    # Starlette's own pattern ends at a line end: such a path would be answered in another shape.
    mount.path_regex = re.compile(rf"^{ROOT}/(?P<path>(?s:.*))$")
    return mount


def create_api(rooms: ApiRooms) -> ASGIApp:
    """The application, to be ``mounted``."""
    door = Door(rooms)
    document = openapi_document()

    async def described(_: Request) -> Response:
        return JSONResponse(document)

    routes = [
        Route(each.path, door.endpoint(each), methods=[each.method], name=each.name)
        for each in TABLE
    ]
    app = Starlette(
        routes=[Route("/openapi.json", described, methods=["GET"]), *routes],
        exception_handlers={
            ProxyError: _refused,
            ClientGoneError: _gone,
            404: _unknown,
            405: _unknown,
            Exception: _failed,
        },
    )
    # A trailing slash is another path, not a redirect that a program must follow with its key.
    app.router.redirect_slashes = False
    return Shield(app)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProxyError)
    return JSONResponse(
        error_document(error), status_code=error.status, headers=error_headers(error)
    )


async def _gone(_: Request, error: Exception) -> Response:
    """Nobody is left to read it."""
    del error
    return Response(status_code=400)


async def _unknown(request: Request, error: Exception) -> Response:
    if getattr(error, "status_code", 404) == 405:
        wrong = CallerError(
            ErrorCode.METHOD_NOT_ALLOWED, "This path knows no such method.", status=405
        )
        response = await _refused(request, wrong)
        response.headers["allow"] = (getattr(error, "headers", None) or {}).get("Allow", "GET")
        return response
    return await _refused(
        request,
        CallerError(
            ErrorCode.NOT_FOUND, "There is no such path; see /handoff/v1/openapi.json.", status=404
        ),
    )


async def _failed(request: Request, error: Exception) -> Response:
    del error
    fault = ServiceError(
        ErrorCode.INTERNAL_ERROR, "Something went wrong here. Please try again.", status=500
    )
    return await _refused(request, fault)
