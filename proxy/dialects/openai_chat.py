"""OpenAI chat completions: the table of every place where text can stand.

Strategy: this file is data. ``TABLE.request`` covers what a client sends, ``TABLE.answer`` a whole
answer, ``TABLE.stream`` its chunks (the same rows with ``delta`` for ``message``). Source: the API
reference as typed by the ``openai`` SDK 3.54, and fields that compatible servers are seen to add. A
test walks the SDK's own types and fails for a string path that no row names.

How to choose a class: words of a person or of the model are TEXT; words of the shop's developers are
DEFINITION; JSON inside a string is JSON_TEXT; ids and names that must come back exactly are OPAQUE, with
the format's vocabulary in ``words``; ids that the client makes up for a person are IDENTIFIER.

Choices that are not obvious:

- ``messages[].name`` of a customer is IDENTIFIER: it says who speaks, is often a bare first name, and no
  answer needs it back. The names in OpenAI's own few-shot examples stay.
- ``metadata`` is read like text, so that what is in it is found elsewhere too, and never sent.
- ``logprobs`` of an answer are set to null: they spell placeholders out letter by letter.
- Strings of an *answer* that no row names are left as they are and nothing is restored in them: the
  client sees what the provider wrote. Restoring into a place whose meaning nobody knows could be a link.
- ``reasoning_details`` and thought signatures are signed by the provider: nothing is restored in them, so
  that they come back as they went out. One in which a value is recognised later is left out.
- Ids of tool calls are the model's, or the shop's backend's: they stay, unless they hold a value.
"""

from dataclasses import replace

from proxy.dialects import model_servers
from proxy.dialects.rows import Table, call_id, schema, setting, signed, word
from proxy.dialects.slots import Drop, Medium, Row, Rows, State
from proxy.turn import Sink, SlotClass

NAME = "openai_chat"
PATH = "/v1/chat/completions"

ROLES = frozenset({"developer", "system", "user", "assistant", "tool", "function"})
PART_TYPES = frozenset({"text", "refusal", "image_url", "input_audio", "file"})

_TEXT, _JSON_TEXT, _TREE = SlotClass.TEXT, SlotClass.JSON_TEXT, SlotClass.TREE
_DEFINITION, _IDENTIFIER, _URL = SlotClass.DEFINITION, SlotClass.IDENTIFIER, SlotClass.URL
_MEDIA, _OPAQUE, _POINTER = SlotClass.MEDIA, SlotClass.OPAQUE, SlotClass.POINTER


_CONTENT_KINDS = (
    ("messages[]", _TEXT),
    ("messages[role=system|developer]", _DEFINITION),
    ("messages[role=tool|function]", _JSON_TEXT),
)

_MESSAGES = (
    word("messages[].role", " ".join(sorted(ROLES))),
    *(
        Row(message + place, kind)
        for message, kind in _CONTENT_KINDS
        for place in (".content", ".content[]", ".content[].text")
    ),
    word("messages[].content[].type", " ".join(sorted(PART_TYPES))),
    Row("messages[].content[].refusal", _TEXT),
    Row("messages[].content[].image_url", _MEDIA, medium=Medium.IMAGES),
    Row("messages[].content[].image_url.url", _MEDIA, medium=Medium.IMAGES),
    word("messages[].content[].image_url.detail", "auto low high original"),
    Row("messages[].content[].input_audio.data", _MEDIA, medium=Medium.AUDIO),
    word("messages[].content[].input_audio.format", "wav mp3"),
    Row("messages[].content[].file.file_data", _MEDIA, medium=Medium.FILES),
    Row("messages[].content[].file.filename", _TEXT),
    Row("messages[].content[].file.file_id", _POINTER, state=State.FILES),
    word("messages[].content[].prompt_cache_breakpoint.mode", "explicit"),
    word("messages[].content[].prompt_cache_breakpoint.ttl", "30m 12h"),
    Row(
        "messages[].name",
        _IDENTIFIER,
        words=frozenset(["user", "customer", "assistant", "example_user", "example_assistant"]),
    ),
    Row("messages[role=assistant].name", _TEXT),
    Row("messages[role=system|developer].name", _DEFINITION, words=frozenset({"example_user"})),
    word("messages[role=tool|function].name"),
    call_id("messages[].tool_call_id"),
    Row("messages[].refusal", _TEXT),
    Row("messages[].reasoning_content", _TEXT),
    Row("messages[].reasoning", _TEXT),
    signed("messages[].reasoning_details[].text"),
    signed("messages[].reasoning_details[].summary"),
    signed("messages[].reasoning_details[].data"),
    signed("messages[].reasoning_details[].signature"),
    word("messages[].reasoning_details[].id"),
    word("messages[].reasoning_details[].format"),
    word(
        "messages[].reasoning_details[].type",
        "reasoning.text reasoning.summary reasoning.encrypted",
    ),
    setting("messages[].reasoning_details[].index"),
    Row("messages[].audio.id", _POINTER),
    Row("messages[].audio.data", _MEDIA, medium=Medium.AUDIO),
    Row("messages[].audio.transcript", _TEXT),
    setting("messages[].audio.expires_at"),
    call_id("messages[].tool_calls[].id"),
    word("messages[].tool_calls[].type", "function custom"),
    setting("messages[].tool_calls[].index"),
    word("messages[].tool_calls[].function.name"),
    Row("messages[].tool_calls[].function.arguments", _JSON_TEXT),
    word("messages[].tool_calls[].custom.name"),
    Row("messages[].tool_calls[].custom.input", _TEXT),
    word("messages[].tool_calls[].extra_content.google.thought_signature"),
    word("messages[].function_call.name"),
    Row("messages[].function_call.arguments", _JSON_TEXT),
    # A client that sends back the whole message object sends these, too.
    word("messages[].annotations[].type", "url_citation"),
    Row("messages[].annotations[].url_citation.title", _TEXT),
    Row("messages[].annotations[].url_citation.url", _URL),
    setting("messages[].annotations[].url_citation.start_index"),
    setting("messages[].annotations[].url_citation.end_index"),
)

