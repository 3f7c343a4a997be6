"""The API keeps its own description: schemathesis sends what the document allows, and what it forbids."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from proxy.handoff_api import TABLE, openapi_document
from proxy.offline import serve_in_thread
from proxy.storage.clients import Role
from tests.handoff_api.site import PEOPLE, Api, open_api

SAID = ("bot:Your name, please?", "Crystal Minh, and my e-mail is crystal@example.com")

schemathesis_config = SchemathesisConfig.from_dict(
    {
        "checks": {
            # What the state of a case, or of the world, forbids is no fault of the request.
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", "403", "404", "409", "412", "422", "428"]
            },
        },
        "generation": {"mode": "all"},
    }
)
described = schemathesis.openapi.from_dict(openapi_document(), config=schemathesis_config)


class Served:
    """The API on a socket, with a key for each role, and cases."""

    def __init__(self, url: str, api: Api, cases: list[str]) -> None:
        self.url, self._api, self._cases = url, api, cases

    def key_for(self, operation: str) -> str:
        """A key that may do it."""
        (row,) = [each for each in TABLE if each.name == operation]
        role = max(row.roles, key=lambda each: (each is Role.SUPERVISOR, each))
        return self._api.keys[next(name for name, its in PEOPLE.items() if its is role)]

    def a_case(self, number: int) -> str:
        """One of the cases."""
        return self._cases[number % len(self._cases)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for all: what one request does to a case, the next may meet."""
    folder: Path = tmp_path_factory.mktemp("api")
    inside: dict[str, Any] = {}

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_api(folder, hosts=None, free_failures=1_000_000) as api:
            inside["api"] = api
            inside["cases"] = [await api.held(*SAID) for _ in range(20)]
            yield

    starting = Starlette(lifespan=lifespan)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        app = starting if scope["type"] == "lifespan" else inside["api"].app
        await app(scope, receive, send)

    with serve_in_thread(serve) as url:
        yield Served(f"{url}/handoff/v1", inside["api"], inside["cases"])


@described.exclude(tag="customer").parametrize()
@settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_it_is_described(case: Any, served: Served) -> None:
    """Status, content type, headers and shape of each answer; wrong requests are refused; no 5xx."""
    location = schemathesis.core.parameters.ParameterLocation.PATH
    told = case.meta.components.get(location)
    positive = told is None or told.mode.is_positive
    if "case" in case.path_parameters and positive:
        case.path_parameters["case"] = served.a_case(len(repr(case.body)))
    headers = {
        "Authorization": f"Bearer {served.key_for(case.operation.definition.raw['operationId'])}"
    }
    case.call_and_validate(base_url=served.url, headers=headers)
