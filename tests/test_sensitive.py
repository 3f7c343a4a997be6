"""Customer text that is printed by accident prints as nothing."""

import logging
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.sensitive import Sensitive

SECRET = "Crystal Minh"


@dataclass
class Holder:
    """A value that holds one."""

    name: Sensitive


@pytest.mark.parametrize(
    "printed",
    [
        str(Sensitive(SECRET)),
        repr(Sensitive(SECRET)),
        f"{Sensitive(SECRET)}",
        f"{Sensitive(SECRET):>40}",
        f"{Sensitive(SECRET)!r}",
        "%s" % Sensitive(SECRET),  # noqa: UP031
        str([Sensitive(SECRET)]),
        repr(Holder(Sensitive(SECRET))),
    ],
)
def test_no_way_of_printing_shows_it(printed: str) -> None:
    assert SECRET not in printed
    assert "[redacted]" in printed


def test_a_log_line_does_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("x").warning("name %s", Sensitive(SECRET))
    assert caplog.messages == ["name [redacted]"]


@given(st.text(), st.text())
def test_it_is_equal_and_hashed_by_content(one: str, other: str) -> None:
    assert Sensitive(one).reveal() == one
    assert (Sensitive(one) == Sensitive(other)) is (one == other)
    assert hash(Sensitive(one)) == hash(Sensitive(one))
    assert Sensitive(one) != one
    assert len({Sensitive(one), Sensitive(one)}) == 1


def test_nothing_else_can_be_hung_on_it() -> None:
    with pytest.raises(AttributeError):
        Sensitive(SECRET).note = "x"  # type: ignore[attr-defined]


def test_it_has_no_dict_that_a_debugger_would_dump() -> None:
    with pytest.raises(TypeError):
        vars(Sensitive(SECRET))
