"""Anthropic Messages: the table of every place where text can stand.

Strategy: this file is data, as in ``openai_chat``; how to choose a class is said there. Content blocks stand
inside each other (a document in a tool result, texts in a document), so their rows are written once and
repeated below each place where blocks may stand. Source: the API reference as typed by the ``anthropic``
SDK 2.12. A test walks the SDK's own types and fails for a string path that no row names.

Choices that are not obvious:

- ``thinking`` with its ``signature`` is signed by the provider: it is never edited, in neither direction, so
  that it comes back byte for byte. A block in which a value is recognised later is left out whole, which
  the API takes: it goes on without that thinking.
- ``metadata.user_id`` goes out as an HMAC; the rest of ``metadata`` is read and never sent.
- ``container``, file ids and the id of an earlier answer point to what the provider keeps: refused, unless
  the policy lets files be pointed to. ``mcp_servers`` needs a header that is never sent on.
- ``source.data`` is text where the source says it is text, and media everywhere else.
"""

from dataclasses import replace

from proxy.dialects.base import ProviderTool
from proxy.dialects.rows import Table, below, call_id, schema, setting, signed, word
from proxy.dialects.slots import Medium, Row, Rows, State
from proxy.turn import Sink, SlotClass

NAME = "anthropic_messages"
PATH = "/v1/messages"

ROLES = frozenset({"user", "assistant", "system"})

_TEXT, _JSON_TEXT, _TREE = SlotClass.TEXT, SlotClass.JSON_TEXT, SlotClass.TREE
_DEFINITION, _IDENTIFIER, _URL = SlotClass.DEFINITION, SlotClass.IDENTIFIER, SlotClass.URL
_MEDIA, _OPAQUE, _POINTER = SlotClass.MEDIA, SlotClass.OPAQUE, SlotClass.POINTER

_BLOCK_TYPES = """text image document search_result thinking redacted_thinking tool_use tool_result
    server_tool_use web_search_tool_result web_fetch_tool_result code_execution_tool_result
    bash_code_execution_tool_result text_editor_code_execution_tool_result tool_search_tool_result
    container_upload tool_reference browser_state web_search_result code_execution_output
    bash_code_execution_output"""
_RESULT_TYPES = """bash_code_execution_result bash_code_execution_tool_result_error
    code_execution_result code_execution_tool_result_error encrypted_code_execution_result
    text_editor_code_execution_create_result text_editor_code_execution_str_replace_result
    text_editor_code_execution_tool_result_error text_editor_code_execution_view_result
    tool_search_tool_result_error tool_search_tool_search_result web_fetch_result
    web_fetch_tool_result_error web_search_tool_result_error document"""
_ERROR_CODES = """content_too_large execution_time_exceeded file_not_found invalid_tool_input
    max_uses_exceeded output_file_too_large query_too_long request_too_large too_many_requests
    unavailable unsupported_content_type url_not_accessible url_not_allowed
    url_not_in_prior_context url_too_long"""
_PROVIDER_NAMES = """bash code_execution bash_code_execution text_editor_code_execution memory computer
    str_replace_editor str_replace_based_edit_tool tool_search_tool_bm25 tool_search_tool_regex
    web_fetch web_search"""
"""Names that the provider gave to its own tools."""
_CITATIONS = """char_location content_block_location page_location search_result_location
    web_search_result_location"""


_CACHE = (
    word(".cache_control.type", "ephemeral"),
    word(".cache_control.ttl", "5m 1h"),
)

_CITATION = (
    word(".type", _CITATIONS),
    Row(".cited_text", _TEXT),
    Row(".document_title", _TEXT),
    Row(".title", _TEXT),
    Row(".source", _TEXT),
    Row(".url", _URL),
    word(".encrypted_index"),
    word(".file_id"),
    *map(
        setting,
        [
            f".{side}_{unit}"
            for side in ("start", "end")
            for unit in ("char_index", "page_number", "block_index")
        ],
    ),
    setting(".document_index"),
    setting(".search_result_index"),
)

_SOURCE = (
    word(".type", "base64 text url file content"),
    word(".media_type", "image/jpeg image/png image/gif image/webp application/pdf text/plain"),
    Row("{type=text}.data", _TEXT),
    Row(".data", _MEDIA, medium=Medium.FILES),
    Row(".url", _MEDIA, medium=Medium.FILES),
    Row(".file_id", _POINTER, state=State.FILES),
    Row(".content", _TEXT),
)


_RESULT = (
    word(".type", _RESULT_TYPES),
    Row(".stdout", _TEXT),
    Row(".stderr", _TEXT),
    word(".encrypted_stdout"),
    Row(".content", _TEXT),
    Row(".lines[]", _TEXT),
    Row(".error_message", _TEXT),
    word(".error_code", _ERROR_CODES),
    word(".file_type", "text image pdf"),
    word(".retrieved_at"),
    Row(".url", _URL),
    word(".tool_references[].tool_name"),
    word(".tool_references[].type", "tool_reference"),
    *below(".tool_references[]", _CACHE),
    *map(
        setting,
        [
            ".return_code",
            ".is_file_update",
            ".num_lines",
            ".start_line",
            ".total_lines",
            *(f".{age}_{count}" for age in ("new", "old") for count in ("lines", "start")),
        ],
    ),
)
"""What a tool of the provider gave back, as an object."""

