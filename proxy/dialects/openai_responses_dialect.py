"""OpenAI Responses as a ``Dialect``."""

from proxy.dialects import openai_responses_answer as answers
from proxy.dialects import openai_responses_own as own
from proxy.dialects import openai_responses_request as requests
from proxy.dialects.door import Door
from proxy.dialects.openai_responses import NAME, TABLE


class OpenAIResponses(Door):
    """See ``Door``."""

    name = NAME
    table = TABLE

    def __init__(self) -> None:
        super().__init__(requests, answers, answers, own)

    def own_answer_id(self, answer_id: str) -> str | None:
        """See Dialect."""
        return own.own_answer_id(answer_id)
