"""``chat-proxy serve`` and ``chat-proxy run``: a proxy that answers until it is told to stop."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
import uvicorn
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from proxy.app import create_app
from proxy.cellar import DEFAULT_TENANT, install
from proxy.cli.log_lines import set_up_logging
from proxy.cli.options import data_option, running
from proxy.cli.printing import say, warn
from proxy.cli.setup import described
from proxy.errors import AdministratorError, ErrorCode
from proxy.gateway.deadline_protocol import with_deadlines
from proxy.handoff.staffing import gaps_in_words
from proxy.offline import serve_in_thread
from proxy.offline.provider import create_offline_provider
from proxy.policy.advice import advice
from proxy.settings import Settings
from proxy.wiring import House, open_house

_KEY_VARIABLE = "OPENAI_API_KEY"
_UPSTREAM_VARIABLE = "CHAT_PROXY_UPSTREAM"
_OPENAI = "https://api.openai.com"
_PREFIX = "CHAT_PROXY_"
_STARTING = "starting (a few seconds) ..."

Invitation = Callable[[str], Iterable[str]]
"""What is said when the proxy listens, given its address."""

port_option = click.option("--port", type=int, envvar="CHAT_PROXY_PORT", help="Port to listen on.")
host_option = click.option("--host", envvar="CHAT_PROXY_HOST", help="Address to listen on.")
policy_option = click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="CHAT_PROXY_POLICY",
    help="Policy file; default: the shipped one.",
)
upstream_key_option = click.option(
    "--upstream-key-env",
    default=_KEY_VARIABLE,
    show_default=True,
    metavar="NAME",
    help="Environment variable that holds the provider's API key.",
)


@click.command()
@data_option
@policy_option
@host_option
@port_option
@click.option(
    "--upstream",
    envvar="CHAT_PROXY_UPSTREAM",
    metavar="URL",
    help="Base URL of the provider, such as https://api.openai.com. Without one there is no start.",
)
@upstream_key_option
@running
async def serve(
    data: Path,
    policy: Path | None,
    host: str | None,
    port: int | None,
    upstream: str | None,
    upstream_key_env: str,
) -> None:
    """Serve chatbots from an initialised data folder.

    Point the chatbot's base URL at this proxy and give it a client key instead of the provider's.
    All other settings are environment variables: docs/settings.md.
    """
    settings = settings_for(
        data=data,
        policy=policy,
        host=host,
        port=port,
        upstream=upstream,
        upstream_key=os.environ.get(upstream_key_env),
    )
    set_up_logging()
    with _bound(settings) as listener:
        say(_STARTING)
        async with open_house(settings) as house:
            await _greet(settings, house)
            await _serve(settings, house, listener)


@click.command()
@data_option
@policy_option
@host_option
@port_option
@running
async def run(data: Path, policy: Path | None, host: str | None, port: int | None) -> None:
    """Set up what is missing and serve: the first contact.

    Makes the data folder if there is none. With OPENAI_API_KEY in the environment turns go to that
    provider; without it to a built-in offline provider, which needs no key and no network.
    """
    set_up_logging()
    key_file = data.resolve().parent / f"{data.resolve().name}.client-key"
    if not (data / "keys").exists():
        installed = await install(data, auditor_public=None, auditor_key_out=None, client="first")
        _keep_client_key(key_file, installed.client_key)
        for line in described(installed, key_file):
            say(line)
    else:
        say(f"data folder: {data} (kept from before)")
    provider_key = os.environ.get(_KEY_VARIABLE)
    with _provider(provider_key) as upstream:
        settings = settings_for(
            data=data,
            policy=policy,
            host=host,
            port=port,
            upstream=upstream,
            upstream_key=provider_key,
        )
        with _bound(settings) as listener:
            say(_STARTING)
            async with open_house(settings) as house:
                await _greet(settings, house)
                if _is_offline(provider_key):
                    say(f"provider: OFFLINE, built in (no {_KEY_VARIABLE} in the environment)")
                await _serve(settings, house, listener, lambda url: _curl(url, key_file))


def _is_offline(key: str | None) -> bool:
    """Nothing in the environment names a provider."""
    return key is None and not os.environ.get(_UPSTREAM_VARIABLE)


@contextmanager
def _provider(key: str | None) -> Iterator[str]:
    if not _is_offline(key):
        yield os.environ.get(_UPSTREAM_VARIABLE) or _OPENAI
        return
    with serve_in_thread(create_offline_provider()) as url:
        yield url


def _keep_client_key(path: Path, key: str) -> None:
    """For first contact only: so that starting again can print the same curl line."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key + "\n")


