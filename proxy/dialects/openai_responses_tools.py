"""OpenAI Responses: the rows of tools that run at the provider, and of the items that they leave.

They matter only where the policy names such a tool. Texts in them are protected like all others. What a
developer says to a tool's server (its address, its token) must reach it unchanged.
"""

from proxy.dialects.rows import below, schema, setting, word
from proxy.dialects.slots import Medium, Row, State
from proxy.turn import SlotClass

_TEXT, _TREE, _URL = SlotClass.TEXT, SlotClass.TREE, SlotClass.URL
_DEFINITION, _MEDIA, _POINTER = SlotClass.DEFINITION, SlotClass.MEDIA, SlotClass.POINTER

_IMAGE_FIELDS = ("action", "background", "output_format", "quality", "size")
_IMAGE_WORDS = """auto transparent opaque low high standard hd medium max xhigh png webp jpeg gif svg generate
    edit 1024x1024 1024x1536 1536x1024 gpt-image-1 gpt-image-1-mini gpt-image-1.5"""

OF_PROVIDER_ITEMS = (
    word("input[].action.type", "search open_page find find_in_page"),
    Row("input[].action.query", _TEXT),
    Row("input[].action.queries[]", _TEXT),
    Row("input[].action.pattern", _TEXT),
    Row("input[].action.url", _URL),
    word("input[].action.sources[].type", "url"),
    Row("input[].action.sources[].url", _URL),
    Row("input[].queries[]", _TEXT),
    Row("input[].results[].text", _TEXT),
    Row("input[].results[].filename", _TEXT),
    Row("input[].results[].file_id", _POINTER, state=State.FILES),
    Row("input[].results[].attributes.**", _TREE),
    setting("input[].results[].score"),
    Row("input[].code", _TEXT),
    Row("input[].container_id", _POINTER, state=State.FILES),
    word("input[].outputs[].type", "logs image"),
    Row("input[].outputs[].logs", _TEXT),
    Row("input[].outputs[].url", _URL),
    Row("input[].result", _MEDIA, medium=Medium.IMAGES),
    Row("input[].revised_prompt", _TEXT),
    word("input[].server_label"),
    word("input[].approval_request_id"),
    setting("input[].approve"),
    Row("input[].reason", _TEXT),
    *(word(f"input[].{name}", _IMAGE_WORDS) for name in _IMAGE_FIELDS),
    word("input[].svg_usage.model"),
    Row("input[].error", _TEXT),
    word("input[].error.type", "mcp_protocol_error http_error mcp_tool_execution_error"),
    word("input[].error.moderation_details.moderation_stage", "input output unknown"),
    Row("input[].error.**", _TEXT),
    word("input[].tools[].name"),
    Row("input[].tools[].description", _DEFINITION),
    schema("input[].tools[].input_schema.**"),
    Row("input[].tools[].annotations.**", _DEFINITION),
)
"""What such a tool was asked, and what it found."""

_MCP = (
    word(".server_label"),
    word(".server_url"),
    word(
        ".connector_id",
        """connector_dropbox connector_gmail connector_googlecalendar connector_googledrive
        connector_microsoftteams connector_outlookcalendar connector_outlookemail
        connector_sharepoint""",
    ),
    word(".tunnel_id"),
    word(".authorization"),
    Row(".headers.*", SlotClass.OPAQUE),
    Row(".server_description", _DEFINITION),
    word(".allowed_tools[]"),
    word(".allowed_tools.tool_names[]"),
    setting(".allowed_tools.read_only"),
    word(".require_approval", "always never"),
    *(
        row
        for when in ("always", "never")
        for row in (
            word(f".require_approval.{when}.tool_names[]"),
            setting(f".require_approval.{when}.read_only"),
        )
    ),
)

OF_PROVIDER_TOOLS = below(
    "tools[]",
    (
        word(".search_context_size", "low medium high"),
        word(".search_content_types[]", "text image"),
        word(".user_location.type", "approximate"),
        *(
            Row(f".user_location.{part}", _TEXT)
            for part in ("city", "region", "country", "timezone")
        ),
        Row(".filters.**", _DEFINITION),
        word(".filters.type", "eq ne gt gte lt lte in nin and or"),
        Row(".vector_store_ids[]", _POINTER, state=State.FILES),
        setting(".max_num_results"),
        word(".ranking_options.ranker", "auto default-2024-11-15 none"),
        setting(".ranking_options.score_threshold"),
        *map(
            setting,
            [
                ".ranking_options.hybrid_search.embedding_weight",
                ".ranking_options.hybrid_search.text_weight",
            ],
        ),
        Row(".container", _POINTER, state=State.FILES),
        word(".container.type", "auto"),
        Row(".container.file_ids[]", _POINTER, state=State.FILES),
        word(".container.memory_limit", "1g 4g 16g 64g"),
        word(".container.network_policy.type", "allowlist disabled"),
        word(".container.network_policy.allowed_domains[]"),
        *(
            word(f".container.network_policy.domain_secrets[].{name}")
            for name in ("domain", "name", "value")
        ),
        *(
            word(f".{name}", _IMAGE_WORDS)
            for name in (*_IMAGE_FIELDS, "model", "moderation", "input_fidelity", "complexity")
        ),
        word(".svg.model"),
        word(".svg.reasoning.effort", "none minimal low medium high xhigh max"),
        Row(".input_image_mask.image_url", _MEDIA, medium=Medium.IMAGES),
        Row(".input_image_mask.file_id", _POINTER, state=State.FILES),
        setting(".output_compression"),
        setting(".partial_images"),
        *_MCP,
    ),
)
"""How such a tool is set up."""
