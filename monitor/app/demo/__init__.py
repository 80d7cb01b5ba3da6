"""A small news world on loopback."""
