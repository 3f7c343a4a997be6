"""Sealed maps: what restores the answers of a conversation that the provider keeps.

Most wire formats resend the whole conversation, and the map from placeholders to values is rebuilt from
each request. Where a turn goes on from an answer at the provider (``previous_response_id``) that cannot
be: then each stored answer leaves its map behind, sealed, bound to tenant, client and conversation, with
a time to live. Specification: docs/spec/sealed-map.md.

The door holds the words that a store speaks. ``carried.Carried`` and ``keeper.MapKeeper`` load what is
behind placeholders, which takes seconds: whoever only deletes or counts maps need not wait for them.
"""

from proxy.maps.base import MapRow, MapStore

__all__ = ["MapRow", "MapStore"]
