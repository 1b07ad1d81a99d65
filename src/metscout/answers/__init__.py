"""Cited questions and answers: statements of the knowledge, chosen for a question and quoted as they are."""
