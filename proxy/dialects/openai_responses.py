"""OpenAI Responses: the table of every place where text can stand.

Strategy: this file is data, as in ``openai_chat``; how to choose a class is said there. Most of this format's
items and tools belong to what runs at the provider (search, files, computers, MCP). Their texts would come
into the conversation unprotected, so they need the policy's word, some of them none could give; that is
asked before the table (``openai_responses_state``). Source: the API
reference as typed by the ``openai`` SDK 3.54. A test walks the SDK's own types and fails for a string path
that is neither refused nor named by a row.

Each text of a streamed answer comes up to five times: in pieces, and then whole in the events that end the
text, its part, its item and the answer. The whole ones are rows with ``again``.
"""

from collections.abc import Mapping
from dataclasses import replace

from proxy.dialects.base import ProviderTool
from proxy.dialects.openai_chat import ROLES
from proxy.dialects.openai_responses_tools import OF_PROVIDER_ITEMS, OF_PROVIDER_TOOLS
from proxy.dialects.rows import Table, below, call_id, schema, setting, signed, word
from proxy.dialects.slots import Drop, Medium, Row, Rows, State
from proxy.turn import Sink, SlotClass

NAME = "openai_responses"
PATH = "/v1/responses"

ITEM_TYPES = frozenset(
    {
        "message",
        "function_call",
        "function_call_output",
        "custom_tool_call",
        "custom_tool_call_output",
        "reasoning",
        "compaction",
    }
)
"""Items that a request may hold; a message may go without a type."""

TOOL_TYPES = frozenset({"function", "custom"})
"""Tools that the caller runs himself."""

_RUN_THERE: Mapping[ProviderTool, tuple[str, str]] = {
    ProviderTool.WEB_SEARCH: (
        "web_search web_search_2025_08_26 web_search_preview web_search_preview_2025_03_11",
        "web_search_call",
    ),
    ProviderTool.FILE_SEARCH: ("file_search", "file_search_call"),
    ProviderTool.CODE_INTERPRETER: ("code_interpreter", "code_interpreter_call"),
    ProviderTool.IMAGE_GENERATION: ("image_generation", "image_generation_call"),
    ProviderTool.MCP: (
        "mcp",
        "mcp_call mcp_list_tools mcp_approval_request mcp_approval_response",
    ),
}
"""Tools that run at the provider and that a policy may allow: types of tools, types of their items."""

PROVIDER_TOOLS = {kind: tool for tool, (kinds, _) in _RUN_THERE.items() for kind in kinds.split()}
PROVIDER_ITEMS = {kind: tool for tool, (_, kinds) in _RUN_THERE.items() for kind in kinds.split()}

_TEXT, _JSON_TEXT, _TREE = SlotClass.TEXT, SlotClass.JSON_TEXT, SlotClass.TREE
_DEFINITION, _IDENTIFIER, _URL = SlotClass.DEFINITION, SlotClass.IDENTIFIER, SlotClass.URL
_MEDIA, _OPAQUE, _POINTER = SlotClass.MEDIA, SlotClass.OPAQUE, SlotClass.POINTER

_STATUS = """in_progress completed incomplete failed cancelled queued searching generating interpreting
    calling"""
_EFFORTS = "none minimal low medium high xhigh max"

_CACHE = (
    word(".prompt_cache_breakpoint.mode", "explicit"),
    word(".prompt_cache_breakpoint.ttl", "30m 12h"),
)

_PART = (
    word(
        ".type", "input_text input_image input_file input_audio output_text refusal reasoning_text"
    ),
    Row(".text", _TEXT),
    Row(".refusal", _TEXT),
    word(".detail", "auto low high original"),
    Row(".image_url", _MEDIA, medium=Medium.IMAGES),
    Row(".file_data", _MEDIA, medium=Medium.FILES),
    Row(".file_url", _MEDIA, medium=Medium.FILES),
    Row(".filename", _TEXT),
    Row(".file_id", _POINTER, state=State.FILES),
    Row(".input_audio.data", _MEDIA, medium=Medium.AUDIO),
    word(".input_audio.format", "mp3 wav"),
    *_CACHE,
)

_ANNOTATION = (
    word(".type", "url_citation file_citation container_file_citation file_path"),
    Row(".title", _TEXT),
    Row(".url", _URL),
    Row(".filename", _TEXT),
    word(".file_id"),
    word(".container_id"),
    *map(setting, [".start_index", ".end_index", ".index"]),
)

