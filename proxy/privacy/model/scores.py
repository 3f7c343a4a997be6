"""From tokens to scores: what every feature of a token says for each label, summed.

Strategy: no feature is ever spelled out here. What a word adds to its own scores and to those of its
neighbours is summed once per word and kept. The templates' features are numbers: a column's value
is a small number, a feature is a sum of its columns' values times fixed steps, so that one product of
matrices gives all features of a stretch, and one search in a sorted list their weights. All numbers
are whole and far below 2**53, so floating point holds them exactly.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from proxy.privacy.model.features import (
    BEGIN,
    END,
    OF_TEXT,
    OF_WORD,
    REACH,
    TEMPLATES,
    WINDOW,
    Brands,
    Column,
    Situation,
    WordView,
    columns_of_text,
    parts_of,
    pieces_of,
    places_of,
    word_of,
)
from proxy.privacy.model.lexicon import Lexicon
from proxy.privacy.model.weights import Floats, Weights

_KEPT_WORDS = 20_000
MOST_AT_ONCE = 2_500
"""Tokens that may be scored at once: so many new words have room at any time."""
_KEPT_SITUATIONS = 256
_BEFORE, _AFTER = 0, 1
"""The rows of the two words that stand before and after every text."""
_SEEN = 2 * WINDOW + 1
_WIDE = 2 * REACH + 1


class TextToScore:
    """The tokens of a text, and what is the same for all of them."""

    def __init__(self, text: str, situation: Situation) -> None:
        self._text = text
        self.pieces = pieces_of(text)
        self.said = columns_of_text(text, len(self.pieces), situation)

    @cached_property
    def words(self) -> list[str]:
        """The tokens as written."""
        return [word_of(piece) for piece in self.pieces]

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """[start, end) of each token; most texts have nothing in them, and need none."""
        return places_of(self._text)


class _Words:
    """The words met so far: what each adds to scores, and its columns. Forgets all when full."""

    def __init__(
        self, weights: Weights, lexicon: Lexicon, values: "_Values", brands: Brands
    ) -> None:
        room = 2 + _KEPT_WORDS + MOST_AT_ONCE + 2 * WINDOW
        self._weights, self._lexicon, self._values = weights, lexicon, values
        self._brands = brands
        self.adds = np.zeros((room, _SEEN, len(weights.labels)))
        self.columns = np.zeros((room, len(OF_WORD)))
        self.columns[_BEFORE] = [values.of_word(at, BEGIN) for at in range(len(OF_WORD))]
        self.columns[_AFTER] = [values.of_word(at, END) for at in range(len(OF_WORD))]
        self._rows: dict[str, int] = {}
        self._begin_brands: set[int] = set()

    def rows(self, pieces: Sequence[str]) -> list[int]:
        """The row of each token; valid until the next call."""
        known = self._rows
        if len(known) >= _KEPT_WORDS:
            known.clear()
            self._begin_brands.clear()
        return [known[piece] if piece in known else self._add(piece) for piece in pieces]

    def may_be_branded(self, rows: Iterable[int]) -> bool:
        """Whether a brand of several words may begin with one of these."""
        return not self._begin_brands.isdisjoint(rows)

    def _add(self, piece: str) -> int:
        row = self._rows[piece] = len(self._rows) + 2
        word = word_of(piece)
        view = WordView(word, self._lexicon, joined=len(word) == len(piece))
        parts = [view.beside[at] if at else view.own for at in range(-WINDOW, WINDOW + 1)]
        starts = list(accumulate((len(part) for part in parts[:-1]), initial=0))
        of_all = self._state_of([feature for part in parts for feature in part])
        np.add.reduceat(of_all, starts, axis=0, out=self.adds[row])
        self.columns[row] = [
            self._values.of_word(at, value) for at, value in enumerate(view.columns)
        ]
        if self._brands.begin_with(view.columns[Column.LOWER]):
            self._begin_brands.add(row)
        return row

    def sum(self, features: Sequence[str]) -> Floats:
        """What these features say together."""
        summed: Floats = np.add.reduce(self._state_of(features), axis=0)
        return summed

    def _state_of(self, features: Sequence[str]) -> Floats:
        row_of = self._weights.attributes.get
        return self._weights.state.take([row_of(feature, 0) for feature in features], axis=0)


class _Values:
    """Each column's values as numbers from 1; 0 is a value that no feature of several columns has."""

    def __init__(self, features: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        self._numbers: tuple[dict[str, int], ...] = tuple(
            {} for _ in range(len(OF_WORD) + len(OF_TEXT))
        )
        for name, parts in features:
            for (column, _), part in zip(TEMPLATES[name], parts, strict=True):
                numbers = self._numbers[column]
                numbers.setdefault(part, len(numbers) + 1)

    def of(self, column: int, value: str) -> int:
        """The number of a value."""
        return self._numbers[column].get(value, 0)

    def of_word(self, at: int, value: str) -> int:
        """The number of a value of one of the columns of a word."""
        return self.of(OF_WORD[at], value)

    def size(self, column: int) -> int:
        """One more than the highest number of a column."""
        return len(self._numbers[column]) + 1


class _Together:
    """The features that templates make, as numbers."""

    def __init__(self, weights: Weights) -> None:
        features = [
            (name.partition("=")[0], parts, row)
            for name, row in weights.attributes.items()
            if (parts := parts_of(name)) is not None
        ]
        self.values = _Values([(name, parts) for name, parts, _ in features])
        self._starts, self._steps, self._text_steps = self._numbering()
        numbers = np.array([self._number(name, parts) for name, parts, _ in features])
        order = np.argsort(numbers)
        # One more that is never met, so that a search always ends at some place.
        self._numbers = np.append(numbers[order], np.inf)
        self._rows = np.append(np.array([row for *_, row in features])[order], 0)
        self._of_text = lru_cache(maxsize=_KEPT_SITUATIONS)(self._start_of)

    def _numbering(self) -> tuple[Floats, Floats, Floats]:
        """Where each template's numbers start, and what a step of each column is worth in them.

        The second by the columns of a token and its neighbours, the third by those of a text.
        """
        starts = np.zeros(len(TEMPLATES))
        steps = np.zeros((len(TEMPLATES), _WIDE * len(OF_WORD)))
        text_steps = np.zeros((len(TEMPLATES), len(OF_TEXT)))
        start = 0
        for at, parts in enumerate(TEMPLATES.values()):
            starts[at] = start
            step = 1
            for column, offset in parts:
                if column in OF_TEXT:
                    text_steps[at, OF_TEXT.index(column)] = step
                else:
                    steps[at, (REACH + offset) * len(OF_WORD) + OF_WORD.index(column)] = step
                step *= self.values.size(column)
            start += step
        return starts, steps, text_steps

    def _number(self, name: str, parts: Sequence[str]) -> float:
        """The number of one feature."""
        number, step = float(self._starts[list(TEMPLATES).index(name)]), 1
        for (column, _), part in zip(TEMPLATES[name], parts, strict=True):
            number += step * self.values.of(column, part)
            step *= self.values.size(column)
        return number

    def _start_of(self, said: tuple[str, ...]) -> Floats:
        """Where the numbers of each template start in a text of which this is said."""
        values = [self.values.of(column, part) for column, part in zip(OF_TEXT, said, strict=True)]
        start: Floats = self._starts + self._text_steps @ np.array(values)
        return start[:, np.newaxis]

    def rows(self, columns: Floats, said: tuple[str, ...]) -> NDArray[np.int64]:
        """For each template (row) and token (column) the row of weights; 0 where it has none.

        ``columns``: of all tokens, and of ``REACH`` more on either side.
        """
        shape = (len(columns) - 2 * REACH, self._steps.shape[1])
        beside: Floats = np.ndarray(shape, np.float64, columns, 0, columns.strides)
        # One row per template: searches that follow each other look in the same part of the list.
        numbers = self._steps @ beside.T
        numbers += self._of_text(said)
        places = self._numbers.searchsorted(numbers)
        rows: NDArray[np.int64] = self._rows.take(places)
        rows *= self._numbers.take(places) == numbers
        return rows


class Scorer:
    """Scores tokens. Keeps nothing of a text but single words, up to a bound."""

    def __init__(self, weights: Weights, lexicon: Lexicon) -> None:
        self._state = weights.state
        self._together = _Together(weights)
        self._brands = Brands(lexicon)
        self._words = _Words(weights, lexicon, self._together.values, self._brands)

    def scores(self, text: TextToScore, first: int, last: int) -> Floats:
        """For each token of [first, last), at most ``MOST_AT_ONCE``, the score of each label."""
        low = max(0, first - max(WINDOW, self._brands.longest))
        high = min(len(text.pieces), last + WINDOW)
        met = self._words.rows(text.pieces[low:high])
        begin, end = max(0, first - WINDOW), last + WINDOW
        rows = [
            *[_BEFORE] * (WINDOW - first + begin),
            *met[begin - low :],
            *[_AFTER] * (end - high),
        ]
        adds = self._words.adds.take(rows, axis=0)
        size, step = last - first, adds.strides
        # The word at offset o adds its part for o: a diagonal through words and parts.
        seen: Floats = np.ndarray(
            (size, *adds.shape[1:]), np.float64, adds, 0, (step[0], step[0] + step[1], step[2])
        )
        scores: Floats = np.add.reduce(seen, axis=1)
        edge = WINDOW - REACH
        columns = self._words.columns.take(rows[edge : len(rows) - edge], axis=0)
        together = self._together.rows(columns, text.said)
        scores += np.add.reduce(self._state.take(together, axis=0), axis=0)
        if self._words.may_be_branded(met):
            for place, features in self._brands.features(text.words, first, last).items():
                scores[place - first] += self._words.sum(features)
        return scores
