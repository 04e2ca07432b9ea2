"""Zip archives: every member is a source of its own."""
