"""Bytes of a page to an article and its state; no I/O."""
