"""Log lines: event names and identifiers, never a text that somebody passed along."""

import asyncio
import gc
import json
import logging
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.cli.log_lines import IdentifierLines, set_up_logging

SECRET = "Crystal Minh"


def line(
    message: object, *args: object, name: str = "proxy.x", **extra: object
) -> dict[str, object]:
    record = logging.LogRecord(name, logging.ERROR, "f.py", 1, message, args, None)
    record.__dict__.update(extra)
    text = IdentifierLines().format(record)
    assert "\n" not in text
    parsed = json.loads(text)
    assert isinstance(parsed, dict)
    return parsed


def test_a_line_has_time_level_logger_and_event() -> None:
    made = line("request_refused", turn="turn_x", code="conflict")
    assert str(made.pop("at")).endswith("Z")
    assert made == {
        "level": "error",
        "logger": "proxy.x",
        "event": "request_refused",
        "turn": "turn_x",
        "code": "conflict",
    }


@given(st.text(st.characters(categories=("L", "N")), min_size=6, max_size=40))
def test_arguments_and_other_fields_are_never_written(text: str) -> None:
    made = line("could not read %s", text, customer=text, body=text)
    assert made["event"] == "could not read %s"
    assert text not in set(made.values())
    assert not {"customer", "body", "args"} & set(made)


def test_of_an_exception_only_the_class_is_written() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        made = line("failed", exc_info=sys.exc_info())
    assert made["error"] == "ValueError"
    assert SECRET not in json.dumps(made)
    assert "Traceback" not in json.dumps(made)


def test_of_a_librarys_line_only_its_place_is_written() -> None:
    """Its message may be put together from anything."""
    for message in (f"cannot read {SECRET}", ValueError(SECRET)):
        made = line(message, name="asyncio", error=ValueError(SECRET), detail=SECRET)
        assert (made["event"], made["where"]) == ("library_message", "f:1")
        assert SECRET not in json.dumps(made)


def test_a_name_that_only_begins_like_ours_is_a_librarys() -> None:
    assert line(SECRET, name="proxy_tools.x")["event"] == "library_message"


async def test_an_exception_that_nobody_fetched_does_not_tell_its_text() -> None:
    """Asyncio writes the exception's repr into its message."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(IdentifierLines().format(record))

    keep = Keep()
    logging.getLogger("asyncio").addHandler(keep)

    async def fails() -> None:
        raise ValueError(SECRET)

    task = asyncio.create_task(fails())
    await asyncio.wait({task})
    del task
    gc.collect()
    logging.getLogger("asyncio").removeHandler(keep)
    (written,) = lines
    assert json.loads(written)["error"] == "ValueError"
    assert SECRET not in written


@pytest.fixture
def logging_restored() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.getLogger("proxy").level
    yield
    root.handlers[:], level, own = before
    root.setLevel(level)
    logging.getLogger("proxy").setLevel(own)


@pytest.mark.usefixtures("logging_restored")
def test_our_lines_go_to_standard_error_and_chatty_libraries_are_silent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging()
    logging.getLogger("proxy.gateway").info("request_refused", extra={"turn": "turn_x"})
    logging.getLogger("presidio-analyzer").error(SECRET)
    logging.getLogger("httpx").error(SECRET)
    logging.getLogger("other").info(SECRET)
    out, err = capsys.readouterr()
    assert out == ""
    assert [json.loads(each)["event"] for each in err.splitlines()] == ["request_refused"]
