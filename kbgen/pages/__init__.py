"""The pages stage: everything known becomes finished pages."""
