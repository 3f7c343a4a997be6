"""What a customer reads while a person answers: choosing the text and filling it in. Pure.

Words of human agents come first and are never templates: only the policy's texts are filled in.
Every answer carries the reference, by which we know it again when the history is resent.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from proxy.handoff.base import CaseState, Notice
from proxy.policy.base import HandoffTexts, OpenHours, TopicHandling
from proxy.topics.base import Severity


def is_open(hours: OpenHours | None, moment: datetime) -> bool:
    """It is a time when people answer. Hours that close past midnight belong to the day they open.

    A time zone that this machine does not know counts as nobody there: better no promise than an
    empty one.
    """
    if hours is None:
        return True
    try:
        local = moment.astimezone(ZoneInfo(hours.zone))
    except (ZoneInfoNotFoundError, ValueError):
        return False
    minute = local.hour * 60 + local.minute
    today, yesterday = local.weekday(), (local.weekday() - 1) % 7
    if hours.opens < hours.closes:
        return today in hours.days and hours.opens <= minute < hours.closes
    late = today in hours.days and minute >= hours.opens
    early = yesterday in hours.days and minute < hours.closes
    return late or early


def texts_in(handling: TopicHandling, *languages: str) -> HandoffTexts:
    """The topic's texts in the first of these languages that it has, else in English."""
    for language in languages:
        if language in handling.texts:
            return handling.texts[language]
    return handling.texts["en"]


def notice_for(
    handling: TopicHandling, state: CaseState, *, first: bool, moment: datetime, staffed: bool
) -> Notice:
    """Which of the policy's texts a turn that is held in this state is answered with.

    ``first``: the turn opened the case, or its newest words are dangerous. ``staffed``: somebody
    could answer in the case's queue (staffing.py). Danger gets its fixed text at any hour, since it
    promises nobody; other topics say when nobody is there.
    """
    calm = handling.severity is not Severity.DANGER
    match state:
        case CaseState.EXPIRED:
            return Notice.EXPIRED
        case CaseState.RETURNED | CaseState.RESOLVED | CaseState.ABANDONED:
            return Notice.RETURNED
        case CaseState.WAITING | CaseState.CLAIMED:
            if calm and not staffed:
                return Notice.UNSTAFFED
            if calm and not is_open(handling.hours, moment):
                return Notice.OUT_OF_HOURS
            return Notice.FIRST if first else Notice.WAITING


def text_of(texts: HandoffTexts, notice: Notice) -> str:
    """The policy's text for a notice."""
    text: str = getattr(texts, notice.value)
    return text


def introduced(labels: Mapping[str, str], languages: Sequence[str], name: str, words: str) -> str:
    """A human agent's words under the label that names the person."""
    return f"{label(labels, languages, name)}\n{words}"


def label(labels: Mapping[str, str], languages: Sequence[str], name: str) -> str:
    """How a human agent's words begin, in the first of these languages that has a label."""
    return (in_language(labels, languages) or "{name}:").replace("{name}", name)


def in_language(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    """The text in the first of these languages that has one, else in English; empty if that has none."""
    known = next((texts[language] for language in languages if language in texts), None)
    return known or texts.get("en", "")


def filled(template: str, *, reference: str, contact: str) -> str:
    """A policy's text with its two blanks filled in; anything else in braces stays as it is."""
    values = {"reference": reference, "contact": contact}
    return re.sub(r"\{(reference|contact)\}", lambda blank: values[blank[1]], template)


def answer(paragraphs: Sequence[str], reference: str) -> str:
    """The whole answer; the reference stands in it, at the end if nowhere else."""
    said = [paragraph.strip() for paragraph in paragraphs if paragraph.strip()]
    if not any(reference in paragraph for paragraph in said):
        said.append(f"({reference})")
    return "\n\n".join(said)
