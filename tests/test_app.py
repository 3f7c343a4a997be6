"""Which path leads where; what is not named is refused in the provider's shape and never passed on."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import cast

import httpx
import pytest

from proxy import __version__
from proxy.app import create_app
from proxy.gateway.limits import ClientLimits
from proxy.gateway.request_body import BodyLimits
from proxy.gateway.routes import Door
from proxy.wiring import House
from tests.gateway.stage import NAME, Stage
from tests.gateway.test_routes import KEY, OneKey, asking

AUTHORISED = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}


class Fixed:
    """A house on a stage, with switches."""

    def __init__(self) -> None:
        self.stage = Stage()
        stage = self.stage
        self.pool = SimpleNamespace(ready=True)
        self.log = SimpleNamespace(healthy=True)
        self.house = SimpleNamespace(
            door=Door(stage.rooms, OneKey(), ClientLimits(stage.clock), BodyLimits()),
            pool=self.pool,
            cellar=SimpleNamespace(log=self.log, development=True),
            metrics=stage.metrics,
            copies=SimpleNamespace(overdue=False),
            copies_stop_readiness=False,
            console=None,
            live=None,
            handoff_api=None,
        )


@pytest.fixture
def fixed() -> Fixed:
    return Fixed()


@pytest.fixture
async def web(fixed: Fixed) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(cast("House", fixed.house))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://proxy.example") as client:
        yield client


async def test_a_chat_is_served_on_its_own_path(fixed: Fixed, web: httpx.AsyncClient) -> None:
    answer = await web.post("/v1/chat/completions", content=asking(NAME), headers=AUTHORISED)
    assert answer.status_code == 200
    assert answer.json()["choices"][0]["message"]["content"] == f"You said: {NAME}"
    assert NAME not in fixed.stage.provider.received


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/chat/completions/"),
        ("POST", "/v1/images/generations"),
        ("POST", "/v1/responses/resp_1/cancel"),
        ("POST", "/chat/completions"),
        ("POST", "//v1/chat/completions"),
        ("POST", "/V1/CHAT/COMPLETIONS"),
        ("GET", "/v1/chat/completions/chatcmpl-1"),
        ("GET", "/v1/models/gpt-4o"),
        ("GET", "/"),
        ("DELETE", "/v1/files/x"),
    ],
)
async def test_every_other_path_is_404_in_the_providers_shape(
    fixed: Fixed, web: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await web.request(method, path, content=asking(NAME), headers=AUTHORISED)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"
    assert fixed.stage.journal == []


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/models"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_another_method_is_405_in_the_providers_shape(
    web: httpx.AsyncClient, path: str, method: str
) -> None:
    answer = await web.request(method, path, headers=AUTHORISED)
    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "method_not_allowed"


async def test_health_needs_no_key_and_tells_the_version(web: httpx.AsyncClient) -> None:
    answer = await web.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": __version__})


async def test_ready_means_detection_runs_and_the_log_takes_records(
    fixed: Fixed, web: httpx.AsyncClient
) -> None:
    answer = await web.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {
            "detection": True,
            "audit_log": True,
            "checkpoint_copies": True,
        },
        "development": True,
    }
    for part, name in ((fixed.pool, "ready"), (fixed.log, "healthy")):
        setattr(part, name, False)
        assert (await web.get("/readyz")).status_code == 503
        setattr(part, name, True)


async def test_metrics_are_in_prometheus_text_form(web: httpx.AsyncClient) -> None:
    await web.post("/v1/chat/completions", content=asking("hello"), headers=AUTHORISED)
    answer = await web.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'chat_proxy_turns_total{decision="forwarded"} 1.0' in answer.text


async def test_an_old_checkpoint_copy_is_shown_and_stops_readiness_only_where_that_is_asked_for(
    fixed: Fixed, web: httpx.AsyncClient
) -> None:
    fixed.house.copies.overdue = True
    shown = await web.get("/readyz")
    assert (shown.status_code, shown.json()["checks"]["checkpoint_copies"]) == (200, False)
    fixed.house.copies_stop_readiness = True
    assert (await web.get("/readyz")).status_code == 503


async def test_without_its_api_the_queue_has_no_paths_here(
    fixed: Fixed, web: httpx.AsyncClient
) -> None:
    """``CHAT_PROXY_HANDOFF_API=false``."""
    for path in ("/handoff/v1/queue", "/handoff/v1/openapi.json"):
        answer = await web.get(path, headers=AUTHORISED)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_found"
