"""Databases by URL, read-only."""
