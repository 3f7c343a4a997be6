"""How people type: small letters, all capitals, missing signs, mistakes. Labels stay exact."""

import random
from collections.abc import Sequence
from dataclasses import replace

from training.grammar import Piece

_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n",
    "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
_LOWER, _CAPITALS, _FIRST_CAPITAL, _MIXED, _TITLES = range(5)


def typed(pieces: Sequence[Piece], rng: random.Random) -> list[Piece]:
    """The pieces as somebody might type them."""
    style = rng.choices(range(5), (50, 3, 33, 11, 3))[0]
    careless = rng.random() < 0.25
    rate = rng.uniform(0.03, 0.09)
    without_signs = rng.random() < (0.35 if style == _LOWER else 0.08)
    done: list[Piece] = []
    for piece in tidy(pieces):
        text = piece.text
        if careless:
            text = _with_mistakes(text, rate, rng)
        if without_signs:
            text = "".join(c for c in text if c not in ".,!?'")
        done.append(replace(piece, text=text))
    return tidy(_cased(done, style, rng))


def tidy(pieces: Sequence[Piece]) -> list[Piece]:
    """Without doubled blanks, blanks at the ends or before a sign, and empty pieces."""
    done: list[Piece] = []
    last = " "
    for piece in pieces:
        text = ""
        for c in piece.text:
            if c == " " and last in " \n":
                continue
            text += c
            last = c
        if text:
            done.append(replace(piece, text=text))
    while done and not done[-1].text.rstrip():
        done.pop()
    if done:
        done[-1] = replace(done[-1], text=done[-1].text.rstrip())
    return done


def _cased(pieces: Sequence[Piece], style: int, rng: random.Random) -> list[Piece]:
    match style:
        case 0:
            return [replace(piece, text=piece.text.lower()) for piece in pieces]
        case 1:
            return [replace(piece, text=piece.text.upper()) for piece in pieces]
        case 3:
            return [_name_in_small(piece, rng) for piece in _sentence(pieces)]
        case 4:
            return [replace(piece, text=_titled(piece.text)) for piece in pieces]
    return _sentence(pieces)


def _titled(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def _name_in_small(piece: Piece, rng: random.Random) -> Piece:
    """Some write a sentence properly and names not, or the other way round."""
    return replace(piece, text=piece.text.lower()) if rng.random() < 0.5 else piece


def _sentence(pieces: Sequence[Piece]) -> list[Piece]:
    """A capital at the start and after a full stop, and for "i"."""
    done: list[Piece] = []
    start = True
    for piece in pieces:
        text = ""
        for at, c in enumerate(piece.text):
            alone = c == "i" and not piece.text[at - 1 : at].isalnum() and not piece.text[at + 1 : at + 2].isalnum()  # fmt: skip
            text += c.upper() if (start or alone) and c.isalpha() and not piece.label else c
            if c.isalnum():
                start = False
            elif c in ".!?\n":
                start = True
        done.append(replace(piece, text=text))
    return done


def _with_mistakes(text: str, rate: float, rng: random.Random) -> str:
    return " ".join(
        _mistaken(word, rng) if len(word) > 3 and word.isalpha() and rng.random() < rate else word
        for word in text.split(" ")
    )


def _mistaken(word: str, rng: random.Random) -> str:
    """One slip: a letter lost, doubled, swapped with the next, hit beside, or the last held."""
    at = rng.randrange(1, len(word) - 1)
    match rng.randrange(5):
        case 4 if rng.random() < 0.3:
            return word + word[-1] * rng.randint(1, 4)
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    beside = _NEIGHBOURS.get(word[at].lower())
    return word[:at] + rng.choice(beside) + word[at + 1 :] if beside else word
