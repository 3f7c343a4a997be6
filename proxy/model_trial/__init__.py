"""Trying a model: whether it copies placeholders, in words, in tool calls, in every wire format.

A small corpus goes to the user's real provider by the real code path (protect, send, restore), served
from a data folder that is thrown away. ``judge`` says what became of each placeholder, without
network; ``run`` asks.
"""

from proxy.model_trial.base import Format as Format
from proxy.model_trial.base import FormatTrial as FormatTrial
from proxy.model_trial.base import Trial as Trial
from proxy.model_trial.corpus import TASKS as TASKS
from proxy.model_trial.run import ask_models as ask_models
