"""A tour of the proxy in under a minute: ``make demo``.

Everything is real but the provider: a proxy in its own process, the official ``openai`` SDK as the
chatbot, streaming; the provider is the built-in one, which records every byte that reaches it.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openai import OpenAI
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from proxy.offline import RecordingProvider, Reply, Said, ToolCall, serve_in_thread

CHAT_PROXY = (sys.executable, "-m", "proxy.cli")
AGENT = "Jo"
EMAIL = "shopper82@example.com"
ORDER_TOOL = {
    "type": "function",
    "function": {
        "name": "find_order",
        "description": "Find an order by the customer's e-mail address.",
        "parameters": {
            "type": "object",
            "properties": {"email": {"type": "string"}},
            "required": ["email"],
        },
    },
}
ORDER_RECORD = {
    "order_id": "A-55120",
    "customer": {"last_name": "Minh", "email": EMAIL},
    "status": "shipped",
    "delivery": {"street": "12 Rosewood Lane", "zip": "60614"},
    "items": [{"product_name": "Linen shirt", "size": "M", "price": 39.90}],
}
PLACEHOLDER = re.compile(r"\[[A-Z]{2,12}_[0-9A-Z]{6}\]")


class Tour:
    """One conversation, shown as three people see it."""

    def __init__(self, console: Console, client: OpenAI, provider: RecordingProvider) -> None:
        self.console = console
        self.client = client
        self.provider = provider
        self.messages: list[Any] = []

    def say(self, text: str, reply: Reply | None = None, **more: Any) -> Any:
        """Let the customer say something, and show what everybody saw."""
        if reply is not None:
            self.provider.answer_next(reply)
        self.messages.append({"role": "user", "content": text})
        before = len(self.provider.requests)
        message = self._stream(**more)
        self._show(text, before, message.content or "(calls a tool)")
        return message

    def tool_result(self, call: Any, result: object) -> Any:
        """Give a tool's result to the model, and show what it was sent."""
        text = json.dumps(result)
        self.messages.append({"role": "tool", "tool_call_id": call.id, "content": text})
        before = len(self.provider.requests)
        message = self._stream(tools=[ORDER_TOOL])
        self._show(f"(the shop's own tool answers)\n{text}", before, message.content or "")
        return message

    def _stream(self, **more: Any) -> Any:
        with self.client.chat.completions.stream(
            model="gpt-4o-mini",
            messages=self.messages,
            extra_headers={"X-Conversation-Id": "tour-1"},
            **more,
        ) as stream:
            message = stream.get_final_completion().choices[0].message
        self.messages.append(message.model_dump(exclude_none=True, include=_KEPT))
        return message

    def _show(self, wrote: str, before: int, saw: str) -> None:
        table = Table(expand=True, show_lines=True)
        table.add_column("customer wrote", ratio=1, overflow="fold")
        table.add_column("provider received", ratio=1, overflow="fold")
        table.add_column("customer saw", ratio=1, overflow="fold")
        requests = self.provider.requests[before:]
        received = "[bold red]nothing[/]"
        if requests:
            last = requests[-1].json()["messages"][-1]
            received = PLACEHOLDER.sub(
                lambda m: f"[bold green]{escape(m[0])}[/]", escape(str(last["content"]))
            )
        table.add_row(escape(wrote), received, escape(saw))
        self.console.print(table)


_KEPT = {"role": True, "content": True, "tool_calls": True}


