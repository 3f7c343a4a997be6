"""Fields that OpenAI-compatible servers add to the requests of chats and completions.

Source: the request types of vLLM 0.11, llama.cpp's server and Ollama's ``/v1`` as of late 2025. Sampling
settings are numbers, and named here because a number on a path that nobody knows is looked at: a token id
may look like an order. Words in them are the shop's developers', except documents, which hold anything.
"""

from proxy.dialects.rows import schema, setting, word
from proxy.dialects.slots import Row
from proxy.turn import JsonPath, SlotClass

_DEFINITION = SlotClass.DEFINITION

ANSWER_SCHEMAS: tuple[JsonPath, ...] = (
    ("response_format", "schema"),
    ("guided_json",),
    ("structured_outputs", "json"),
    ("json_schema",),
    ("format",),
)
"""Where these servers take a JSON schema of the answer."""

ANSWER_PATTERNS: tuple[JsonPath, ...] = (("guided_regex",), ("structured_outputs", "regex"))
"""Where they take a pattern of it."""

STEERING = (
    "stream",
    "stream_options.include_usage",
    "stream_options.include_obfuscation",
    "stream_options.continuous_usage_stats",
    "store",
    "n",
    "seed",
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "max_tokens",
    "presence_penalty",
    "frequency_penalty",
    "repetition_penalty",
)
"""Numbers and switches that chats and completions share."""

_SAMPLING = (
    "add_generation_prompt",
    "add_special_tokens",
    "allowed_token_ids[]",
    "cache_prompt",
    "continue_final_message",
    "dry_allowed_length",
    "dry_base",
    "dry_multiplier",
    "dry_penalty_last_n",
    "dynatemp_exponent",
    "dynatemp_range",
    "early_stopping",
    "id_slot",
    "ignore_eos",
    "include_reasoning",
    "include_stop_str_in_output",
    "length_penalty",
    "min_keep",
    "min_tokens",
    "mirostat",
    "mirostat_eta",
    "mirostat_tau",
    "n_indent",
    "n_keep",
    "n_predict",
    "n_probs",
    "parse_tool_calls",
    "post_sampling_probs",
    "priority",
    "prompt_logprobs",
    "repeat_last_n",
    "repeat_penalty",
    "return_progress",
    "return_token_ids",
    "return_tokens",
    "return_tokens_as_token_ids",
    "skip_special_tokens",
    "spaces_between_special_tokens",
    "stop_token_ids[]",
    "t_max_predict_ms",
    "thinking_budget_tokens",
    "timings_per_token",
    "top_n_sigma",
    "truncate_prompt_tokens",
    "typical_p",
    "use_beam_search",
    "xtc_probability",
    "xtc_threshold",
)

ROWS: tuple[Row, ...] = (
    *map(setting, _SAMPLING),
    word("think", "low medium high"),
    Row("bad_words[]", SlotClass.TEXT),
    Row("documents[]", SlotClass.TEXT),
    Row("documents[].**", SlotClass.TREE),
    Row("request_id", SlotClass.IDENTIFIER),
    Row("cache_salt", SlotClass.IDENTIFIER),
    Row("chat_template", _DEFINITION),
    Row("chat_template_kwargs.**", _DEFINITION),
    Row("mm_processor_kwargs.**", _DEFINITION),
    Row("vllm_xargs.**", _DEFINITION),
    schema("guided_json.**"),
    Row("guided_json", _DEFINITION),
    Row("guided_regex", _DEFINITION),
    Row("guided_choice[]", _DEFINITION),
    Row("guided_grammar", _DEFINITION),
    Row("guided_whitespace_pattern", _DEFINITION),
    word("guided_decoding_backend", "auto guidance lm-format-enforcer outlines xgrammar"),
    schema("structured_outputs.json.**"),
    Row("structured_outputs.json", _DEFINITION),
    Row("structured_outputs.regex", _DEFINITION),
    Row("structured_outputs.choice[]", _DEFINITION),
    Row("structured_outputs.grammar", _DEFINITION),
    Row("structured_outputs.structural_tag", _DEFINITION),
    Row("structured_outputs.whitespace_pattern", _DEFINITION),
    *(
        setting(f"structured_outputs.{name}")
        for name in (
            "json_object",
            "disable_fallback",
            "disable_any_whitespace",
            "disable_additional_properties",
        )
    ),
    schema("json_schema.**"),
    schema("response_format.schema.**"),
    Row("grammar", _DEFINITION),
    setting("grammar_lazy"),
    word("reasoning_format", "none auto deepseek deepseek-legacy"),
    word(
        "samplers[]", "dry edskypmxt min_p penalties temperature top_k top_n_sigma top_p typ_p xtc"
    ),
    Row("dry_sequence_breakers[]", _DEFINITION),
    word("keep_alive"),
    word("format", "json"),
    schema("format.**"),
    # What a provider looks up by itself (Azure's "on your data") brings texts that nobody protects; a
    # server's plug-ins do, too, and a transfer of caches or adapters points to what it keeps.
    *(
        Row(f"{place}.**", SlotClass.POINTER)
        for place in ("data_sources[]", "plugins[]", "kv_transfer_params", "lora[]")
    ),
)
