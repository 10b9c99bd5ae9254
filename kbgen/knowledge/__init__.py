"""The fourth stage: all notes become one immutable knowledge base."""
