"""One keyword-only function for each use case: check, write, emit; all in the caller's transaction."""
