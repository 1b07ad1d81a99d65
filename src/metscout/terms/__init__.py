"""The field's frozen words: categories, radiation levels, verdicts, sentences, citations, errors."""
