"""The percolator: which rules hold for an article, where, and what to show."""
