"""All verbs, in one list."""

import click

from proxy import __version__
from proxy.cli.audit import audit
from proxy.cli.clients import clients
from proxy.cli.handoff import handoff
from proxy.cli.options import Verbs
from proxy.cli.policy import policy
from proxy.cli.retention import retention
from proxy.cli.serving import run, serve
from proxy.cli.setup import init


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="chat-proxy")
def main() -> None:
    r"""A privacy-first reverse proxy between a storefront chatbot and its LLM provider.

    \b
    First contact:    chat-proxy run
    For production:   chat-proxy init --data DIR --auditor-public-key FILE
                      chat-proxy serve --data DIR --upstream https://api.openai.com

    Exit codes: 0 done; 1 a check found something; 2 wrong usage; 3 it could not be done.
    """


for verb in (init, serve, run, clients, policy, handoff, audit, retention):
    main.add_command(verb)
