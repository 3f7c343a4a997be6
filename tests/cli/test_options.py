"""Errors become exit codes in one place, one clear line each."""

import json

import click
import pytest
from click.testing import CliRunner, Result

from proxy.cli.options import Verbs, running
from proxy.errors import AdministratorError, ErrorCode
from proxy.policy.problems import PolicyError, Problem


def invoke(raised: BaseException) -> Result:
    @click.group(cls=Verbs)
    def main() -> None:
        """A command line."""

    @main.group()
    def inner() -> None:
        """A group in it."""

    @inner.command()
    @running
    async def verb() -> None:
        """A verb that fails."""
        raise raised

    return CliRunner().invoke(main, ["inner", "verb"])


@pytest.mark.parametrize(
    ("raised", "line"),
    [
        (
            AdministratorError(ErrorCode.INVALID_SETTINGS, "Set it right."),
            "chat-proxy: Set it right. [invalid_settings]",
        ),
        (
            json.JSONDecodeError("x", "secret", 0),
            "chat-proxy: a file that should hold JSON does not. [invalid_json]",
        ),
        (
            UnicodeDecodeError("utf-8", b"secret", 0, 1, "x"),
            "chat-proxy: a file that should hold text does not. [invalid_encoding]",
        ),
        (PermissionError(13, "Permission denied", "data"), "chat-proxy: data: Permission denied."),
        (OSError(), "chat-proxy: the system: failed."),
    ],
)
def test_an_error_is_one_line_on_standard_error_and_exit_3(raised: Exception, line: str) -> None:
    done = invoke(raised)
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr == line + "\n"


def test_a_policys_problems_are_all_named_with_their_remedies() -> None:
    problems = (
        Problem("p.yaml", 3, 1, "Unknown key.", "Remove it."),
        Problem("p.yaml", 5, 2, "No time to live.", "Add one."),
    )
    done = invoke(PolicyError(problems))
    assert done.exit_code == 3
    assert done.stderr.splitlines() == [
        "p.yaml:3:1: Unknown key.",
        "    Remove it.",
        "p.yaml:5:2: No time to live.",
        "    Add one.",
    ]


def test_a_fault_of_our_own_is_not_hidden() -> None:
    assert isinstance(invoke(ZeroDivisionError()).exception, ZeroDivisionError)
