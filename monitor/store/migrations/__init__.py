"""The steps from one schema to the next, run by Alembic; there is no way back but the backup."""
