"""Conditions over facts, read four ways from one tree: evaluate, explain, masks, boxes."""
