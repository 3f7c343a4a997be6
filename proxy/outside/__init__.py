"""Places outside of the administrators' reach for signed checkpoints: a file, a bucket, a webhook.

``places_from`` turns the addresses of the settings into places; each satisfies
``proxy.audit.outside.OutsidePlace``. What is copied holds no personal data: ids, numbers, digests.
"""

from proxy.outside.places import PlaceSettings, places_from

__all__ = ["PlaceSettings", "places_from"]
