"""The policy room: what the security team wrote, checked, and what it decides about a turn.

It reads policy files (nothing else reads or writes them), refuses those that are broken, weaker
than the product allows, or without effect, and turns facts about a turn into one decision. It holds
no conversation, and it does nothing: the gateway carries out what is decided here.
"""

from proxy.policy.base import Decision, Facts, Policy
from proxy.policy.compare import weakenings
from proxy.policy.decide import asks_for_the_bot, decide
from proxy.policy.load import load_policy
from proxy.policy.problems import PolicyError, Problem
from proxy.policy.source import PolicySource, Reload, shipped_policy

__all__ = [
    "Decision",
    "Facts",
    "Policy",
    "PolicyError",
    "PolicySource",
    "Problem",
    "Reload",
    "asks_for_the_bot",
    "decide",
    "load_policy",
    "shipped_policy",
    "weakenings",
]
