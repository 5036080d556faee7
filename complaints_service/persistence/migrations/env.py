"""Runs the migrations on the connection that `persistence.migrate` has opened and locked."""

from alembic import context


def run() -> None:
    """Run inside the caller's transaction, so that all of an upgrade happens or none of it."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=context.config.attributes.get("metadata"),
    )
    with context.begin_transaction():
        context.run_migrations()


run()
