"""OpenAI embeddings: a request of texts, whose answer is numbers.

Nobody reads the answer, so no person is asked; what a person should see is not embedded but the neutral line.
The same text is embedded alike in every call of a tenant: see ``Turn.standalone``.
"""

from proxy.dialects import openai_chat_own as own
from proxy.dialects import openai_chat_stream as streams
from proxy.dialects import wordless_answer as answers
from proxy.dialects.door import Door
from proxy.dialects.plain_texts import PlainTexts
from proxy.dialects.rows import Table, setting, word
from proxy.dialects.slots import Row, Rows
from proxy.turn import SlotClass

NAME = "openai_embeddings"
PATH = "/v1/embeddings"

TABLE = Table(
    name=NAME,
    request=Rows(
        (
            Row("input", SlotClass.TEXT),
            Row("input[]", SlotClass.TEXT),
            word("model"),
            word("encoding_format", "float base64"),
            setting("dimensions"),
            Row("user", SlotClass.IDENTIFIER),
            Row("metadata.**", SlotClass.TREE),
            Row("metadata.conversation_id", SlotClass.IDENTIFIER),
            # Servers that are compatible with OpenAI's:
            word("input_type", "query passage document classification clustering"),
            word("truncate", "NONE START END"),
            Row("instruction", SlotClass.DEFINITION),
            *map(
                setting, ["truncate_prompt_tokens", "add_special_tokens", "normalize", "priority"]
            ),
        )
    ),
    answer=Rows(
        (
            word("object", "list"),
            word("model"),
            word("data[].object", "embedding"),
            setting("data[].index"),
            Row("data[].embedding", SlotClass.OPAQUE),
            setting("data[].embedding[]"),
            Row("usage.**", None),
        )
    ),
    stream=Rows(()),
)


class OpenAIEmbeddings(Door):
    """See ``Door``."""

    name = NAME
    table = TABLE

    def __init__(self) -> None:
        super().__init__(PlainTexts(NAME, TABLE, "input", measured=True), answers, streams, own)