def command(*words: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one verb of ``chat-proxy``."""
    return subprocess.run(
        [*CHAT_PROXY, *map(str, words)], capture_output=True, text=True, check=check
    )


@contextmanager
def served(data: Path, upstream: str) -> Iterator[str]:
    """A proxy in its own process; gives its address."""
    words = ["serve", "--data", str(data), "--upstream", upstream, "--port", "0"]
    with subprocess.Popen([*CHAT_PROXY, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if found := re.search(r"listening on (\S+)", line):
                    yield found[1]
                    break
            else:
                raise SystemExit("The proxy did not start.")
        finally:
            process.terminate()


def conversation(tour: Tour) -> None:
    """Names, a bare answer, a tool call."""
    title(tour.console, "1. Personal data stays here; the answer comes back whole")
    tour.say(f"hi, my e-mail is {EMAIL} and my card is 4242 4242 4242 4242")
    title(tour.console, "2. A bare answer, found because it was asked for")
    tour.say(
        "i ordered a linen shirt in size M, where is it?",
        Reply(choices=(Said("Happy to look. May I have your full name?"),)),
    )
    tour.say("crystal minh")
    title(tour.console, "3. A tool call: the shop's tool gets the real value, the model never does")
    address = last_placeholder(tour.provider, "EMAIL")
    call = ToolCall("find_order", json.dumps({"email": address}))
    message = tour.say(
        "can you look it up by my e-mail?",
        Reply(choices=(Said(tool_calls=(call,)),)),
        tools=[ORDER_TOOL],
    )
    asked = message.tool_calls[0]
    tour.console.print(
        f"   the model called  find_order([bold green]{escape(call.arguments)}[/])\n"
        f"   the tool received find_order([bold]{escape(asked.function.arguments)}[/])"
    )
    tour.tool_result(asked, ORDER_RECORD)


def hold(tour: Tour, data: Path) -> None:
    """A sensitive message waits for a person, who answers."""
    title(tour.console, "4. A sensitive message is not forwarded: a person answers")
    tour.say("one more thing: the charger you sold me caught fire and burned my hand")
    (case,) = json.loads(command("handoff", "list", "--data", data, "--json").stdout)
    words = ["--data", data, "--as", AGENT, case["reference"]]
    command("handoff", "claim", *words)
    command("handoff", "reply", *words, "I am so sorry. Please unplug it. Have you seen a doctor?")
    tour.console.print(f"   {AGENT} claimed {case['reference']} and wrote an answer.")
    tour.say("hello?")


def audit(console: Console, data: Path, folder: Path) -> None:
    """The log verifies; a copy with one changed byte does not."""
    title(console, "5. The audit log: checked without any secret; one changed byte is found")
    bundle = folder / "log.bundle"
    command("audit", "export", "--data", data, bundle)
    console.print(escape(command("audit", "verify", bundle).stdout.strip()))
    changed = bytearray(bundle.read_bytes())
    changed[len(changed) // 2] ^= 1
    copy = folder / "changed.bundle"
    copy.write_bytes(changed)
    done = command("audit", "verify", copy, check=False)
    console.print(f"[bold]one byte changed[/] (exit code {done.returncode}):")
    console.print(escape((done.stdout or done.stderr).strip()))


def last_placeholder(provider: RecordingProvider, label: str) -> str:
    """The newest placeholder of a label that the provider has seen."""
    found = re.findall(rf"\[{label}_[0-9A-Z]{{6}}\]", provider.everything().decode())
    if not found:
        raise SystemExit(f"The provider has seen no {label} placeholder.")
    return str(found[-1])


def title(console: Console, text: str) -> None:
    """A heading."""
    console.print(f"\n[bold]{text}[/]")


def main() -> None:
    """Run the tour."""
    console = Console()
    started = time.monotonic()
    provider = RecordingProvider()
    with tempfile.TemporaryDirectory() as name, serve_in_thread(provider.app) as upstream:
        folder = Path(name)
        data = folder / "data"
        made = json.loads(command("init", "--data", data, "--json").stdout)
        # Somebody who could answer: without that the customer would be told that nobody can.
        command("handoff", "keys", "add", AGENT, "--data", data)
        with served(data, upstream) as url:
            client = OpenAI(base_url=f"{url}/v1", api_key=made["client_key"], max_retries=0)
            tour = Tour(console, client, provider)
            conversation(tour)
            hold(tour, data)
        audit(console, data, folder)
    console.print(f"\nThe tour took {time.monotonic() - started:.0f} seconds.")


if __name__ == "__main__":
    main()
