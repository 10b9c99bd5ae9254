"""The preview: what it shows, when, and who is told."""
