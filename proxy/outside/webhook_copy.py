"""Checkpoints sent to an HTTPS address of the auditor, signed in the form of Standard Webhooks.

The body is JSON with the note in it; ``webhook-id`` is the note's own digest, so a receiver that gets
it twice can tell. https only, no redirects, no proxy from the environment, and the connection goes to
the very address that was checked (pinned_post.py).
"""

import hashlib
import json
import ssl
from datetime import datetime
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook

from proxy.audit.outside import OutsideCopyError
from proxy.clock import iso
from proxy.errors import AdministratorError, ErrorCode
from proxy.outside.addresses import ForbiddenAddressError, Resolve, resolve
from proxy.outside.pinned_post import pinned_post
from proxy.sensitive import Sensitive

_TYPE = "audit.checkpoint"
_SECONDS = 15.0


class WebhookCopy:
    """One HTTPS address. Satisfies ``OutsidePlace``."""

    def __init__(
        self,
        url: str,
        secret: Sensitive,
        *,
        private: bool = False,
        resolver: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """``secret``: ``whsec_…``. ``private``: the address may be one of the own network.

        Raises AdministratorError for an address or a secret that cannot be used.
        """
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.fragment:
            raise _unusable(
                "a webhook for checkpoints needs an https:// address without a user name"
            )
        try:
            self._signer = Webhook(secret.reveal())
        except (ValueError, RuntimeError):
            raise _unusable("the webhook's secret must be whsec_ and base64") from None
        self._host, self._port = parts.hostname, parts.port or 443
        self._url = url
        self._private, self._resolver = private, resolver
        self._trust = trust or ssl.create_default_context()

    @property
    def name(self) -> str:
        """The host; a path may hold a token."""
        return f"https://{self._host}:{self._port}"

    async def put(self, log_id: str, note: str, at: datetime) -> None:
        """Send one note; any answer but 2xx is a failure."""
        body = json.dumps(
            {"type": _TYPE, "timestamp": iso(at), "data": {"log": log_id, "note": note}}
        )
        digest = hashlib.sha256(note.encode()).hexdigest()
        signature = self._signer.sign(f"msg_{digest[:32]}", at, body)
        headers = {
            "content-type": "application/json",
            "webhook-id": f"msg_{digest[:32]}",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signature,
        }
        try:
            answer = await pinned_post(
                self._url,
                headers,
                body.encode(),
                private=self._private,
                resolver=self._resolver,
                trust=self._trust,
                seconds=_SECONDS,
            )
        except (ForbiddenAddressError, OSError, httpx.HTTPError) as error:
            why = str(error) if isinstance(error, ForbiddenAddressError) else type(error).__name__
            raise OutsideCopyError(self.name, why) from None
        status = answer.status_code
        if not 200 <= status < 300:
            raise OutsideCopyError(self.name, f"it answered {status}")


def _unusable(why: str) -> AdministratorError:
    return AdministratorError(ErrorCode.INVALID_SETTINGS, why)
