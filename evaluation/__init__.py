"""Measures, on labelled text, how much personal data the shipped policy finds.

It is run by hand (``make evaluate DATA=folder``) and is no part of the proxy. ``labelled`` reads the
sets, ``rooms`` puts the proxy's thinking rooms together in this process, ``spans``, ``ordinary`` and
``replay`` measure one kind of set each, ``report`` prints. The sets are not shipped: their formats
stand in docs/detection.md, so that anybody can measure on his own chats.
"""
