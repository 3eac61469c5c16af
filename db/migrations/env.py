"""Where alembic starts: runs the migrations on the connection it was handed."""

from __future__ import annotations

from alembic import context

# One transaction for all steps; on SQLite too, whose changes of tables can be rolled back.
connection = context.config.attributes["connection"]
if context.is_offline_mode():
    context.configure(
        url=context.config.attributes["url"], literal_binds=True, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    context.configure(connection=connection, transactional_ddl=True, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