_BLOCK = (
    word(".type", _BLOCK_TYPES),
    Row(".text", _TEXT),
    *_CACHE,
    *below(".citations[]", _CITATION),
    setting(".citations.enabled"),
    signed(".thinking"),
    signed(".signature"),
    signed(".data"),
    call_id(".id"),
    call_id(".tool_use_id"),
    word(".name", _PROVIDER_NAMES),
    word(".tool_name"),
    word(".toolset_name"),
    Row(".input.**", _TREE),
    word(".caller.type", "direct code_execution_20250825 code_execution_20260120"),
    word(".caller.tool_id"),
    *below(".source", _SOURCE),
    Row("{type=image}.source.data", _MEDIA, medium=Medium.IMAGES),
    Row("{type=image}.source.url", _MEDIA, medium=Medium.IMAGES),
    Row(".source", _TEXT),
    Row(".title", _TEXT),
    Row(".context", _TEXT),
    Row(".url", _URL),
    word(".encrypted_content"),
    Row(".page_age", _TEXT),
    Row(".file_id", _POINTER, state=State.FILES),
    word(".error_code", _ERROR_CODES),
    word(".transformations.oversized_image", "downsize error"),
    setting(".is_error"),
    Row(".content", _TEXT),
    *below(".content", _RESULT),
    Row(".tabs[].title", _TEXT),
    Row(".tabs[].url", _URL),
    word(".tabs[].tab_id"),
    Row(".state_changes[].path", _TEXT),
    Row(".state_changes[].error", _TEXT),
    Row(".state_changes[].url", _URL),
    word(".state_changes[].tab_id"),
    word(".state_changes[].download_id"),
    word(
        ".state_changes[].type",
        "download_started download_completed download_failed tab_opened",
    ),
)

_NESTS = (
    "",
    ".content[]",
    ".content[].content[]",
    ".content[].source.content[]",
    ".source.content[]",
    ".content.content",
    ".content.content.source.content[]",
    ".content.content[]",
)
"""Where blocks stand below a block: in tool results, documents, search results, fetched pages."""


def _blocks(place: str) -> tuple[Row, ...]:
    """The rows of a block and of all blocks in it. A string may stand where a list of blocks may."""
    rows = [row for nest in _NESTS for row in below(place + nest, _BLOCK)]
    return tuple({row.path: row for row in rows}.values())


_MESSAGES = (
    word("messages[].role", " ".join(sorted(ROLES))),
    Row("messages[].content", _TEXT),
    Row("messages[role=system].content", _DEFINITION),
    Row("messages[role=system].content[].text", _DEFINITION),
    Row("messages[].content[]{type=tool_result}.content", _JSON_TEXT),
    Row("messages[].content[]{type=tool_result}.content[].text", _JSON_TEXT),
    *_blocks("messages[].content[]"),
    Row("system", _DEFINITION),
    Row("system[].text", _DEFINITION),
    word("system[].type", "text"),
    *below("system[]", _CACHE),
    *below("system[].citations[]", _CITATION),
)

_TOOL_TYPES = """custom bash_20250124 text_editor_20250124 text_editor_20250429
    text_editor_20250728 memory_20250818 browser_toolset_20260801 computer_toolset_20260801
    code_execution_20250522 code_execution_20250825 code_execution_20260120
    code_execution_20260521 tool_search_tool_bm25 tool_search_tool_bm25_20251119
    tool_search_tool_regex tool_search_tool_regex_20251119 web_fetch_20250910 web_fetch_20260209
    web_fetch_20260309 web_fetch_20260318 web_search_20250305 web_search_20260209
    web_search_20260318"""

RUN_THERE = {
    "web_search_": ProviderTool.WEB_SEARCH,
    "web_fetch_": ProviderTool.WEB_FETCH,
    "code_execution_": ProviderTool.CODE_EXECUTION,
    "tool_search_tool_": ProviderTool.TOOL_SEARCH,
}
"""Beginnings of the types of tools that run at the provider and that a policy may allow."""

RUN_BY_CALLER = ("custom", "bash_", "text_editor_", "memory_", "browser_toolset_", "computer_")
"""Beginnings of the types of tools that the caller runs himself."""

_URL_SOURCES = tuple(
    row
    for place in ("client_tool_results", "server_tool_results", "user_input")
    for row in (
        word(f"tools[].url_sources.{place}.type", "all except none only"),
        word(f"tools[].url_sources.{place}.tools[].name"),
        word(f"tools[].url_sources.{place}.tools[].type", "tool_reference"),
    )
)

