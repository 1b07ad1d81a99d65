"""Packs: guideline knowledge read from YAML, resolved, frozen and compiled once."""
