"""The error tree: who must act, a stable code, and a message that is safe to show."""

import re

import pytest

from proxy.errors import (
    AdministratorError,
    CallerError,
    ErrorCode,
    LastStop,
    ProviderError,
    ProxyError,
    ServiceError,
    VerificationError,
)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (CallerError, 400),
        (ProviderError, 502),
        (AdministratorError, 500),
        (ServiceError, 503),
        (VerificationError, 500),
    ],
)
def test_each_class_has_its_status_unless_told_otherwise(
    kind: type[ProxyError], status: int
) -> None:
    assert kind(ErrorCode.CONFLICT, "m").status == status
    assert kind(ErrorCode.CONFLICT, "m", status=418).status == 418
    assert kind(ErrorCode.CONFLICT, "m").status == status


def test_an_error_carries_code_message_place_and_when_to_come_back() -> None:
    error = CallerError(ErrorCode.RATE_LIMITED, "Later.", param="x", retry_after=3)
    assert (error.code, error.message, str(error)) == (ErrorCode.RATE_LIMITED, "Later.", "Later.")
    assert (error.param, error.retry_after) == ("x", 3)
    assert ProxyError(ErrorCode.CONFLICT, "m").retry_after is None


def test_codes_are_names_that_scripts_can_use_and_stand_once() -> None:
    values = [code.value for code in ErrorCode]
    assert len(set(values)) == len(values)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", value) for value in values)
    assert all(code.value == code.name.lower() for code in ErrorCode)


@pytest.mark.parametrize(
    ("error", "kind", "problem"),
    [
        (ValueError("Jo Doe, 555-0100"), "ValueError", "ValueError"),
        (ServiceError(ErrorCode.CONFLICT, "Come\nback later."), "ServiceError", "Come back later."),
    ],
)
def test_at_a_last_stop_only_the_words_of_our_own_errors_are_kept(
    error: Exception, kind: str, problem: str
) -> None:
    stop = LastStop()
    with stop:
        raise error
    assert (stop.kind, stop.problem) == (kind, problem)


def test_a_last_stop_lets_through_what_ends_a_process() -> None:
    stop = LastStop()
    with pytest.raises(KeyboardInterrupt), stop:
        raise KeyboardInterrupt
    assert stop.kind == ""
