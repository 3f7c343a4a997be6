"""The queue's side: as much of ``/handoff/v1`` as the mirror needs (docs/handoff-api.md)."""

from typing import Any, Final
from urllib.parse import quote

import httpx

_LATER: Final = frozenset({401, 408, 429})
"""A wrong key, or too much at once: to be tried again when somebody has done something about it."""


class RefusedError(Exception):
    """The queue said no, and would say so again. ``code`` stands in docs/errors.md."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class QueueApi:
    """The API, with a key that acts for others."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        """``http`` has the address up to ``/handoff/v1``, and the key among its headers."""
        self._http = http

    async def case(self, case_id: str) -> dict[str, Any] | None:
        """A case without its texts; None: there is none that this key may see."""
        try:
            return _read(await self._http.get(f"/cases/{case_id}"))
        except RefusedError as error:
            if error.status == httpx.codes.NOT_FOUND:
                return None
            raise

    async def conversation(self, case_id: str) -> list[dict[str, Any]]:
        """Its messages; the look is on record."""
        read = _read(await self._http.get(f"/cases/{case_id}/conversation"))
        messages: list[dict[str, Any]] = read["messages"]
        return messages

    async def change(
        self,
        case_id: str,
        verb: str,
        *,
        key: str,
        agent: str,
        body: dict[str, Any] | None = None,
        version: int | None = None,
    ) -> dict[str, Any]:
        """Do something once, however often it is sent with this key. Raises RefusedError.

        Errors of the network and of the server pass: nobody knows what happened, send it again.
        """
        headers = {"idempotency-key": key, "on-behalf-of": quote(agent)}
        if version is not None:
            headers["if-match"] = f'"{version}"'
        sent = await self._http.post(f"/cases/{case_id}/{verb}", json=body or {}, headers=headers)
        return _read(sent)


def shown(message: dict[str, Any]) -> str:
    """A message as the desk shows it: recognised values stay masked, as their label."""
    return "".join(
        part["text"] if part["text"] is not None else f"[{part['value']['label']}]"
        for part in message["parts"]
    )


def _read(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_client_error and answer.status_code not in _LATER:
        raise RefusedError(answer.status_code, answer.json()["error"]["code"])
    answer.raise_for_status()
    read: dict[str, Any] = answer.json()
    return read