_TOOLS = (
    word("tools[].type", _TOOL_TYPES),
    word("tools[].name", _PROVIDER_NAMES),
    Row("tools[].description", _DEFINITION),
    schema("tools[].input_schema.**"),
    Row("tools[].input_examples[].**", _DEFINITION),
    *below("tools[]", _CACHE),
    word(
        "tools[].allowed_callers[]",
        "direct code_execution_20250825 code_execution_20260120 code_execution_20260521",
    ),
    Row("tools[].allowed_domains[]", _TEXT),
    Row("tools[].blocked_domains[]", _TEXT),
    word("tools[].response_inclusion", "full excluded"),
    word("tools[].user_location.type", "approximate"),
    Row("tools[].user_location.city", _TEXT),
    Row("tools[].user_location.country", _TEXT),
    Row("tools[].user_location.region", _TEXT),
    Row("tools[].user_location.timezone", _TEXT),
    *_URL_SOURCES,
    *map(setting, ["tools[].strict", "tools[].max_uses", "tools[].defer_loading"]),
    word("tool_choice.type", "auto any tool none"),
    word("tool_choice.name"),
    setting("tool_choice.disable_parallel_tool_use"),
)

_CALL = (
    word("model"),
    *below("", tuple(replace(row, path=row.path[1:]) for row in _CACHE)),
    Row("metadata.**", _TREE),
    Row("metadata.user_id", _IDENTIFIER),
    Row("metadata.conversation_id", _IDENTIFIER),
    Row("user_profile_id", _POINTER),
    Row("workspace_id", _POINTER),
    Row("container", _POINTER, state=State.FILES),
    Row("container.**", _POINTER, state=State.FILES),
    Row("diagnostics.previous_message_id", _POINTER),
    Row("mcp_servers[].**", _POINTER),
    Row("stop_sequences[]", _TEXT),
    word("inference_geo"),
    word("service_tier", "auto standard_only"),
    word("speed", "fast standard"),
    word("output_config.effort", "low medium high xhigh max"),
    word("output_config.format.type", "json_schema"),
    schema("output_config.format.schema.**"),
    word("thinking.type", "enabled disabled adaptive between_tools"),
    word("thinking.display", "summarized omitted"),
    *map(
        setting,
        ["stream", "max_tokens", "temperature", "top_p", "top_k", "thinking.budget_tokens"],
    ),
)


def _said(path: str, place: str, kind: SlotClass = _TEXT, sink: Sink = Sink.CUSTOMER_TEXT) -> Row:
    """Text of an answer that is a channel of its own."""
    return Row(path, kind, place=place, sink=sink)


def _spoken(block: str) -> tuple[Row, ...]:
    """The rows of an answer's block: what the customer or a tool of the caller gets is named first."""
    said = (
        _said(f"{block}.text", "content"),
        _said(f"{block}.input.**", "input", _TREE, Sink.TOOL_ARGUMENTS),
        *_cited(f"{block}.citations[]"),
    )
    named = {row.path for row in said}
    return (*said, *(row for row in _blocks(block) if row.path not in named))


def _cited(citation: str) -> tuple[Row, ...]:
    names = ("cited_text", "document_title", "title", "source")
    said = tuple(_said(f"{citation}.{name}", "citation") for name in names)
    named = {row.path for row in said}
    rest = below(citation, _CITATION)
    return (*said, *(row for row in rest if row.path not in named))


_STOP = (
    word("stop_reason", "end_turn max_tokens stop_sequence tool_use pause_turn refusal"),
    _said("stop_sequence", "stop"),
    word("stop_details.type", "refusal"),
    word("stop_details.category"),
    _said("stop_details.explanation", "stop"),
    Row("container.**", _OPAQUE),
)

_ANSWER = (
    *_spoken("content[]"),
    *_STOP,
    word("id"),
    word("type", "message"),
    word("role", "assistant"),
    word("model"),
    Row("usage.**", _OPAQUE),
    Row("diagnostics.**", _OPAQUE),
)

_EVENT_TYPES = """message_start message_delta message_stop content_block_start content_block_delta
    content_block_stop ping error"""
_DELTA_TYPES = "text_delta input_json_delta citations_delta thinking_delta signature_delta"

_STREAM = (
    *below("message.", tuple(row for row in _ANSWER)),
    *_spoken("content_block"),
    word("type", _EVENT_TYPES),
    setting("index"),
    word("delta.type", _DELTA_TYPES),
    _said("delta.text", "content"),
    _said("delta.partial_json", "tool", _JSON_TEXT, Sink.TOOL_ARGUMENTS),
    word("delta.thinking"),
    word("delta.signature"),
    *_cited("delta.citation"),
    *below("delta.", _STOP),
    Row("usage.**", _OPAQUE),
    _said("error.message", "error"),
    word("error.type"),
    word("request_id"),
)

TABLE = Table(
    name=NAME,
    request=Rows((*_MESSAGES, *_TOOLS, *_CALL)),
    answer=Rows(_ANSWER),
    stream=Rows(_STREAM),
    nests=_NESTS,
)
