"""Bytes to entries, and when to poll again; no I/O."""
