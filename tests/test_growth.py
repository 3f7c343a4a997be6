"""Growth tells linear work from quadratic work, also on a machine that does other things."""

from collections.abc import Callable, Iterator
from itertools import chain, cycle, repeat

import pytest

from tests.growth import CONSTANT, FACTOR, LINEAR, growth

SIZE = 100


class Machine:
    """Time that passes only by work; each run is held up by the next of ``holdups`` (1 = not at all)."""

    def __init__(self, holdups: Iterator[float]) -> None:
        self.now = 0.0
        self.sizes: list[int] = []
        self._holdups = holdups

    def clock(self) -> float:
        """Seconds worked."""
        return self.now

    def doing(self, cost: Callable[[int], float]) -> Callable[[int], None]:
        """Work that takes what ``cost`` says of its size, and is held up."""

        def work(size: int) -> None:
            self.sizes.append(size)
            self.now += cost(size) * next(self._holdups)

        return work


def grown(cost: Callable[[int], float], holdups: Iterator[float]) -> float:
    machine = Machine(holdups)
    return growth(lambda size: size, machine.doing(cost), SIZE, clock=machine.clock)


def linear(size: int) -> float:
    return 3.0 + size


def quadratic(size: int) -> float:
    return 3.0 + size**2


def both(size: int) -> float:
    """Linear work, and quadratic work which is the greater part from a few hundred on."""
    return size + size**2 / 200


def test_linear_work_is_linear() -> None:
    assert grown(linear, repeat(1.0)) == pytest.approx(FACTOR, rel=0.05)


def test_work_a_little_more_than_linear_is_not_called_quadratic() -> None:
    assert grown(lambda size: size * size.bit_length(), repeat(1.0)) < LINEAR


@pytest.mark.parametrize("cost", [quadratic, both])
def test_quadratic_work_is_not_linear(cost: Callable[[int], float]) -> None:
    assert grown(cost, repeat(1.0)) > LINEAR


@pytest.mark.parametrize(
    "holdups",
    [
        cycle([1.0, 1.0, 1.0, 1.0, 30.0]),
        repeat(9.0),
        chain([1.0] * 5, cycle([3.5, 2.0, 3.0])),
        cycle([1.0, 20.0, 1.0, 20.0, 20.0]),
        chain([1.0] * 5 + [50.0] + [10.0] * 6 + [40.0], repeat(1.0)),
    ],
    ids=["now and then", "always", "from the long run on", "most runs", "at first"],
)
def test_a_machine_that_does_other_things_too_changes_no_verdict_on_linear_work(
    holdups: Iterator[float],
) -> None:
    assert grown(linear, holdups) < LINEAR


@pytest.mark.parametrize(
    "holdups",
    [
        chain([3.5] * 5, repeat(1.0)),
        cycle([30.0, 1.0, 20.0, 9.0, 2.0, 1.0]),
        cycle([1.0, 8.0, 3.0]),
    ],
    ids=["at first", "most short runs", "now and then"],
)
def test_a_machine_that_does_other_things_too_makes_no_quadratic_work_linear(
    holdups: Iterator[float],
) -> None:
    assert grown(quadratic, holdups) > LINEAR


def test_linear_work_is_measured_once_and_quadratic_work_again_and_again() -> None:
    for cost, most in ((linear, 1), (quadratic, 6)):
        machine = Machine(repeat(1.0))
        growth(lambda size: size, machine.doing(cost), SIZE, clock=machine.clock)
        assert machine.sizes.count(FACTOR * SIZE) == most


def test_work_that_does_not_depend_on_its_input_is_told_from_linear_work() -> None:
    for cost, is_constant in ((lambda size: 5.0 + size / 1000, True), (linear, False)):
        machine = Machine(chain([2.0] * 3, [1.0] * 2, repeat(3.0)))
        ratio = growth(
            lambda size: size, machine.doing(cost), SIZE, bound=CONSTANT, clock=machine.clock
        )
        assert (ratio < CONSTANT) is is_constant


def test_real_work_is_told_apart_by_the_processors_time() -> None:
    def once(given: list[int]) -> None:
        sum(each * each for each in given)

    def each_with_each(given: list[int]) -> None:
        for _ in given:
            sum(given)

    assert growth(lambda size: list(range(size)), once, 500) < LINEAR
    assert growth(lambda size: list(range(size)), each_with_each, 500) > LINEAR
