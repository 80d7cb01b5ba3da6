"""`monitor schema`: the format of rule files, for editors."""

import json

from monitor.app.cli.output import show


def schema() -> None:
    """Print the JSON Schema of rule files.

    Editors that know it complete keys and check while you type: keep what is printed in a file, rules.schema.json say,
    and begin each rule file with

    # yaml-language-server: $schema=rules.schema.json

    Example: monitor schema
    """
    from monitor.rules.schema import json_schema

    show(json.dumps(json_schema(), indent=2, ensure_ascii=False))
