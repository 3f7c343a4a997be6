"""Tests mirror the package: tests/<room>/test_<file>.py holds the promises of proxy/<room>/<file>.py."""
