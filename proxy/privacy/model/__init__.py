"""Our own small model of names and addresses: its weights, its word list, and how it reads a text.

Weights and word list are made by ``training/`` and travel together with a manifest; see
docs/detection.md. ``features`` is used by the trainer too, so that both read a text alike.
"""
