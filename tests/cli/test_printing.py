"""How the command line speaks."""

import json
from datetime import UTC, datetime

import pytest

from proxy.cli.printing import Exit, say_json, say_table, warn


def test_exit_codes_are_what_scripts_rely_on() -> None:
    assert {code.name: code.value for code in Exit} == {
        "DONE": 0,
        "FOUND": 1,
        "USAGE": 2,
        "FAILED": 3,
    }


def test_a_table_is_as_wide_as_its_widest_cell(capsys: pytest.CaptureFixture[str]) -> None:
    say_table(["a", "long"], [{"a": "wide cell", "long": 1}, {"a": 2}])
    assert capsys.readouterr().out == "a          long\nwide cell  1\n2\n"


def test_an_empty_table_has_its_head(capsys: pytest.CaptureFixture[str]) -> None:
    say_table(["a", "b"], [])
    assert capsys.readouterr().out == "a  b\n"


def test_json_is_one_document_in_readable_letters(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"name": "Zoë", "at": datetime(2026, 3, 2, tzinfo=UTC)})
    out = capsys.readouterr().out
    assert json.loads(out)["name"] == "Zoë"
    assert "Zoë" in out


def test_warnings_do_not_mix_with_output(capsys: pytest.CaptureFixture[str]) -> None:
    warn("careful")
    assert capsys.readouterr() == ("", "careful\n")
