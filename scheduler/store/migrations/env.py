"""How Alembic runs here: on the connection it is handed, inside the caller's transaction."""

from alembic import context

from scheduler.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
