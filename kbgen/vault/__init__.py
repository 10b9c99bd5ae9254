"""The vault stage: files on disk become documents."""
