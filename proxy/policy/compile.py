"""From a judged policy file to the rules of each room. Nothing is decided here."""

from collections.abc import Mapping
from typing import Any

from proxy.policy.base import HandoffRules, MediaRules, Policy, RetentionClass
from proxy.policy.compile_topics import by_urgency, compile_handling, compile_rule
from proxy.policy.model import BiggerModelChoice, OwnRecognizer
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
            tool_names=model.restoration.tools, link_hosts=model.restoration.link_hosts
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
        ),
        retention={kind: getattr(model.retention, kind.value) for kind in RetentionClass},
        content=model.audit.content,
        on_detection_failure=model.detection.on_failure,
        on_uncovered_language=model.detection.on_uncovered_language,
        media=MediaRules(**model.media.model_dump()),
        placeholder_hint=model.placeholder_hint,
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
