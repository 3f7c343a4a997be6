"""The OpenAPI document is made from the table, complete, and the one in docs is current."""

import json
from pathlib import Path
from typing import Any

import pytest

from proxy.handoff_api import TABLE, openapi_document
from proxy.handoff_api.answers import Error
from proxy.handoff_api.base import Kind, Operation
from proxy.handoff_api.customer_paths import Thread, customer_paths
from proxy.handoff_api.document import written
from proxy.handoff_live import live_routes
from tests.handoff.world import SHOP
from tests.handoff_live.stage import LiveWorld, bearer

DOCS = Path(__file__).parents[2] / "docs"


def test_the_document_in_docs_is_current() -> None:
    """If not: make openapi."""
    assert (DOCS / "handoff-api.openapi.json").read_text() == written()


def test_every_operation_stands_in_the_document_and_on_the_page_for_integrators() -> None:
    paths, page = openapi_document()["paths"], (DOCS / "handoff-api.md").read_text()
    for row in TABLE:
        described = paths[row.path][row.method.lower()]
        assert described["operationId"] == row.name
        assert f"`{row.method} {row.path}`" in page, row.name
    described = {path for path in paths if path not in customer_paths()}
    assert sum(len(paths[path]) for path in described) == len(TABLE)


async def test_the_customers_paths_are_those_that_are_served_and_answer_in_these_shapes() -> None:
    live = LiveWorld()
    served = {route.path.removeprefix("/handoff/v1") for route in live_routes(live.rooms)}
    assert served == set(customer_paths())
    held = await live.held()
    desk = live.world.queue
    await desk.claim(SHOP, held.case_id, "Jo")
    await desk.reply(SHOP, held.case_id, "Jo", "Hello.")
    thread = Thread.model_validate_json((await live.ask(held, "thread")).content)
    assert [message.author for message in thread.messages] == ["customer", "human_agent"]
    for path, methods in customer_paths().items():
        ((method, _),) = methods.items()
        verb = path.rpartition("/")[2]
        refused = await live.ask(held, verb, method=method.upper(), headers=bearer("live_no"))
        assert Error.model_validate_json(refused.content).error.code == "not_found"
    await live.web.aclose()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_operation_is_described_with_examples_and_errors(row: Operation) -> None:
    described = openapi_document()["paths"][row.path][row.method.lower()]
    assert described["summary"]
    assert "Roles: " in described["description"]
    assert {"401", "429", "503"} <= set(described["responses"])
    names = {(one["in"], one["name"]) for one in described["parameters"]}
    assert (("header", "Idempotency-Key") in names) == (row.kind is not Kind.READS)
    assert (row.method == "POST") == (row.kind is not Kind.READS)
    for parameter in described["parameters"]:
        assert parameter["description"]
    if row.body is not None and any(f.is_required() for f in row.body.model_fields.values()):
        assert described["requestBody"]["content"]["application/json"]["example"]
        example = row.body_example
        assert isinstance(row.body.model_validate_json(json.dumps(example)), row.body)


def test_every_reference_leads_somewhere() -> None:
    document = openapi_document()
    for reference in _references(document):
        part: Any = document
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
        assert part


def test_every_field_of_an_error_has_an_example_in_the_shape_of_openai() -> None:
    for response in openapi_document()["components"]["responses"].values():
        error = response["content"]["application/json"]["example"]["error"]
        assert {"message", "type", "param", "code"} <= set(error)


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [one for value in part.values() for one in _references(value)]
    if isinstance(part, list):
        return [one for value in part for one in _references(value)]
    return []
