"""How webhooks of the human queue leave: bounded in time, to addresses that may be reached."""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Final

import httpx

from proxy.outside.addresses import ForbiddenAddressError, Resolve, resolve
from proxy.outside.pinned_post import pinned_post
from proxy.webhooks import Answer, NotSentError

SECONDS: Final = 15.0
"""For a whole try, as Standard Webhooks advises (15 to 30)."""


class WebhookPost:
    """Satisfies ``webhooks.base.Post``."""

    def __init__(
        self,
        *,
        resolver: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._resolver, self._seconds = resolver, seconds
        self._trust = trust or ssl.create_default_context()

    async def __call__(
        self, url: str, headers: Mapping[str, str], body: bytes, *, private: bool
    ) -> Answer:
        """One POST; the answer's body is never read. Raises NotSentError."""
        try:
            async with asyncio.timeout(self._seconds):
                answer = await pinned_post(
                    url,
                    headers,
                    body,
                    private=private,
                    resolver=self._resolver,
                    trust=self._trust,
                    seconds=self._seconds,
                )
        except ForbiddenAddressError:
            raise NotSentError("forbidden_address") from None
        except (TimeoutError, httpx.TimeoutException):
            raise NotSentError("timeout") from None
        except httpx.ConnectError:
            raise NotSentError("no_connection") from None
        except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError):
            raise NotSentError("broken_connection") from None
        wish = answer.headers.get("retry-after", "")
        return Answer(answer.status_code, int(wish) if wish.isdecimal() and len(wish) < 9 else None)
