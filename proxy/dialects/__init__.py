"""Dialects: the wire formats of LLM providers, read strictly and written back deterministically.

A dialect knows where text stands in a request, an answer and a stream, and nothing about what the
text means. Bytes go in and values come out, or the other way round; no network, no clock.
"""

from proxy.dialects.base import Allowed as Allowed
from proxy.dialects.base import Answer as Answer
from proxy.dialects.base import AnswerSlot as AnswerSlot
from proxy.dialects.base import Dialect as Dialect
from proxy.dialects.base import ErrorText as ErrorText
from proxy.dialects.base import Fragment as Fragment
from proxy.dialects.base import HeldAnswer as HeldAnswer
from proxy.dialects.base import Limits as Limits
from proxy.dialects.base import StreamEvent as StreamEvent
from proxy.dialects.base import StreamReader as StreamReader
from proxy.dialects.openai_models import read_models as read_models
from proxy.dialects.registry import dialect_for as dialect_for
