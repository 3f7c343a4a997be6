"""URLs in texts: where they stand, and which hosts a policy lets come back whole."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from proxy.privacy.patterns import pattern

_URL = pattern(
    r"(?:(?<![\w+.-])[a-z][a-z0-9+.-]{1,31}://|(?<!\w)www\.)[^\s<>\"`]+"
    r"|(?<![\w@.-])(?P<bare>(?:[\w-]+\.)+[a-z]{2,})[/?#][^\s<>\"`]*",
    any_case=True,
)
_TRAILING = ".,:;!?*_~'’”»|"
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Url:
    """A URL at [start, end) of a text. ``bare_host`` is set where it has no scheme: ``shop.example/a``."""

    start: int
    end: int
    bare_host: str | None = None


def urls_in(text: str) -> list[Url]:
    """Every URL of a text, without the punctuation of the sentence around it."""
    if "." not in text and "://" not in text:
        return []
    found = []
    for match in _URL.finditer(text):
        end = match.start() + len(_trim(match.group()))
        bare = match.groupdict()["bare"]
        found.append(Url(match.start(), end, bare.lower() if bare else None))
    return found


def is_allowed_host(host: str, hosts: frozenset[str]) -> bool:
    """True when the policy names ``host``, or ``*.parent`` of it."""
    host = host.lower().rstrip(".")
    if host in hosts:
        return True
    parents = host.split(".")
    return any("*." + ".".join(parents[index:]) in hosts for index in range(1, len(parents)))


def is_allowed_link(url: str, hosts: frozenset[str]) -> bool:
    """True for an ordinary http(s) URL on a host of the policy: no user name, no odd characters."""
    if not hosts or not url.isprintable() or "\\" in url or " " in url:
        return False
    try:
        parts = urlsplit(url if "://" in url else "https://" + url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not host:
        return False
    return is_allowed_host(host, hosts)


def _trim(url: str) -> str:
    """Cut sentence punctuation and unopened brackets off the end, as readers do."""
    unopened = {
        closing: url.count(closing) - url.count(opening) for closing, opening in _PAIRS.items()
    }
    end = len(url)
    while end:
        last = url[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return url[:end]
