"""The markup stage: a document's body becomes located references and an HTML template."""
