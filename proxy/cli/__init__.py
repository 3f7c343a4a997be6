"""The command ``chat-proxy``: verbs for whoever runs the proxy, and for human agents and auditors."""

from proxy.cli.commands import main

__all__ = ["main"]
