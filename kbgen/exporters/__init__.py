"""Writes findings in the formats that people, editors and systems of continuous integration read."""
