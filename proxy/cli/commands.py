"""All verbs, in one list, each loaded when it is called."""

from collections.abc import Mapping
from types import MappingProxyType

import click

from proxy import __version__
from proxy.cli.late import LateVerbs
from proxy.cli.options import examples

VERBS: Mapping[str, str] = MappingProxyType(
    {
        "init": "proxy.cli.setup",
        "serve": "proxy.cli.serving",
        "run": "proxy.cli.serving",
        "try-model": "proxy.cli.try_model",
        "clients": "proxy.cli.clients",
        "users": "proxy.cli.users",
        "policy": "proxy.cli.policy",
        "handoff": "proxy.cli.handoff",
        "webhooks": "proxy.cli.webhooks",
        "keys": "proxy.cli.keys",
        "audit": "proxy.cli.audit",
        "retention": "proxy.cli.retention",
        "storage": "proxy.cli.storage",
        "ropa": "proxy.cli.ropa",
    }
)
"""Verb → the module that has it, under the verb's own name."""


@click.group(
    cls=LateVerbs,
    late=VERBS,
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
