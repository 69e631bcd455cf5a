"""The only door to SQLAlchemy: tables, repositories, outbox, unit of work and migrations."""