def settings_for(**given: Any) -> Settings:
    """Options that were given, over the environment, over the defaults."""
    chosen: Mapping[str, Any] = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**chosen)
    except ValidationError as error:
        wrong = sorted(f"{e['loc'][0]} ({_why(e)})" for e in error.errors() if e["loc"])
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"These settings are not usable: {', '.join(wrong)}; see docs/settings.md.",
        ) from None


def _why(error: ErrorDetails) -> str:
    """What a setting must be; never what was given, which may be a secret in the wrong place."""
    return error["msg"].removeprefix("Input ").partition(", unable to parse")[0]


def _warn_of_unknown(environment: Iterable[str]) -> None:
    """A misspelt variable would be passed over in silence."""
    known = [f"{_PREFIX}{name.upper()}" for name in Settings.model_fields]
    for name in sorted(set(environment) - set(known)):
        if name.startswith(_PREFIX):
            close = get_close_matches(name, known, n=1)
            meant = f" Did you mean {close[0]}?" if close else ""
            warn(f"{name} is no setting and has no effect.{meant}")


@contextmanager
def _bound(settings: Settings) -> Iterator[socket.socket]:
    """The address, taken before anything slow begins: a taken port is said at once."""
    host, port = settings.host, settings.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _cannot_listen(settings, error) from None
    with closing(listener):
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
        except OSError as error:
            raise _cannot_listen(settings, error) from None
        _warn_of_unknown(os.environ)
        yield listener


def _cannot_listen(settings: Settings, error: OSError) -> AdministratorError:
    return AdministratorError(
        ErrorCode.INVALID_SETTINGS,
        f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror}. "
        "Choose others with --host and --port (docs/settings.md).",
    )


async def _greet(settings: Settings, house: House) -> None:
    policy = house.policies.current()
    say(f"policy: {policy.name}, version {policy.version[:12]}")
    for sentence in advice(policy):
        say(f"  think of {sentence}")
    roster = await house.staffing.look()
    gaps = gaps_in_words(roster.gaps(policy.handoff.queues), alone=DEFAULT_TENANT)
    if gaps is not None:
        say(f"  think of {gaps}")
    if house.cellar.development:
        say("auditor key: DEVELOPMENT (made on this machine; not for production)")
    say(f"provider: {settings.upstream}")


def _curl(url: str, key_file: Path) -> Iterator[str]:
    key = key_file.read_text().strip() if key_file.exists() else "sk-proxy-…"
    yield ""
    yield "Try it:"
    yield f"  curl -si {url}/v1/chat/completions \\"
    yield f"    -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\"
    yield """    -d '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content":"""
    yield """         "Hi, my name is Crystal Minh, my e-mail is crystal@example.com"}]}'"""
    yield ""
    yield "The header x-chat-proxy-protected says how many values the provider did not get."
    yield "Stop with Ctrl-C; starting again keeps keys, cases and log. More: README.md"


async def _serve(
    settings: Settings, house: House, listener: socket.socket, invitation: Invitation | None = None
) -> None:
    """Listen until a signal says stop; running answers may finish."""
    config = uvicorn.Config(
        create_app(house),
        http=with_deadlines(
            header_seconds=settings.header_seconds, body_seconds=settings.body_seconds
        ),
        loop="none",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    server = _Server(config, invitation, house)
    await server.serve(sockets=[listener])
    say("stopped")


class _Server(uvicorn.Server):
    """Says when it listens, and on which port; stops on SIGTERM and SIGINT without a traceback."""

    def __init__(
        self,
        config: uvicorn.Config,
        invitation: Invitation | None,
        house: House,
    ) -> None:
        super().__init__(config)
        self._invitation = invitation
        self._house = house

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Start to listen."""
        await super().startup(sockets=sockets)
        for server in self.servers:
            for listening in server.sockets:
                host, port = listening.getsockname()[:2]
                url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
                say(f"listening on {url}")
                if self._house.console is not None:
                    say(f"console: {url}/console/ (first user: chat-proxy users add)")
                for line in self._invitation(url) if self._invitation else ():
                    say(line)

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        """Let running answers finish."""
        say("stopping; running answers may finish (Ctrl-C again cuts them)")
        self._house.end_streams()
        await super().shutdown(sockets=sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ask the server to end; nothing is raised again afterwards."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)
