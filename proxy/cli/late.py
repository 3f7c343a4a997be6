"""Verbs whose modules are loaded when they are called: the one place where modules are imported late.

Serving and policy verbs load detectors and a server, exporting loads storage; a human agent who only
answers a case, or an auditor who verifies a bundle, does not wait for them.
"""

import importlib
from collections.abc import Mapping
from typing import Any

import click

from proxy.cli.options import Verbs


def late(module: str, name: str) -> Any:
    """What ``module`` has under ``name``; the module is loaded now."""
    return getattr(importlib.import_module(module), name)


class LateVerbs(Verbs):
    """A group of verbs of which some are looked up in ``late`` and loaded then.

    ``late``: verb → the module that has it, under the verb's own name.
    """

    def __init__(self, *args: Any, late: Mapping[str, str], **kwargs: Any) -> None:
        """As click.Group, and the modules."""
        super().__init__(*args, **kwargs)
        self._late = late

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The late verbs in their order, then the others."""
        return [*self._late, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb; None if there is none of that name."""
        if cmd_name not in self._late:
            return super().get_command(ctx, cmd_name)
        verb = late(self._late[cmd_name], cmd_name.replace("-", "_"))
        assert isinstance(verb, click.Command)
        return verb
