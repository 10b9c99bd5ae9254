"""The sixth stage: knowledge and answers become a typed cross-reference graph."""
