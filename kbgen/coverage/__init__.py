"""The coverage stage: graph, settings, telemetry and evidence in, a verdict with reasons out."""
