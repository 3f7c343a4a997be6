"""What the assistant asked for, so that the customer's bare answer can be understood.

Strategy: the assistant's message is cut into sentences and list lines. A sentence asks when it has a
request in it ("please provide", "may I have", "what is", a question mark) and does not state instead
("your order number is 123", "thanks for your name"). After "the following:" each list line asks too.
In asking sentences the names of things are looked up, per language; several at once are usual.

An ask stays open through the customer's next messages, and through an assistant's filler ("ok, please
go on", "one moment") for a couple of turns; any other message of the assistant closes it. "Could you
check that again?" opens the last one again.
"""

from collections.abc import Iterable, Iterator

from proxy.privacy.base import Asked
from proxy.privacy.dialogue_words import (
    ANYTHING,
    FILLER,
    FOLLOWS,
    LIST_LINE,
    NOUNS,
    REPEAT,
    REQUEST,
    STATEMENT,
    STATEMENT_OF_VALUE,
)
from proxy.privacy.normalize import lower_at_equal_length, pattern
from proxy.text import canonical
from proxy.turn import Message, Speaker, Turn

_FILLER_TURNS = 3
"""So many fillers in a row keep a question open."""
_LONGEST_FILLER = 80
"""Characters; a longer message has something to say."""
_SENTENCE = pattern(r"[^.!?\n]*(?:[.!?](?:[a-z0-9@]|$)[^.!?\n]*)*[.!?]*\n?")
_ASKING_BACK = pattern(
    r"(?:but\s|and\s|hm+,?\s)?(?:why|what for|what do you|how come|is (?:that|it|this) (?:needed|necessary|safe|ok)|do i (?:have|need)|do you (?:really )?need|"
    r"which (?:one|name|address|number)|warum|wieso|wozu|muss ich|pourquoi|por qué|para qué|perché|waarom|porquê|por que)(?:[^\pL]|$)"
)
_LONGEST_READ = 20_000
"""Characters from the end of a message; questions stand at the end."""


def asked_by(text: str) -> frozenset[Asked]:
    """What a message of the assistant asks the customer for; empty when it asks for nothing."""
    lower = lower_at_equal_length(canonical(text[-_LONGEST_READ:]).text)
    if ANYTHING.search(lower) is None:
        return frozenset()
    asked: set[Asked] = set()
    for sentence in _asking(lower):
        if ANYTHING.search(sentence) is None:
            continue
        asked.update(_things(sentence))
    return frozenset(asked)


def _asking(lower: str) -> Iterator[str]:
    """The sentences and list lines that ask."""
    listing = False
    previous = ""
    for match in _SENTENCE.finditer(lower):
        start, end = match.span()
        sentence = lower[start:end].strip()
        if not sentence:
            listing = listing and lower[start:end].count("\n") < 2
            continue
        item = LIST_LINE.match(sentence) is not None
        request = sentence.rstrip().endswith("?") or REQUEST.search(sentence) is not None
        states = STATEMENT.search(sentence) is not None
        if request and not (states and not sentence.endswith("?")):
            listing = FOLLOWS.search(sentence) is not None
            yield sentence
        elif (item and listing) or (not item and _continues(sentence, previous)):
            yield sentence
        previous = sentence


def _continues(sentence: str, previous: str) -> bool:
    """Whether a few words go on with a request ("I'll need some details. Full name, zip code.")."""
    return len(sentence.split()) <= 4 and FOLLOWS.search(previous) is not None


def _things(sentence: str) -> Iterator[Asked]:
    for asked, nouns in NOUNS.items():
        for match in nouns.finditer(sentence):
            _, end = match.span()
            if STATEMENT_OF_VALUE.match(sentence[end : end + 40]) is None:
                yield asked
                break


def is_filler(text: str) -> bool:
    """Whether a message of the assistant only keeps the talk going."""
    stripped = text.strip()
    if not stripped:
        return True
    lower = lower_at_equal_length(canonical(stripped[:200]).text)
    return len(stripped) <= _LONGEST_FILLER and FILLER.fullmatch(lower) is not None


_NOTHING: frozenset[Asked] = frozenset()


def asked_of(turn: Turn, before: frozenset[Asked] = _NOTHING) -> tuple[frozenset[Asked], ...]:
    """For each slot of the turn, what its speaker was asked for; empty for all but customers.

    ``before``: what was open before the first message, where the turn does not resend it.
    """
    by_slot = [_NOTHING] * len(turn.slots)
    for message, still_open in _open_at(turn.messages, before):
        for index in message.slots if message.speaker is Speaker.CUSTOMER else ():
            if turn.slots[index].speaker is Speaker.CUSTOMER:
                by_slot[index] = still_open
    return tuple(by_slot)


def asked_after(turn: Turn, answer: str, before: frozenset[Asked] = _NOTHING) -> frozenset[Asked]:
    """What is open once the turn was answered with these words."""
    said = Message(len(turn.messages), Speaker.ASSISTANT, (), answer)
    *_, (_, still_open) = _open_at((*turn.messages, said), before)
    return still_open


def _open_at(
    messages: Iterable[Message], before: frozenset[Asked]
) -> Iterator[tuple[Message, frozenset[Asked]]]:
    """Each message, and what is open when it is said; of the assistant's, what is open after it."""
    still_open, last, fillers = before, before, 0
    asked_back = False
    for message in messages:
        match message.speaker:
            case Speaker.ASSISTANT:
                earlier = still_open
                still_open, fillers = _after(message, still_open, last, fillers)
                if asked_back and earlier and not still_open and fillers < _FILLER_TURNS:
                    # "Why do you need it?" is answered, and the question is still there.
                    still_open, fillers = earlier, fillers + 1
                last = still_open or last
            case Speaker.CUSTOMER:
                asked_back = _asks_back(message.text)
            case Speaker.TOOL | Speaker.SHOP | Speaker.NOBODY:
                pass
        yield message, still_open


def _asks_back(text: str) -> bool:
    """Whether a customer asks about the question instead of answering it."""
    if len(text) > _LONGEST_FILLER:
        return False
    lower = lower_at_equal_length(canonical(text).text).strip()
    return lower.endswith("?") or _ASKING_BACK.match(lower) is not None


def _after(
    message: Message, still_open: frozenset[Asked], last: frozenset[Asked], fillers: int
) -> tuple[frozenset[Asked], int]:
    """What is open after a message of the assistant, and how many fillers in a row there were."""
    text = message.text
    asked = asked_by(text)
    if asked:
        return asked, 0
    if is_filler(text):
        fillers += bool(text.strip())
        return (still_open if fillers <= _FILLER_TURNS else frozenset()), fillers
    if last and len(text) <= 300 and REPEAT.search(lower_at_equal_length(canonical(text).text)):
        return last, 0
    return frozenset(), 0
