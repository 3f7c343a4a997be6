"""Protected values for tests of the way out: any bytes, nothing found in them, nothing to restore."""

from proxy.privacy.base import DetectionRules, RestorationRules
from proxy.privacy.guard import Protected, guard
from proxy.privacy.placeholders import ConversationKey, DefinitionKey, PlaceholderKeys
from proxy.privacy.protect import protect
from proxy.turn import Turn


def protected_bytes(body: bytes) -> Protected:
    """The bytes as the guard hands them on: the only way to make such a value."""
    turn = Turn(dialect="openai_chat", body={}, slots=(), messages=(), model="m", stream=False)
    draft = protect(
        turn,
        (),
        rules=DetectionRules(entities={}, predefined=()),
        restoration=RestorationRules(),
        keys=PlaceholderKeys(ConversationKey(bytes(32)), DefinitionKey(bytes(32)), bytes(32)),
    )
    return guard(body, draft)
