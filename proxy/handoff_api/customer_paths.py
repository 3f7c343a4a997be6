"""The customer's side in the same document: paths that a chat widget asks, with a token of one case.

They are served by ``handoff_live``; here stands what they say. Tests hold both together: the same
paths and methods, and answers that have these shapes.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from proxy.handoff.base import CaseState
from proxy.handoff_api.answers import Answer
from proxy.handoff_api.bodies import Body

TAG: Final = "customer"
SECURITY: Final = "customer_token"


class CustomerMessage(Answer):
    """What a customer said while it was held, or a person wrote."""

    number: int
    author: Literal["customer", "human_agent"] = Field(alias="from")
    label: str | None = Field(description='How a person\'s words are introduced, such as "Jo:".')
    at: datetime
    text: str


class Thread(Answer):
    """A case as its customer may see it."""

    case: str
    reference: str
    state: CaseState
    closed: bool = Field(description="Nothing comes any more: the bot answers again.")
    notice: str | None = Field(description="The policy's text about how the case ended.")
    last: int = Field(description="`after` of the next question.")
    messages: list[CustomerMessage]


class Arrived(Body):
    """What the customer has been shown."""

    number: Annotated[int, Field(ge=1)] = Field(description="The newest message that was shown.")


class Rating(Body):
    """What the customer thinks of it."""

    rating: Annotated[int, Field(ge=1, le=5)] = Field(description="1 (bad) to 5 (good).")


CUSTOMER_SHAPES: Final = (Thread, Arrived, Rating)
_CASE: Final[dict[str, Any]] = {
    "name": "case",
    "in": "path",
    "required": True,
    "description": "The case's id, as the held answer names it.",
    "schema": {"type": "string", "pattern": "^case_[a-z2-7]{24}$"},
    "example": "case_aaaaaaaaaaaaaaaaaaaaaaaa",
}
_AFTER: Final[dict[str, Any]] = {
    "name": "after",
    "in": "query",
    "required": False,
    "description": "Only messages after this number.",
    "schema": {"type": "integer", "minimum": 0, "default": 0},
}
_LAST_EVENT: Final[dict[str, Any]] = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "description": "The number of the last message that was shown: the stream goes on after it.",
    "schema": {"type": "string"},
}
_NO_CONTENT: Final = {"204": {"description": "Done."}}


def _json(shape: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}


def _path(name: str, title: str, text: str, more: dict[str, Any]) -> dict[str, Any]:
    refused = {"description": "Every error has this shape.", "content": _json("Error")}
    return {
        "operationId": name,
        "tags": [TAG],
        "summary": title,
        "description": text,
        "security": [{SECURITY: []}],
        "parameters": [_CASE, *more.get("parameters", [])],
        **({"requestBody": more["requestBody"]} if "requestBody" in more else {}),
        "responses": {**more["responses"], "default": refused},
    }


def customer_paths() -> dict[str, dict[str, Any]]:
    """The paths, as the document has them."""
    stream = {"text/event-stream": {"schema": {"type": "string"}}}
    found = {"200": {"description": "The thread.", "content": _json("Thread")}}
    same = {"304": {"description": "Nothing is new (`If-None-Match`)."}}
    return {
        "/cases/{case}/events": {
            "get": _path(
                "follow_case",
                "Follow a case live",
                "Server-sent events: `state`, `message` (its id is the message's number) and `end`. "
                "204 when there is nothing to come.",
                {
                    "parameters": [_LAST_EVENT],
                    "responses": {
                        "200": {"description": "The stream.", "content": stream},
                        "204": {"description": "Nothing will come any more."},
                    },
                },
            )
        },
        "/cases/{case}/thread": {
            "get": _path(
                "read_thread",
                "Ask how a case stands",
                "For widgets that poll: what was held, what people wrote, and the state.",
                {"parameters": [_AFTER], "responses": {**found, **same}},
            )
        },
        "/cases/{case}/arrived": {
            "post": _path(
                "note_arrival",
                "Say what the customer has seen",
                "Words that have arrived are not given again with the next turn.",
                {
                    "requestBody": {"required": True, "content": _json("Arrived")},
                    "responses": _NO_CONTENT,
                },
            )
        },
        "/cases/{case}/rating": {
            "post": _path(
                "rate_case",
                "Rate the help",
                "A later rating replaces it.",
                {
                    "requestBody": {"required": True, "content": _json("Rating")},
                    "responses": _NO_CONTENT,
                },
            )
        },
    }
