"""Alembic's entry: runs the migrations on the connection, and inside the transaction, that `engine.migrate` gives."""

from alembic import context

from straitwatch.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
