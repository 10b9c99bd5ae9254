"""The graph stage: knowledge and answers become a typed cross-reference graph."""
