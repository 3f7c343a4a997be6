"""From a judged policy file to the rules of each room. Nothing is decided here."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from proxy.dialects.base import Allowed
from proxy.policy.base import CannedAnswer, Disclosure, HandoffRules, Policy, RetentionClass
from proxy.policy.compile_topics import by_urgency, compile_handling, compile_rule
from proxy.policy.model import BiggerModelChoice, OwnRecognizer, Retention
from proxy.policy.model import Disclosure as WrittenDisclosure
from proxy.policy.pack import PolicyFile
from proxy.policy.public import sort_public
from proxy.policy.sources import Sources
from proxy.privacy.base import BiggerModel, DetectionRules, EntityRule, RestorationRules
from proxy.topics.base import CustomerText, TopicRules


def compile_policy(sources: Sources) -> Policy:
    """The policy that these sources write. They must have passed lint."""
    model, version = sources.model, sources.version
    topics = by_urgency(placed.topic for placed in sources.topics)
    return Policy(
        name=model.name,
        version=version,
        detection=_detection(sources),
        restoration=RestorationRules(
            tool_names=model.restoration.tools,
            arguments={
                tool: frozenset(tuple(path.split(".")) for path in paths)
                for tool, paths in model.restoration.arguments.items()
            },
            link_hosts=model.restoration.link_hosts,
        ),
        topics=TopicRules(
            topics=tuple(compile_rule(topic) for topic in topics),
            customer_text=tuple(
                CustomerText(after=each.after, before=each.before)
                for each in model.topics.customer_text
            ),
            version=version,
        ),
        handoff=HandoffRules(
            topics={topic.name: compile_handling(topic) for topic in topics},
            neutral_line=model.handoff.neutral_line,
            back_to_bot=model.handoff.back_to_bot,
            agent_label=dict(model.handoff.agent_label),
            not_read=dict(model.handoff.not_read),
            queues=dict(model.handoff.queues),
            canned_answers=tuple(
                CannedAnswer(each.name, frozenset(each.topics), dict(each.texts))
                for each in model.handoff.canned_answers
            ),
            second_person=frozenset(
                name for name, entity in model.entities.items() if entity.second_person
            ),
        ),
        retention=_ages(model.retention),
        content=model.audit.content,
        outside_copy=model.audit.outside_copy,
        on_detection_failure=model.detection.on_failure,
        on_uncovered_language=model.detection.on_uncovered_language,
        allowed=_allowed(model),
        placeholder_hint=model.placeholder_hint,
        measured_texts=model.topics.measured_texts,
        disclosure=_disclosure(model.disclosure),
    )


def _disclosure(chosen: WrittenDisclosure | None) -> Disclosure | None:
    return None if chosen is None else Disclosure(dict(chosen.text or {}), chosen.attested)


def _ages(retention: Retention) -> dict[RetentionClass, timedelta]:
    longest = max(retention.case, retention.audit_content, retention.sealed_map)
    return {
        RetentionClass.CASE: retention.case,
        RetentionClass.AUDIT_CONTENT: retention.audit_content,
        RetentionClass.AUDIT_HEADER: retention.audit_header,
        RetentionClass.SEALED_MAP: retention.sealed_map,
        RetentionClass.EXPORT: retention.export,
        RetentionClass.CUSTOMER_LINK: longest,
    }


def _allowed(model: PolicyFile) -> Allowed:
    media, kept = model.media, model.provider_state
    return Allowed(
        images=media.images,
        audio=media.audio,
        files=media.files,
        pdf_text=media.pdf_text,
        media_hosts=media.hosts,
        previous_response_id=kept.previous_response_id,
        stored_files=kept.files,
        tools=frozenset(kept.tools),
    )


def _detection(sources: Sources) -> DetectionRules:
    model: PolicyFile = sources.model
    public = sort_public(sources.public)
    return DetectionRules(
        entities={
            name: EntityRule(
                entity_type=name,
                label=entity.label,
                operator=entity.operator,
                form=entity.form,
                threshold=entity.threshold,
                in_tools=entity.in_tools,
            )
            for name, entity in model.entities.items()
        },
        predefined=model.recognizers.predefined,
        recognizers=tuple(presidio_form(own) for own in model.recognizers.own),
        phone_regions=model.detection.phone_regions,
        languages=model.detection.languages,
        public_values=public.words,
        exact_public_values=public.exact,
        bigger_model=_bigger(model.recognizers.bigger_model),
        time_limit=model.detection.time_limit.total_seconds(),
        version=sources.version,
    )


def _bigger(choice: BiggerModelChoice | None) -> BiggerModel | None:
    return None if choice is None else BiggerModel(choice.kind, choice.source)


def presidio_form(own: OwnRecognizer) -> Mapping[str, Any]:
    """The recogniser in Presidio's YAML form, without our examples (they are lint's)."""
    written: dict[str, Any] = {
        "name": own.name,
        "supported_entity": own.supported_entity,
        "supported_language": own.supported_language,
    }
    if own.patterns:
        written["patterns"] = [pattern.model_dump() for pattern in own.patterns]
    if own.deny_list:
        written["deny_list"] = list(own.deny_list)
        written["deny_list_score"] = own.deny_list_score
    if own.context:
        written["context"] = list(own.context)
    return written
