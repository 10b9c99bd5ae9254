"""The render stage: bodies, answers and facts become HTML."""
