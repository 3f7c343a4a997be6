"""The docs keep up with the code: every setting, command, option, error code and promise stands in them."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from proxy.audit.events import EventKind
from proxy.cli.commands import main
from proxy.dialects.coverage import coverage_page
from proxy.errors import ErrorCode
from proxy.policy.base import RetentionClass
from proxy.settings import Settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text()


def verbs(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            sub = command.get_command(context, name)
            assert sub is not None
            yield from verbs(sub, (*path, name))
    else:
        yield " ".join(path), command


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## `chat-proxy ([^`]*)`$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_and_option_stands_in_the_docs() -> None:
    written = sections(page("commands.md"))
    for name, command in verbs(main):
        (found,) = [text for title, text in written.items() if re.fullmatch(f"{name}( .*)?", title)]
        for option in command.params:
            if isinstance(option, click.Option):
                assert f"`{'/'.join(option.opts)}`" in found, (name, option.opts)


def test_every_command_has_a_help_that_teaches() -> None:
    for name, command in verbs(main):
        assert len((command.help or "").split()) > 5, name
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, (name, option.name)


def test_every_setting_stands_in_the_docs() -> None:
    text = page("settings.md")
    for name in Settings.model_fields:
        assert f"`CHAT_PROXY_{name.upper()}`" in text


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_error_code_stands_in_the_docs(code: ErrorCode) -> None:
    assert f"| `{code.value}` |" in page("errors.md")


def test_every_audit_event_and_retention_class_stands_in_the_docs() -> None:
    for kind in EventKind:
        assert f"`{kind.value}`" in page("spec/audit-log.md")
    for kept in RetentionClass:
        assert f"`{kept.value}`" in page("compliance.md")


def test_every_dependency_is_argued_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    text = page("dependencies.md")
    listed = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    for requirement in listed:
        name = re.split(r"[<>=!;\[ ]", requirement)[0]
        assert re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE), name


def test_every_promise_names_a_test_or_command_that_exists() -> None:
    """docs/promises.md: each row ends in `tests/file.py::test` or `make …`."""
    rows = [line for line in page("promises.md").splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 15
    targets = (ROOT / "Makefile").read_text()
    for row in rows:
        held_by = re.findall(r"`([^`]+)`", row.rsplit("|", 2)[1])
        assert held_by, row
        for holder in held_by:
            if holder.startswith("make "):
                assert re.search(rf"^{holder[5:]}:", targets, re.MULTILINE), holder
                continue
            file, _, name = holder.partition("::")
            assert (ROOT / file).is_file(), holder
            assert not name or re.search(rf"def {name}\b", (ROOT / file).read_text()), holder


def test_the_page_on_coverage_is_current() -> None:
    """If not: make coverage."""
    assert page("coverage.md") == coverage_page()


def test_every_link_between_pages_leads_somewhere() -> None:
    for source in [ROOT / "README.md", ROOT / "keys" / "README.md", *DOCS.rglob("*.md")]:
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", source.read_text(), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
            assert (source.parent / target).exists(), f"{source.name}: {target}"


def test_nothing_is_called_anonymous_or_perfect() -> None:
    """Except where a page says that it is not."""
    for source in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for line in source.read_text().splitlines():
            claims = re.search(r"\b(anonymi[sz]ed?\b|never leaks|100 ?% safe)", line, re.IGNORECASE)
            assert not claims or "never" in line or "not" in line, f"{source.name}: {line}"
