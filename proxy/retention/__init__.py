"""Nothing is kept without an end: what is older than its class allows is deleted, with a record."""