_TOOLS = (
    word("tools[].type", "function custom"),
    word("tools[].function.name"),
    Row("tools[].function.description", _DEFINITION),
    setting("tools[].function.strict"),
    schema("tools[].function.parameters.**"),
    word("tools[].custom.name"),
    Row("tools[].custom.description", _DEFINITION),
    word("tools[].custom.format.type", "text grammar"),
    Row("tools[].custom.format.grammar.definition", _DEFINITION),
    word("tools[].custom.format.grammar.syntax", "lark regex"),
    word("functions[].name"),
    Row("functions[].description", _DEFINITION),
    schema("functions[].parameters.**"),
    word("function_call", "none auto"),
    word("function_call.name"),
    word("tool_choice", "none auto required"),
    word("tool_choice.type", "function custom allowed_tools"),
    word("tool_choice.function.name"),
    word("tool_choice.custom.name"),
    word("tool_choice.allowed_tools.mode", "auto required"),
    schema("tool_choice.allowed_tools.tools[].**"),
    word("tool_choice.allowed_tools.tools[].type", "function custom"),
    word("tool_choice.allowed_tools.tools[].name"),
    word("tool_choice.allowed_tools.tools[].function.name"),
    word("tool_choice.allowed_tools.tools[].custom.name"),
    setting("parallel_tool_calls"),
)

_OUTPUT = (
    word("response_format.type", "text json_object json_schema"),
    word("response_format.json_schema.name"),
    Row("response_format.json_schema.description", _DEFINITION),
    schema("response_format.json_schema.schema.**"),
    setting("response_format.json_schema.strict"),
    word("prediction.type", "content"),
    Row("prediction.content", _TEXT),
    Row("prediction.content[]", _TEXT),
    Row("prediction.content[].text", _TEXT),
    word("prediction.content[].type", "text"),
    word("prediction.content[].prompt_cache_breakpoint.mode", "explicit"),
    word("prediction.content[].prompt_cache_breakpoint.ttl", "30m 12h"),
    Row("stop", _TEXT),
    Row("stop[]", _TEXT),
    word("modalities[]", "text audio"),
    word("audio.format", "wav aac mp3 flac opus pcm16"),
    word(
        "audio.voice", "alloy ash ballad coral echo fable marin cedar nova onyx sage shimmer verse"
    ),
    word("audio.voice.id"),
    word("web_search_options.search_context_size", "low medium high"),
    word("web_search_options.user_location.type", "approximate"),
    Row("web_search_options.user_location.approximate.city", _TEXT),
    Row("web_search_options.user_location.approximate.country", _TEXT),
    Row("web_search_options.user_location.approximate.region", _TEXT),
    Row("web_search_options.user_location.approximate.timezone", _TEXT),
)

