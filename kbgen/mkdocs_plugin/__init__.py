"""The adapter that hands finished pages to MkDocs."""
