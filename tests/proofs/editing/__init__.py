"""Edits, by what they are of."""
