"""Lookup over statements: their ids, and an index that finds them by the words of a question."""
