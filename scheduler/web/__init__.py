"""The only door to Flask: routes translate requests into commands and queries, and render pages."""
