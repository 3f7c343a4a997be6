"""The help desk's side: as much of Chatwoot's application API as the mirror needs.

One contact and one conversation in an API inbox for each case. Everything the mirror writes carries a
mark in ``content_attributes``, by which it is found again after a crash. Sources: Chatwoot's API reference
(developers.chatwoot.com, "Application") and the views of its repository.
"""

import hashlib
import hmac
from typing import Any, Final

import httpx

MARK: Final = "chat_proxy"
"""The key in ``content_attributes``."""

TOLERANCE: Final = 300
"""Seconds by which a webhook's timestamp may be off."""

_OUTGOING: Final = 1
"""``message_type`` of what agents write, where Chatwoot lists messages."""


class Desk:
    """An account of a Chatwoot and an API inbox in it."""

    def __init__(self, http: httpx.AsyncClient, *, account: int, inbox: int) -> None:
        """``http`` has the desk's address, and ``api_access_token`` among its headers."""
        self._http, self._inbox = http, inbox
        self._base = f"/api/v1/accounts/{account}"

    async def contact(self, case_id: str, name: str) -> tuple[int, str]:
        """The contact of a case and its source id, made if it is not there yet."""
        found = await self._get("/contacts/search", q=case_id)
        for contact in found["payload"]:
            if contact["identifier"] == case_id:
                sources = {
                    one["inbox"]["id"]: one["source_id"] for one in contact["contact_inboxes"]
                }
                return contact["id"], sources[self._inbox]
        made = await self._post(
            "/contacts", {"inbox_id": self._inbox, "name": name, "identifier": case_id}
        )
        return made["payload"]["contact"]["id"], made["payload"]["contact_inbox"]["source_id"]

    async def conversation(self, contact: int, source: str, case_id: str) -> int:
        """The conversation of a case, made if it is not there yet."""
        found = await self._get(f"/contacts/{contact}/conversations")
        for conversation in found["payload"]:
            if conversation["custom_attributes"].get("case") == case_id:
                return int(conversation["id"])
        made = await self._post(
            "/conversations",
            {
                "source_id": source,
                "inbox_id": self._inbox,
                "contact_id": contact,
                "custom_attributes": {"case": case_id},
                "status": "open",
            },
        )
        return int(made["id"])

    async def messages(self, conversation: int) -> list[dict[str, Any]]:
        """All messages, oldest first; Chatwoot gives twenty at a time, the newest ones first."""
        pages: list[list[dict[str, Any]]] = []
        before: dict[str, Any] = {}
        while True:
            found = await self._get(f"/conversations/{conversation}/messages", **before)
            if not found["payload"]:
                return [message for page in reversed(pages) for message in page]
            pages.append(found["payload"])
            before = {"before": found["payload"][0]["id"]}

    async def has(self, conversation: int, mark: str) -> bool:
        """Whether something with this mark stands in the conversation."""
        found = await self.messages(conversation)
        return any((m.get("content_attributes") or {}).get(MARK) == mark for m in found)

    async def write(self, conversation: int, text: str, mark: str, *, private: bool) -> None:
        """The customer's words; ``private``: for agents alone. Never as if an agent had written."""
        await self._post(
            f"/conversations/{conversation}/messages",
            {
                "content": text,
                "message_type": "outgoing" if private else "incoming",
                "private": private,
                "content_attributes": {MARK: mark},
            },
        )

    async def set_status(self, conversation: int, status: str) -> None:
        """``open`` or ``resolved``."""
        await self._post(f"/conversations/{conversation}/toggle_status", {"status": status})

    async def forget(self, contact: int) -> None:
        """Delete a contact with its conversation."""
        answer = await self._http.delete(f"{self._base}/contacts/{contact}")
        if answer.status_code != httpx.codes.NOT_FOUND:
            answer.raise_for_status()

    async def _get(self, path: str, **query: Any) -> dict[str, Any]:
        answer = await self._http.get(self._base + path, params=query)
        return _read(answer)

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return _read(await self._http.post(self._base + path, json=body))


def _read(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    read: dict[str, Any] = answer.json()
    return read


def agents_words(message: dict[str, Any]) -> bool:
    """An agent wrote this for the customer; in a webhook or in a list of messages."""
    outgoing = message.get("message_type") in {"outgoing", _OUTGOING}
    by_person = (message.get("sender") or {}).get("type") == "user"
    marked = MARK in (message.get("content_attributes") or {})
    said = bool((message.get("content") or "").strip())
    return outgoing and by_person and said and not message.get("private") and not marked


def signed(secret: str, body: bytes, headers: dict[str, str], now: float) -> bool:
    """Whether the desk sent this lately: HMAC-SHA256 over timestamp, full stop, body."""
    stamp = headers.get("x-chatwoot-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(now - int(stamp)) > TOLERANCE:
        return False
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    given = headers.get("x-chatwoot-signature", "")
    return hmac.compare_digest(f"sha256={mac}".encode(), given.encode())
