"""A POST to the very address that was checked: no redirect, no proxy from the environment, no body read.

The host is resolved once, every address of it is judged (addresses.py), and the connection goes to the
one that was seen, while name, certificate and ``host`` header stay those of the URL. An answer is its
status and headers; whatever comes after them is left on the wire.
"""

import ipaddress
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from proxy.outside.addresses import ForbiddenAddressError, Resolve, checked_address

_DEFAULT_PORTS = {"https": 443, "http": 80}


async def pinned_post(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    private: bool,
    resolver: Resolve,
    trust: ssl.SSLContext,
    seconds: float,
) -> httpx.Response:
    """Send and give the answer, closed and unread. Raises ForbiddenAddressError, OSError, HTTPError.

    ``seconds`` bounds each step (connecting, writing, each read); whoever needs the whole bounded
    puts a timeout around. Plain http reaches this very machine alone.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]
    plain = parts.scheme == "http"
    address = await checked_address(host, port, private=private or plain, resolver=resolver)
    if plain and not ipaddress.ip_address(address.partition("%")[0]).is_loopback:
        raise ForbiddenAddressError("plain http reaches this machine alone")
    target = parts.path + (f"?{parts.query}" if parts.query else "") or "/"
    named = f"[{host}]" if ":" in host else host
    if port != _DEFAULT_PORTS[parts.scheme]:
        named = f"{named}:{port}"
    where = f"[{address}]" if ipaddress.ip_address(address).version == 6 else address
    async with (
        httpx.AsyncClient(
            trust_env=False, follow_redirects=False, verify=trust, timeout=seconds
        ) as client,
        client.stream(
            "POST",
            f"{parts.scheme}://{where}:{port}{target}",
            content=body,
            headers={**headers, "host": named},
            extensions={"sni_hostname": host},
        ) as answer,
    ):
        return answer
