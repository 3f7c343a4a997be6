"""What a new policy protects less than the old one, in sentences a reviewer can sign.

Strategy: each rule of a policy has a direction in which it is weaker. The list is complete for what
a policy file can say, apart from patterns and texts, of which only the disappearance can be judged:
whether a changed phrase finds less is for its examples to say.
"""

from collections.abc import Iterator

from proxy.policy.base import ContentLevel, FailureAction, MeasuredTexts, Policy
from proxy.policy.durations import say
from proxy.privacy.base import Operator
from proxy.topics.base import Severity

_STRENGTH = {Operator.PLACEHOLDER: 0, Operator.LAST_FOUR: 1, Operator.REMOVE: 2}
_URGENCY = {severity: rank for rank, severity in enumerate(Severity)}
_CONTENT = {ContentLevel.NONE: 0, ContentLevel.PROTECTED: 1, ContentLevel.FULL: 2}
_ACTIONS = {FailureAction.BLOCK: 0, FailureAction.HOLD: 0, FailureAction.STRUCTURED_ONLY: 1}


def weakenings(old: Policy, new: Policy) -> tuple[str, ...]:
    """What ``new`` protects less than ``old``; empty if nothing."""
    checks = (_entities, _finding, _restoring, _unread, _topics, _measured, _keeping, _telling)
    return tuple(sentence for check in checks for sentence in check(old, new))


def _entities(old: Policy, new: Policy) -> Iterator[str]:
    for name, before in old.detection.entities.items():
        after = new.detection.entities.get(name)
        if after is None:
            yield f"{name} is no longer protected."
            continue
        if _STRENGTH[after.operator] < _STRENGTH[before.operator]:
            yield f"{name}: operator {before.operator} becomes {after.operator}."
        if after.threshold > before.threshold:
            yield f"{name}: threshold rises from {before.threshold:g} to {after.threshold:g}."
        if after.in_tools and not before.in_tools:
            yield f"{name} may now be restored in tool arguments."
        if name in old.handoff.second_person - new.handoff.second_person:
            yield f"{name} may now be seen by one human agent alone."


def _finding(old: Policy, new: Policy) -> Iterator[str]:
    before, after = old.detection, new.detection
    for name in before.predefined:
        if name not in after.predefined:
            yield f"Recogniser {name} no longer runs."
    own = {each["name"] for each in after.recognizers}
    for each in before.recognizers:
        if each["name"] not in own:
            yield f"Recogniser {each['name']} no longer runs."
    for region in before.phone_regions:
        if region not in after.phone_regions:
            yield f"Phone numbers of region {region} are no longer looked for."
    added = (after.public_values | after.exact_public_values) - (
        before.public_values | before.exact_public_values
    )
    if added:
        yield f"{len(added)} more public value{'s' if len(added) > 1 else ''}."
    if _ACTIONS[new.on_uncovered_language] > _ACTIONS[old.on_uncovered_language]:
        yield "Uncovered languages are now forwarded."
    else:
        covered = sorted(set(after.languages) - set(before.languages))
        if covered and new.on_uncovered_language is not FailureAction.STRUCTURED_ONLY:
            yield f"Now treated as covered: {', '.join(covered)}."


def _restoring(old: Policy, new: Policy) -> Iterator[str]:
    before, after = old.restoration, new.restoration
    if before.tool_names is not None:
        if after.tool_names is None:
            yield "Values may now be restored in every tool of the caller."
        else:
            for name in sorted(after.tool_names - before.tool_names):
                yield f"Values may now be restored in tool {name}."
    for tool, paths in before.arguments.items():
        if tool not in after.arguments:
            yield f"Values may now be restored in every argument of tool {tool}."
        else:
            for path in sorted(after.arguments[tool] - paths):
                yield f"Values may now be restored in argument {'.'.join(path)} of tool {tool}."
    for host in sorted(after.link_hosts - before.link_hosts):
        yield f"Links to {host} are now restored."


def _unread(old: Policy, new: Policy) -> Iterator[str]:
    before, after = old.allowed, new.allowed
    for kind in ("images", "audio", "files"):
        if getattr(after, kind) and not getattr(before, kind):
            yield f"Media of kind {kind} now pass unread."
    if after.pdf_text and not before.pdf_text:
        yield "The text of PDFs is now sent."
    for host in sorted(after.media_hosts - before.media_hosts):
        yield f"The provider may now fetch media from {host}."
    if after.previous_response_id and not before.previous_response_id:
        yield "Answers may now be kept at the provider and continued (previous_response_id)."
    if after.stored_files and not before.stored_files:
        yield "Files kept at the provider may now be pointed to."
    for tool in sorted(after.tools - before.tools):
        yield f"The tool {tool} may now run at the provider."


def _topics(old: Policy, new: Policy) -> Iterator[str]:
    rules = {rule.name: rule for rule in new.topics.topics}
    for before in old.topics.topics:
        after = rules.get(before.name)
        if after is None:
            yield f"Topic {before.name} is no longer held for a person."
            continue
        if _URGENCY[after.severity] > _URGENCY[before.severity]:
            yield f"Topic {before.name}: severity falls to {after.severity}."
        handling = new.handoff.topics[before.name]
        if old.handoff.topics[before.name].locks and not handling.locks:
            yield f"Topic {before.name} no longer locks the conversation."
        for language, phrases in before.phrases.items():
            lost = set(phrases) - set(after.phrases.get(language, ()))
            if lost:
                yield f"Topic {before.name}: {len(lost)} phrases in {language} are gone or changed."
        for language, phrases in after.unless.items():
            if set(phrases) - set(before.unless.get(language, ())):
                yield f"Topic {before.name}: more exceptions in {language}."
        if before.similarity > 0 and not 0 < after.similarity <= before.similarity:
            yield f"Topic {before.name}: fewer messages count as similar to its examples."


def _measured(old: Policy, new: Policy) -> Iterator[str]:
    forward = MeasuredTexts.FORWARD
    if new.measured_texts is forward and old.measured_texts is not forward:
        yield "Sensitive texts are now embedded and moderated."


def _keeping(old: Policy, new: Policy) -> Iterator[str]:
    for kind, before in old.retention.items():
        if new.retention[kind] > before:
            yield f"{kind} is kept for {say(new.retention[kind])} instead of {say(before)}."
    if _CONTENT[new.content] > _CONTENT[old.content]:
        yield f"The audit log now keeps content at level {new.content}."
    if old.outside_copy is not None and (
        new.outside_copy is None or new.outside_copy > old.outside_copy
    ):
        age = "any age" if new.outside_copy is None else say(new.outside_copy)
        yield f"The last checkpoint outside may be of {age} instead of {say(old.outside_copy)}."


def _telling(old: Policy, new: Policy) -> Iterator[str]:
    before, after = old.disclosure, new.disclosure
    if before is not None and after is None:
        yield "Customers are no longer told that an automatic assistant answers."
    elif before is not None and before.texts and after is not None and not after.texts:
        yield "That an automatic assistant answers is now for the shop to say."
