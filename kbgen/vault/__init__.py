"""The first stage: files on disk become documents."""
