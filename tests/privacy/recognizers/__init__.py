"""Promises of the recognisers, one table for each."""
