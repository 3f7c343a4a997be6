"""Options that several verbs share, and the one place where errors become exit codes."""

import functools
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import uvloop

from proxy.cli.printing import Exit, warn
from proxy.errors import ProxyError
from proxy.policy.problems import PolicyError

P = ParamSpec("P")
R = TypeVar("R")

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CHAT_PROXY_DATA",
    default=Path("data"),
    show_default=True,
    help="Folder that holds keys, store and audit log.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
as_option = click.option(
    "--as",
    "agent",
    metavar="NAME",
    required=True,
    help="The name under which you work; customers see it, and it stands in the audit log.",
)
as_anyone_option = click.option(
    "--as", "agent", metavar="NAME", help="The name under which you work; not needed here."
)
tenant_option = click.option(
    "--tenant", default="default", show_default=True, help="The shop, where there are several."
)


def examples(*lines: str) -> str:
    """An epilog that shows command lines as they are written."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def running(verb: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, R]:
    """Run an async verb to its end."""

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return uvloop.run(verb(*args, **kwargs))

    return run


class Verbs(click.Group):
    """A group whose verbs end in exit codes instead of tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; an error of ours is one clear line on standard error."""
        try:
            return super().invoke(ctx)
        except PolicyError as error:
            for problem in error.problems:
                warn(f"{problem.file}:{problem.line}:{problem.column}: {problem.message}")
                warn(f"    {problem.fix}")
            ctx.exit(Exit.FAILED)
        except ProxyError as error:
            warn(f"chat-proxy: {error.message} [{error.code.value}]")
            ctx.exit(Exit.FAILED)
        except json.JSONDecodeError:
            warn("chat-proxy: a file that should hold JSON does not. [invalid_json]")
            ctx.exit(Exit.FAILED)
        except UnicodeDecodeError:
            warn("chat-proxy: a file that should hold text does not. [invalid_encoding]")
            ctx.exit(Exit.FAILED)
        except BrokenPipeError:
            raise  # Whoever read our output has seen enough; click ends quietly.
        except OSError as error:
            warn(f"chat-proxy: {error.filename or 'the system'}: {error.strerror or 'failed'}.")
            ctx.exit(Exit.FAILED)
