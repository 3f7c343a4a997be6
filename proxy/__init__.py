"""A privacy-first reverse proxy between a storefront chatbot and its LLM provider.

The house has floors; calls go down, values come up. ``docs/architecture.md`` shows them.
"""

__version__ = "0.1.0"
