"""The checks stage: everything known becomes diagnostics in a stable order."""
