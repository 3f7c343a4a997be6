"""How a conversation stands, decided from its cases and its history. Pure.

Whatever is decided about the turn, what was held is cut from the outgoing history: by our own
answers in it, which need no stored row, and by the stored digests where the client trimmed them.
"""

from collections.abc import Callable, Mapping, Sequence

from proxy.handoff.base import CaseMessageRow, CaseRow, CaseState, Standing
from proxy.handoff.casefile import CaseFile
from proxy.handoff.reading import Reading
from proxy.handoff.states import DEALT_WITH
from proxy.ids import CaseId

OpenText = Callable[[CaseRow, CaseMessageRow], str]
"""Opens the sealed text of a message."""


def stand(
    files: Sequence[CaseFile],
    reading: Reading,
    again: CaseFile | None,
    open_text: OpenText,
    *,
    continued: bool = False,
) -> Standing:
    """The standing of a conversation. ``files`` newest first; ``again`` holds this turn already.

    ``continued``: what was said before the turn is not resent.
    """
    case, owns, locks = _owner(files, again)
    cut = {file.row.case_id: file.held_in(reading) for file in files}
    held = reading.answered.union(*cut.values())
    dealt_with = (cut[file.row.case_id] for file in files if file.row.state in DEALT_WITH)
    explained_to = max((max(held_here) for held_here in dealt_with if held_here), default=-1)
    explained = frozenset(index for index in reading.customers if index <= explained_to)
    if again is not None:
        held |= frozenset(reading.newest)
    elif reading.last is not None:
        explained -= {reading.last.index}
    summary, summary_at = _summary(files, cut, open_text, continued=continued)
    return Standing(
        case=case.row if case else None,
        owns=owns,
        locks=locks,
        held=held,
        answers=frozenset(answer.index for answer in reading.answers),
        explained=explained,
        summary=summary,
        summary_at=summary_at,
        announces=case is not None and not owns and _bot_is_silent(case, reading),
        idempotent_case=again.row if again else None,
        seen={file.row.case_id: file.row.version for file in files},
    )


def _owner(files: Sequence[CaseFile], again: CaseFile | None) -> tuple[CaseFile | None, bool, bool]:
    """The case that answers for the conversation, whether it owns it, and whether it locks it.

    A case that was closed still owns a turn while words of a person have not arrived; nothing but
    those words is to be told then, so the customer cannot leave before. An expired case tells the
    customer so once, and keeps the conversation if its topic locks it, until a newer case exists.
    """
    if again is not None:
        return again, True, True
    for file in files:
        if file.is_open:
            return file, True, file.row.locks
    for file in files:
        if file.unseen_words():
            return file, True, True
    if not files:
        return None, False, False
    newest = files[0]
    if newest.row.state is CaseState.EXPIRED and (newest.row.locks or newest.unseen_notice()):
        return newest, True, newest.row.locks
    return newest, False, False


def _summary(
    files: Sequence[CaseFile],
    cut: Mapping[CaseId, frozenset[int]],
    open_text: OpenText,
    *,
    continued: bool,
) -> tuple[str | None, int | None]:
    """The newest case's summary for the bot, and the held message in whose place it stands.

    No place: the held turn is not resent.
    """
    for file in files:
        words, mine = file.summary(), cut[file.row.case_id]
        if words is not None and (mine or continued):
            return open_text(file.row, words), min(mine, default=None)
    return None, None


def _bot_is_silent(case: CaseFile, reading: Reading) -> bool:
    """The case was given back, and the newest words follow our last answer directly."""
    if case.row.state not in DEALT_WITH or not reading.answers:
        return False
    return reading.spoken == reading.answers[-1].index
