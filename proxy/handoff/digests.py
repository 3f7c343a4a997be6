"""Keyed digests: how the queue knows a text again without keeping it readable.

Words of customers are guessable, so a plain hash would be as good as the words. Each digest is an
HMAC-SHA256 under a key that belongs to one tenant, over a purpose and length-prefixed parts: the
digest of one tenant or purpose says nothing about another, and without the key nothing at all.
"""

import hashlib
import hmac
from typing import Final

from proxy.handoff.base import History
from proxy.ids import TenantId

_VERSION: Final = b"chat-proxy/handoff/1"


class Digests:
    """The digests of one tenant. All are 32 bytes."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes, tenant: TenantId) -> None:
        # The tenant is bound here once more, so that two tenants stay apart even under one key.
        self._key = hmac.digest(key, _VERSION + tenant.encode(), hashlib.sha256)

    def _of(self, purpose: str, *parts: bytes) -> bytes:
        return self._mac(purpose, *parts).digest()

    def _mac(self, purpose: str, *parts: bytes) -> hmac.HMAC:
        mac = hmac.new(self._key, digestmod=hashlib.sha256)
        for part in (purpose.encode(), *parts):
            _add(mac, part)
        return mac

    def conversation(self, explicit: str) -> bytes:
        """Of a conversation id as the client named it, exactly."""
        return self._of("conversation", explicit.encode(errors="surrogatepass"))

    def live(self, case_id: str) -> bytes:
        """What proves that somebody follows this case rightly (tokens.py)."""
        return self._of("live", case_id.encode())

    def words(self, text: str) -> bytes:
        """Of a customer message; runs of white space count as one blank, ends are trimmed."""
        return self._of("words", _plain(text))

    def turn(self, before: str, text: str) -> bytes:
        """Of a customer message together with the assistant's words before it."""
        return self.turns_after(before).turn(text)

    def turns_after(self, before: str) -> "TurnsAfter":
        """For all customer messages after the same words of the assistant: those are read once."""
        return TurnsAfter(self._mac("turn", _plain(before)))

    def request(self, idempotency: str, history: History) -> bytes:
        """Of an ``Idempotency-Key`` with the conversation it came with.

        The messages are part of it: a client that sends the same key for two customers by mistake
        must not make them meet.
        """
        said = (_plain(f"{m.speaker.value} {m.text}") for m in history.messages)
        named = (history.conversation or "").encode(errors="surrogatepass")
        return self._of("request", idempotency.encode(errors="surrogatepass"), named, *said)

    def api_key(self, client: str, idempotency: str) -> bytes:
        """Of an ``Idempotency-Key`` of the queue's API, as one client of it sent it."""
        return self._of("api-key", client.encode(), idempotency.encode(errors="surrogatepass"))

    def api_request(self, *parts: str) -> bytes:
        """Of what a request of the queue's API asks for."""
        return self._of("api-request", *(part.encode(errors="surrogatepass") for part in parts))

    def check(self, body: str) -> bytes:
        """Of the random part of a reference: proves that it is one of ours."""
        return self._of("reference", body.encode())


class TurnsAfter:
    """The turn digests that begin with the same words of the assistant."""

    __slots__ = ("_begun",)

    def __init__(self, begun: hmac.HMAC) -> None:
        self._begun = begun

    def turn(self, text: str) -> bytes:
        """Of a customer message after those words."""
        mac = self._begun.copy()
        _add(mac, _plain(text))
        return mac.digest()


def _add(mac: hmac.HMAC, part: bytes) -> None:
    mac.update(len(part).to_bytes(8, "big"))
    mac.update(part)


def _plain(text: str) -> bytes:
    return " ".join(text.split()).encode(errors="surrogatepass")
