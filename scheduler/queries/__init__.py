"""Read models: what a page or the API shows, gathered in one transaction and frozen; nothing is written here."""
