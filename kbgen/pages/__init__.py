"""The ninth stage: everything known becomes finished pages."""
