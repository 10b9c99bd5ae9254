"""The tables stage: Dataview queries and Bases over the notes of a knowledge base, answered without a clock."""