_CALL = (
    word("model"),
    Row("user", _IDENTIFIER),
    Row("safety_identifier", _IDENTIFIER),
    Row("prompt_cache_key", _IDENTIFIER),
    Row("metadata.**", _TREE),
    Row("metadata.conversation_id", _IDENTIFIER),
    Row("logit_bias.*", None, keys=_OPAQUE),
    word("reasoning_effort", "none minimal low medium high xhigh max"),
    word("verbosity", "low medium high"),
    word("service_tier", "auto default flex scale priority fast"),
    word("prompt_cache_retention", "in_memory in-memory 24h"),
    word("prompt_cache_options.mode", "implicit explicit"),
    word("prompt_cache_options.ttl", "30m"),
    word("moderation.model"),
    word("moderation.policy.input.mode", "score block"),
    word("moderation.policy.output.mode", "score block"),
    *map(
        setting,
        [*model_servers.STEERING, "max_completion_tokens", "logprobs", "top_logprobs", "echo"],
    ),
    *model_servers.ROWS,
)

_WHOLE = "choices[].message."


def _said(path: str, place: str, kind: SlotClass = _TEXT, sink: Sink = Sink.CUSTOMER_TEXT) -> Row:
    """Text of an answer that is a channel of its own."""
    return Row(_WHOLE + path, kind, place=place, sink=sink)


_ENVELOPE = (
    word("id"),
    word("object", "chat.completion chat.completion.chunk"),
    word("model"),
    word("system_fingerprint"),
    word("service_tier"),
    setting("created"),
    Row("usage.**", None),
    Row("metadata.**", _OPAQUE),
    Row("moderation.**", _OPAQUE),
    Row("moderation.input.message", _TEXT),
    Row("moderation.output.message", _TEXT),
    setting("choices[].index"),
    word("choices[].finish_reason", "stop length tool_calls content_filter function_call"),
    Row("choices[].logprobs.**", None, drop=Drop.SET_NULL),
    Row("prompt_logprobs.**", None, drop=Drop.SET_NULL),
    Row("choices[].stop_reason", _TEXT, place="stop", sink=Sink.CUSTOMER_TEXT),
)

_ANSWER = (
    *_ENVELOPE,
    word(_WHOLE + "role", " ".join(sorted(ROLES))),
    _said("content", "content"),
    _said("content[].text", "content_part"),
    word(_WHOLE + "content[].type"),
    _said("refusal", "refusal"),
    _said("reasoning_content", "reasoning_content"),
    _said("reasoning", "reasoning"),
    Row(_WHOLE + "reasoning_details[].**", _OPAQUE),
    _said("audio.transcript", "transcript"),
    word(_WHOLE + "audio.id"),
    Row(_WHOLE + "audio.data", _MEDIA, medium=Medium.AUDIO),
    setting(_WHOLE + "audio.expires_at"),
    setting(_WHOLE + "tool_calls[].index"),
    word(_WHOLE + "tool_calls[].id"),
    word(_WHOLE + "tool_calls[].type", "function custom"),
    word(_WHOLE + "tool_calls[].function.name"),
    _said("tool_calls[].function.arguments", "tool", _JSON_TEXT, Sink.TOOL_ARGUMENTS),
    word(_WHOLE + "tool_calls[].custom.name"),
    _said("tool_calls[].custom.input", "custom_tool", _TEXT, Sink.TOOL_ARGUMENTS),
    word(_WHOLE + "function_call.name"),
    _said("function_call.arguments", "function_call", _JSON_TEXT, Sink.TOOL_ARGUMENTS),
    word(_WHOLE + "annotations[].type", "url_citation"),
    _said("annotations[].url_citation.title", "citation_title", _TEXT, Sink.PROTECTED),
    _said("annotations[].url_citation.url", "citation_url", _URL, Sink.PROTECTED),
    setting(_WHOLE + "annotations[].url_citation.start_index"),
    setting(_WHOLE + "annotations[].url_citation.end_index"),
)

_STREAM = (
    *(replace(row, path=row.path.replace(_WHOLE, "choices[].delta.")) for row in _ANSWER),
    Row("obfuscation", _OPAQUE, drop=Drop.LEAVE_OUT),
    Row(
        "error.message", _TEXT, place="error", sink=Sink.CUSTOMER_TEXT
    ),  # a failure in the middle; it often quotes the request
    word("error.type"),
    word("error.code"),
    word("error.param"),
)


TABLE = Table(
    name=NAME,
    request=Rows((*_MESSAGES, *_TOOLS, *_OUTPUT, *_CALL)),
    answer=Rows(_ANSWER),
    stream=Rows(_STREAM),
)
