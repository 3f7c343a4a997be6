"""OpenAI chat completions as a ``Dialect``."""

from proxy.dialects import openai_chat_answer as answers
from proxy.dialects import openai_chat_own as own
from proxy.dialects import openai_chat_request as requests
from proxy.dialects import openai_chat_stream as streams
from proxy.dialects.door import Door
from proxy.dialects.openai_chat import NAME, TABLE


class OpenAIChat(Door):
    """See ``Door``."""

    name = NAME
    table = TABLE

    def __init__(self) -> None:
        super().__init__(requests, answers, streams, own)
