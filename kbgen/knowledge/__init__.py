"""The knowledge stage: all notes become one immutable knowledge base."""
