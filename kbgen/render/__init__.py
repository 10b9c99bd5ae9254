"""The eighth stage: bodies, answers and facts become HTML."""
