"""The queue of record: schema, migrations, one module per port."""
