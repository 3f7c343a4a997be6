"""A case over a real queue, as a held turn opens it."""

import secrets
from dataclasses import dataclass

from proxy.cellar import DEFAULT_TENANT
from proxy.handoff import History, Queue
from proxy.handoff.margin import Sighting
from proxy.ids import ConversationId, TenantId
from proxy.policy.base import Policy
from proxy.turn import Message, Speaker


@dataclass
class Holding:
    """What has a queue, and the policy that it holds by."""

    queue: Queue
    policy: Policy

    async def held(
        self,
        *said: str,
        topic: str = "human",
        tenant: TenantId = DEFAULT_TENANT,
        language: str = "en",
    ) -> str:
        """A case whose customer said this; words that begin with ``bot:`` are the bot's."""
        messages = tuple(
            Message(
                at,
                Speaker.ASSISTANT if text.startswith("bot:") else Speaker.CUSTOMER,
                (),
                text.removeprefix("bot:"),
            )
            for at, text in enumerate(said)
        )
        history = History(f"conversation-{secrets.token_hex(8)}", None, messages)
        reply = await self.queue.hold(
            tenant,
            history,
            topic=topic,
            handling=self.policy.handoff.topics[topic],
            standing=await self.queue.standing(tenant, history),
            language=language,
            conversation=ConversationId("conv_test"),
            sighting=Sighting(topic, "phrases.en[1]", 1.0, self.policy.version),
        )
        return reply.case_id
