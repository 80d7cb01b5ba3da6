"""`monitor schema`: the format of rule files, for editors."""

from monitor.app.cli.output import show


def schema() -> None:
    """Print the JSON Schema of rule files.

    Editors that know it complete keys and check while you type. `monitor init` writes it beside the rules; for a
    directory of your own keep what is printed there as rules.schema.json, and begin each rule file with

    # yaml-language-server: $schema=./rules.schema.json

    Example: monitor schema
    """
    from monitor.app.editors import schema_text

    show(schema_text().rstrip("\n"))
