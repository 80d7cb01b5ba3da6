"""Folding with offsets into the original; words, sentences, paragraphs."""
