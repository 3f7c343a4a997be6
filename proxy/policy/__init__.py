"""The policy room: what the security team wrote, checked, and what it decides about a turn.

It reads policy files (nothing else reads or writes them), refuses those that are broken, weaker
than the product allows, or without effect, and turns facts about a turn into one decision. It holds
no conversation, and it does nothing: the gateway carries out what is decided here. The door holds
the words; ``load.load_policy``, ``source.PolicySource`` and ``decide.decide`` do the work, and load
the detectors whose names a policy may use.
"""

from proxy.policy.base import Decision, Facts, Policy

__all__ = ["Decision", "Facts", "Policy"]
