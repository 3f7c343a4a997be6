"""How the shipped model of names and addresses is made: ``make train`` (see docs/detection.md).

Synthetic shop talk is generated from templates of our own and lists of names; a CRF learns from it.
No text that a person wrote to a shop is among it.
"""
