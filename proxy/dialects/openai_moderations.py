"""OpenAI moderations: texts, and images where the policy lets them pass, to be scored.

Nobody reads the answer, so no person is asked; what a person should see is not scored but the neutral line.
"""

from proxy.dialects import openai_chat_own as own
from proxy.dialects import openai_chat_stream as streams
from proxy.dialects import wordless_answer as answers
from proxy.dialects.door import Door
from proxy.dialects.plain_texts import PlainTexts
from proxy.dialects.rows import Table, setting, word
from proxy.dialects.slots import Medium, Row, Rows
from proxy.turn import SlotClass

NAME = "openai_moderations"
PATH = "/v1/moderations"

TABLE = Table(
    name=NAME,
    request=Rows(
        (
            Row("input", SlotClass.TEXT),
            Row("input[]", SlotClass.TEXT),
            word("input[].type", "text image_url"),
            Row("input[].text", SlotClass.TEXT),
            Row("input[].image_url.url", SlotClass.MEDIA, medium=Medium.IMAGES),
            word("model"),
            Row("metadata.**", SlotClass.TREE),
            Row("metadata.conversation_id", SlotClass.IDENTIFIER),
        )
    ),
    answer=Rows(
        (
            word("id"),
            word("model"),
            setting("results[].flagged"),
            Row("results[].categories.**", None),
            Row("results[].category_scores.**", None),
            word("results[].category_applied_input_types.*[]", "text image"),
        )
    ),
    stream=Rows(()),
)


class OpenAIModerations(Door):
    """See ``Door``."""

    name = NAME
    table = TABLE

    def __init__(self) -> None:
        requests = PlainTexts(NAME, TABLE, "input", measured=True, model="omni-moderation-latest")
        super().__init__(requests, answers, streams, own)
