"""The service: domain, use cases, store, access and web pages."""
