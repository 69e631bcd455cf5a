"""The HTTP API, under /api/v1: what the pages can do, for programs."""
