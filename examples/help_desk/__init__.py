"""A mirror between the human queue and a help desk that speaks Chatwoot's API: docs/help-desk.md."""
