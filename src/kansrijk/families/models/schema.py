"""The schema of compartment B and how its tables are named."""

SCHEMA = "families"


def table(name: str) -> str:
    """The name of a table in the schema, as it is written into a statement."""
    return f'"{SCHEMA}"."{name}"'
