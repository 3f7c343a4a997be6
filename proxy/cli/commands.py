"""All verbs, in one list, each loaded when it is called.

Serving and policy verbs load detectors and a server, which takes seconds; a human agent who only
answers a case, or an auditor who verifies a bundle, does not wait for them. This is the one place
where modules are imported late.
"""

import importlib
from collections.abc import Mapping
from types import MappingProxyType

import click

from proxy import __version__
from proxy.cli.options import Verbs, examples

VERBS: Mapping[str, str] = MappingProxyType(
    {
        "init": "proxy.cli.setup",
        "serve": "proxy.cli.serving",
        "run": "proxy.cli.serving",
        "clients": "proxy.cli.clients",
        "policy": "proxy.cli.policy",
        "handoff": "proxy.cli.handoff",
        "keys": "proxy.cli.keys",
        "audit": "proxy.cli.audit",
        "retention": "proxy.cli.retention",
    }
)
"""Verb → the module that has it, under the verb's own name."""


class LazyVerbs(Verbs):
    """Looks a verb up in ``VERBS`` and loads its module then."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of the list above."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb; None if there is none of that name."""
        del ctx
        if cmd_name not in VERBS:
            return None
        verb = getattr(importlib.import_module(VERBS[cmd_name]), cmd_name)
        assert isinstance(verb, click.Command)
        return verb


@click.group(
    cls=LazyVerbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "chat-proxy run                                              first contact",
        "chat-proxy init --data DIR --auditor-public-key FILE        for production",
        "chat-proxy serve --data DIR --upstream https://api.openai.com",
    ),
)
@click.version_option(__version__, prog_name="chat-proxy")
def main() -> None:
    """A privacy-first reverse proxy between a storefront chatbot and its LLM provider.

    Exit codes: 0 done; 1 a check found something; 2 wrong usage; 3 it could not be done.
    """