_INPUT = (
    Row("input", _TEXT),
    word("input[].type", " ".join(sorted({*ITEM_TYPES, *PROVIDER_ITEMS}))),
    word("input[].role", " ".join(sorted(ROLES))),
    word("input[].id"),
    call_id("input[].call_id"),
    word("input[].status", _STATUS),
    word("input[].phase", "commentary final_answer"),
    word("input[].name"),
    word("input[].namespace"),
    word("input[].caller.type", "direct program"),
    word("input[].caller.caller_id"),
    Row("input[].content", _TEXT),
    Row("input[role=system|developer].content", _DEFINITION),
    Row("input[role=system|developer].content[].text", _DEFINITION),
    *below("input[].content[]", _PART),
    *below("input[].content[].annotations[]", _ANNOTATION),
    Row("input[].content[].logprobs.**", _TEXT),
    Row("input[].arguments", _JSON_TEXT),
    Row("input[].input", _TEXT),
    Row("input[].output", _JSON_TEXT),
    Row("input[].output[].text", _JSON_TEXT),
    *(row for row in below("input[].output[]", _PART) if not row.path.endswith(".text")),
    Row("input[].summary[].text", _TEXT),
    word("input[].summary[].type", "summary_text"),
    signed("input[].encrypted_content"),
    *OF_PROVIDER_ITEMS,
)

_TOOLS = (
    word("tools[].type", " ".join(sorted({*TOOL_TYPES, *PROVIDER_TOOLS}))),
    word("tools[].name"),
    Row("tools[].description", _DEFINITION),
    schema("tools[].parameters.**"),
    schema("tools[].output_schema.**"),
    setting("tools[].strict"),
    setting("tools[].defer_loading"),
    word("tools[].allowed_callers[]", "direct programmatic"),
    word("tools[].format.type", "text grammar"),
    Row("tools[].format.definition", _DEFINITION),
    word("tools[].format.syntax", "lark regex"),
    word("tool_choice", "none auto required"),
    word(
        "tool_choice.type",
        """allowed_tools function custom apply_patch code_interpreter computer computer_use
        computer_use_preview file_search image_generation mcp programmatic_tool_calling shell
        web_search_preview web_search_preview_2025_03_11""",
    ),
    word("tool_choice.mode", "auto required"),
    word("tool_choice.name"),
    word("tool_choice.server_label"),
    schema("tool_choice.tools[].**"),
    word("tool_choice.tools[].type", "function custom"),
    word("tool_choice.tools[].name"),
    *OF_PROVIDER_TOOLS,
    setting("parallel_tool_calls"),
    setting("max_tool_calls"),
)

_INCLUDE = """reasoning.encrypted_content message.output_text.logprobs message.input_image.image_url
    file_search_call.results web_search_call.results web_search_call.action.sources
    computer_call_output.output.image_url code_interpreter_call.outputs"""

_CALL = (
    word("model"),
    Row("instructions", _DEFINITION),
    Row("user", _IDENTIFIER),
    Row("safety_identifier", _IDENTIFIER),
    Row("prompt_cache_key", _IDENTIFIER),
    Row("metadata.**", _TREE),
    Row("metadata.conversation_id", _IDENTIFIER),
    Row("previous_response_id", _POINTER, state=State.PREVIOUS),
    Row("conversation", _POINTER),
    Row("conversation.id", _POINTER),
    Row("background_options.**", _POINTER),
    Row("prompt_cache_options.comparison_response_id", _POINTER),
    # A prompt that is stored there brings tools and files of its own, which no policy here sees.
    Row("prompt.id", _POINTER),
    word("prompt.version"),
    Row("prompt.variables.*", _TEXT),
    *below("prompt.variables.*", _PART),
    word("text.format.type", "text json_object json_schema"),
    word("text.format.name"),
    Row("text.format.description", _DEFINITION),
    schema("text.format.schema.**"),
    setting("text.format.strict"),
    word("text.verbosity", "low medium high"),
    word("reasoning.effort", _EFFORTS),
    word("reasoning.summary", "auto concise detailed"),
    word("reasoning.generate_summary", "auto concise detailed"),
    word("reasoning.context", "auto current_turn all_turns"),
    word("reasoning.mode"),
    word("include[]", _INCLUDE),
    word("truncation", "auto disabled"),
    word("service_tier", "auto default flex scale priority fast ultrafast"),
    word("prompt_cache_retention", "in_memory in-memory 24h"),
    word("prompt_cache_options.mode", "implicit explicit"),
    word("prompt_cache_options.ttl", "30m 12h"),
    word("moderation.model"),
    word("moderation.policy.input.mode", "score block"),
    word("moderation.policy.output.mode", "score block"),
    word("access_programs.cyber", "daybreak_blue daybreak_red standard"),
    word("image.context_compression", "auto disabled enabled"),
    word("context_management[].type", "compaction"),
    *map(
        setting,
        [
            "stream",
            "stream_options.include_obfuscation",
            "store",
            "background",
            "temperature",
            "top_p",
            "top_logprobs",
            "max_output_tokens",
            "context_management[].compact_threshold",
        ],
    ),
)


