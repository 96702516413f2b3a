"""How the tables came to be (Alembic). One change a file; versions import alembic and sqlalchemy only."""
