"""Promises of the gateway."""