def _said(
    path: str,
    place: str,
    kind: SlotClass = _TEXT,
    *,
    sink: Sink = Sink.CUSTOMER_TEXT,
    again: bool = False,
) -> Row:
    """Text of an answer that is a channel of its own."""
    return Row(path, kind, place=place, sink=sink, again=again)


_ARGUMENTS = Sink.TOOL_ARGUMENTS


def _part(place: str, *, again: bool = False) -> tuple[Row, ...]:
    """A part of a message."""
    return (
        _said(f"{place}.text", "content", again=again),
        _said(f"{place}.refusal", "refusal", again=again),
        word(f"{place}.type", "output_text refusal reasoning_text"),
        Row(f"{place}.logprobs.**", None, drop=Drop.EMPTY),
        *below(f"{place}.annotations[]", _ANNOTATION),
    )


def _item(place: str, *, again: bool = False) -> tuple[Row, ...]:
    """An item of the output. What belongs to tools of the provider is left as it is."""
    reasoning = f"{place}{{type=reasoning}}.content[].text"
    return (
        *_part(f"{place}.content[]", again=again),
        _said(reasoning, "reasoning", again=again),
        _said(f"{place}.summary[].text", "summary", again=again),
        word(f"{place}.summary[].type", "summary_text"),
        _said(
            f"{place}{{type=function_call}}.arguments",
            "tool",
            _JSON_TEXT,
            sink=_ARGUMENTS,
            again=again,
        ),
        _said(
            f"{place}{{type=custom_tool_call}}.input", "custom_tool", sink=_ARGUMENTS, again=again
        ),
        word(f"{place}.type", " ".join(sorted(ITEM_TYPES))),
        word(f"{place}.role", "assistant"),
        Row(f"{place}.**", _OPAQUE),
    )


def _answer(*, again: bool) -> tuple[Row, ...]:
    """The whole answer. Its echo of the request stays as it went out."""
    return (
        *_item("output[]", again=again),
        _said("error.message", "error"),
        word("object", "response"),
        word("status", _STATUS),
        Row("**", _OPAQUE),
    )


def _event(kind: str, *rows: Row) -> tuple[Row, ...]:
    return tuple(replace(row, path=f"{{type=response.{kind}}}.{row.path}") for row in rows)


def _text_events(
    kind: str, field: str, place: str, sink: Sink = Sink.CUSTOMER_TEXT
) -> tuple[Row, ...]:
    """A text in pieces, and then whole."""
    json = _JSON_TEXT if place == "tool" else _TEXT
    return (
        *_event(f"{kind}.delta", _said("delta", place, json, sink=sink)),
        *_event(f"{kind}.done", _said(field, place, json, sink=sink, again=True)),
    )


_STREAM = (
    *_text_events("output_text", "text", "content"),
    *_text_events("refusal", "refusal", "refusal"),
    *_text_events("reasoning_text", "text", "reasoning"),
    *_text_events("reasoning_summary_text", "text", "summary"),
    *_text_events("function_call_arguments", "arguments", "tool", _ARGUMENTS),
    *_text_events("custom_tool_call_input", "input", "custom_tool", _ARGUMENTS),
    *_event("content_part.done", *_part("part", again=True)),
    *_event("reasoning_summary_part.done", _said("part.text", "summary", again=True)),
    *_event("output_item.done", *_item("item", again=True)),
    *(
        row
        for kind in ("completed", "incomplete", "failed")
        for row in _event(kind, *below("response.", _answer(again=True)))
    ),
    Row("logprobs.**", None, drop=Drop.EMPTY),
    Row("obfuscation", _OPAQUE, drop=Drop.LEAVE_OUT),
    _said("message", "error"),
    word("type"),
    Row("**", _OPAQUE),
)

TABLE = Table(
    name=NAME,
    request=Rows((*_INPUT, *_TOOLS, *_CALL)),
    answer=Rows(_answer(again=False)),
    stream=Rows(_STREAM),
)
