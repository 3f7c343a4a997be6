"""A Chatwoot in memory: the routes, shapes and habits of its application API that the mirror meets.

After its API reference (developers.chatwoot.com) and the views and controllers of its repository:
contacts with unique identifiers, display ids, ``message_type`` as a number in lists and as a word in
webhooks, twenty messages at a time, no idempotency, a webhook that is sent once and signed.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ACCOUNT, INBOX, TOKEN, SECRET = 1, 7, "desk-token", "desk-secret"
TYPES = {"incoming": 0, "outgoing": 1}
CUSTOMER, AGENT = "contact", "user"
Webhook = tuple[bytes, dict[str, str]]


@dataclass
class Chatwoot:
    """One account with one API inbox."""

    contacts: dict[int, dict[str, Any]] = field(default_factory=dict)
    conversations: dict[int, dict[str, Any]] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    webhooks: list[dict[str, Any]] = field(default_factory=list)
    """What was told to the inbox's webhook, in order."""

    @property
    def app(self) -> Starlette:
        """Its API."""
        base = f"/api/v1/accounts/{ACCOUNT}"
        return Starlette(
            routes=[
                Route(base + path, self._guarded(handler), methods=[method])
                for method, path, handler in (
                    ("GET", "/contacts/search", self._search),
                    ("POST", "/contacts", self._new_contact),
                    ("DELETE", "/contacts/{id:int}", self._delete_contact),
                    ("GET", "/contacts/{id:int}/conversations", self._of_contact),
                    ("POST", "/conversations", self._new_conversation),
                    ("GET", "/conversations/{id:int}/messages", self._list),
                    ("POST", "/conversations/{id:int}/messages", self._new_message),
                    ("POST", "/conversations/{id:int}/toggle_status", self._toggle),
                )
            ]
        )

    # What people do in the desk.

    def agent_writes(
        self, conversation: int, text: str, name: str = "Zoe", *, private: bool = False
    ) -> dict[str, Any]:
        """An agent types a message; gives the webhook that it causes."""
        sender = {"id": 1, "name": name, "email": "zoe@example.com", "type": AGENT}
        return self._add(conversation, text, "outgoing", private, {}, sender)

    def agent_resolves(self, conversation: int) -> dict[str, Any]:
        """An agent closes a conversation."""
        self.conversations[conversation]["status"] = "resolved"
        return self._status_changed(conversation)

    def said(self, conversation: int) -> list[tuple[str, bool, str]]:
        """Type, private or not, and content of each message."""
        names = {number: name for name, number in TYPES.items()}
        return [
            (names[m["message_type"]], m["private"], m["content"])
            for m in self.messages
            if m["conversation_id"] == conversation
        ]

    # The API.

    def _guarded(self, handler: Callable[[Request, Any], Response]) -> Any:
        async def serve(request: Request) -> Response:
            if request.headers.get("api_access_token") != TOKEN:
                return JSONResponse({"error": "Invalid Access Token"}, status_code=401)
            body = await request.body()
            return handler(request, json.loads(body) if body else {})

        return serve

    def _search(self, request: Request, _: Any) -> Response:
        asked = request.query_params["q"]
        found = [c for c in self.contacts.values() if asked in (c["identifier"] or "")]
        return JSONResponse({"meta": {"count": len(found), "current_page": 1}, "payload": found})

    def _new_contact(self, _: Request, body: Any) -> Response:
        if any(c["identifier"] == body["identifier"] for c in self.contacts.values()):
            wrong = {"message": "Identifier has already been taken", "attributes": ["identifier"]}
            return JSONResponse(wrong, status_code=422)
        number = len(self.contacts) + 101
        source = {"source_id": f"source-{number}", "inbox": {"id": body["inbox_id"]}}
        self.contacts[number] = contact = {
            "id": number,
            "name": body["name"],
            "identifier": body["identifier"],
            "email": None,
            "phone_number": None,
            "custom_attributes": {},
            "contact_inboxes": [source],
        }
        made = {"contact": contact, "contact_inbox": source}
        return JSONResponse({"payload": made})

    def _delete_contact(self, request: Request, _: Any) -> Response:
        number = request.path_params["id"]
        if self.contacts.pop(number, None) is None:
            return JSONResponse({"error": "Resource could not be found"}, status_code=404)
        gone = {c["id"] for c in self.conversations.values() if c["contact_id"] == number}
        self.conversations = {k: v for k, v in self.conversations.items() if k not in gone}
        self.messages = [m for m in self.messages if m["conversation_id"] not in gone]
        return Response(status_code=200)

    def _of_contact(self, request: Request, _: Any) -> Response:
        number = request.path_params["id"]
        found = [c for c in self.conversations.values() if c["contact_id"] == number]
        return JSONResponse({"payload": found})

    def _new_conversation(self, _: Request, body: Any) -> Response:
        number = len(self.conversations) + 1
        self.conversations[number] = {
            "id": number,
            "account_id": ACCOUNT,
            "inbox_id": body["inbox_id"],
            "contact_id": body["contact_id"],
            "custom_attributes": body.get("custom_attributes", {}),
            "status": body.get("status", "open"),
            "messages": [],
        }
        shown = ("id", "account_id", "inbox_id")
        return JSONResponse({key: self.conversations[number][key] for key in shown})

    def _list(self, request: Request, _: Any) -> Response:
        number = request.path_params["id"]
        before = int(request.query_params.get("before", 10**9))
        found = [m for m in self.messages if m["conversation_id"] == number and m["id"] < before]
        return JSONResponse({"meta": {}, "payload": found[-20:]})

    def _new_message(self, request: Request, body: Any) -> Response:
        number = request.path_params["id"]
        outgoing = body.get("message_type", "outgoing") == "outgoing"
        sender = {"id": 9, "name": "API", "type": AGENT if outgoing else CUSTOMER}
        told = self._add(
            number,
            body["content"],
            body.get("message_type", "outgoing"),
            body.get("private", False),
            body.get("content_attributes", {}),
            sender,
        )
        found = next(m for m in self.messages if m["id"] == told["id"])
        return JSONResponse(found)

    def _toggle(self, request: Request, body: Any) -> Response:
        number = request.path_params["id"]
        changed = self.conversations[number]["status"] != body["status"]
        self.conversations[number]["status"] = body["status"]
        if changed:
            self._status_changed(number)
        done = {"success": True, "current_status": body["status"], "conversation_id": number}
        return JSONResponse({"meta": {}, "payload": done})

    def _add(
        self,
        conversation: int,
        text: str,
        kind: str,
        private: bool,
        attributes: dict[str, Any],
        sender: dict[str, Any],
    ) -> dict[str, Any]:
        common = {
            "id": len(self.messages) + 1001,
            "content": text,
            "content_type": "text",
            "content_attributes": attributes,
            "private": private,
            "source_id": None,
            "sender": sender,
        }
        listed = {"inbox_id": INBOX, "conversation_id": conversation, "message_type": TYPES[kind]}
        self.messages.append({**common, **listed, "status": "sent", "created_at": 1})
        shown = self.conversations[conversation]
        told = {
            **common,
            "event": "message_created",
            "message_type": kind,
            "created_at": "2026-03-02T12:00:00.000Z",
            "inbox": {"id": INBOX, "name": "Queue"},
            "conversation": {"id": conversation, "inbox_id": INBOX, "status": shown["status"]},
            "account": {"id": ACCOUNT, "name": "Shop"},
        }
        self.webhooks.append(told)
        return told

    def _status_changed(self, conversation: int) -> dict[str, Any]:
        shown = self.conversations[conversation]
        told = {
            "event": "conversation_status_changed",
            "id": conversation,
            "inbox_id": INBOX,
            "status": shown["status"],
        }
        self.webhooks.append(told)
        return told


def signed_webhook(told: dict[str, Any], *, secret: str = SECRET, age: float = 0) -> Webhook:
    """A webhook's body and headers, as Chatwoot signs them."""
    body, stamp = json.dumps(told).encode(), str(int(time.time() - age))
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {
        "content-type": "application/json",
        "x-chatwoot-timestamp": stamp,
        "x-chatwoot-signature": f"sha256={mac}",
        "x-chatwoot-delivery": "a-delivery",
    }
