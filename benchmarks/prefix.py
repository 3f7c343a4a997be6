"""How much of a conversation a provider could have cached: ours against direct, byte for byte.

``make bench-prefix`` (``DATA=folder`` adds labelled conversations of yours). A provider reuses what a request
has in common with the one before, from its first byte on. So each conversation is sent turn by turn
through a running proxy, and of each request is counted how many bytes of tools, system prompt and
messages begin the next one. Direct, nothing ever changes: chatbots resend what was said, and that share
is measured on the same requests, too. Topics are off, so that every turn leaves.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from evaluation.labelled import Conversation, read_sets
from evaluation.requests import requests_of
from evaluation.running import RunningProxy, running_proxy
from proxy.policy.source import shipped_policy

OWN_SETS = Path(__file__).parents[1] / "evaluation" / "sets"
SHOP = (
    "You are the assistant of Wick & Lantern, a shop for lamps. Our phone number is "
    "+1 201-555-0148, our e-mail address is care@wickandlantern.example, our shop is at 14 Harbour "
    "Street. Returns are free for 30 days. Answer in two sentences, in the customer's language."
)


@dataclass(slots=True)
class Kept:
    """Counts over pairs of requests that follow each other in one conversation.

    ``could``: bytes of the earlier ones. ``kept``: those that begin the later ones. ``whole``: pairs
    in which all of them do.
    """

    pairs: int = 0
    whole: int = 0
    could: int = 0
    kept: int = 0

    def add(self, prompts: Iterable[bytes]) -> None:
        """Count the prompts of one conversation, in order."""
        for earlier, later in pairwise(prompts):
            same = common(earlier, later)
            self.pairs += 1
            self.whole += same == len(earlier)
            self.could += len(earlier)
            self.kept += same


@dataclass(slots=True)
class Figures:
    """One set of conversations: direct, through the proxy, and what different customers share.

    ``shared``: bytes of the system prompt that two customers' first requests have in common, of
    ``shareable``.
    """

    name: str
    conversations: int = 0
    direct: Kept = field(default_factory=Kept)
    proxy: Kept = field(default_factory=Kept)
    shared: int = 0
    shareable: int = 0


def common(one: bytes, other: bytes) -> int:
    """How many bytes two texts have in common from the first on."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    low, high = 0, shorter
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def prompt_of(body: bytes) -> bytes:
    """What the model reads of a request, in order: tools, then message by message."""
    document = json.loads(body)
    parts = [*document.get("tools", []), *document["messages"]]
    return b"".join(json.dumps(part, ensure_ascii=False).encode() + b"\n" for part in parts)


def requests(conversation: Conversation) -> Iterator[bytes]:
    """The conversation's requests, each with the shop's system prompt before it."""
    for body in requests_of(conversation):
        document = json.loads(body)
        document["messages"].insert(0, {"role": "system", "content": SHOP})
        yield json.dumps(document, ensure_ascii=False).encode()


def measure(name: str, conversations: Iterable[Conversation], proxy: RunningProxy) -> Figures:
    """Send every conversation, turn by turn."""
    figures = Figures(name)
    before: bytes | None = None
    for number, conversation in enumerate(conversations):
        bodies = list(requests(conversation))
        received = [proxy.forward(body, f"{name}-{number}") for body in bodies]
        prompts = [prompt_of(body) for body in received if body is not None]
        figures.conversations += 1
        figures.direct.add(map(prompt_of, bodies))
        figures.proxy.add(prompts)
        if prompts:
            system = prompts[0][: prompts[0].index(b"\n") + 1]
            if before is not None:
                figures.shared += common(before, system)
                figures.shareable += len(system)
            before = system
        proxy.provider.forget()
        print(f"\r{name}: {figures.conversations} conversations", end="", file=sys.stderr)
    print(file=sys.stderr)
    return figures


def share(part: int, whole: int) -> str:
    """A share as it is printed; nothing of nothing is a dash."""
    return f"{part / whole:.2%}" if whole else "-"


def report(sets: Iterable[Figures]) -> Iterator[str]:
    """The table, line by line."""
    yield (
        f"{'set':<18}{'chats':>7}{'turns':>7}{'direct':>10}{'proxy':>10}"
        f"{'unchanged':>11}{'system prompt':>15}"
    )
    for one in sets:
        yield (
            f"{one.name:<18}{one.conversations:>7}{one.proxy.pairs:>7}"
            f"{share(one.direct.kept, one.direct.could):>10}{share(one.proxy.kept, one.proxy.could):>10}"
            f"{share(one.proxy.whole, one.proxy.pairs):>11}{share(one.shared, one.shareable):>15}"
        )
    yield ""
    yield "direct, proxy: bytes of a request that begin the next one. unchanged: turns in which all do."
    yield "system prompt: bytes of it that different customers' requests share through the proxy."


def main(folders: Iterable[str]) -> None:
    """Measure our own sets and those in the folders."""
    sets = [one for folder in (OWN_SETS, *map(Path, folders)) for one in read_sets(folder)]
    with running_proxy(shipped_policy("default")) as proxy:
        figures = [measure(s.name, s.conversations, proxy) for s in sets if s.conversations]
    for line in report(figures):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
