"""What an editor needs beside a rule file: the schema as a file, and the line that names it."""

import json

from monitor.rules.schema import json_schema

SCHEMA_FILE = "rules.schema.json"
#: The first line of a rule file that has the schema beside it; editors read the path from the rule file's directory.
SCHEMA_LINE = f"# yaml-language-server: $schema=./{SCHEMA_FILE}"


def schema_text() -> str:
    """Return the JSON Schema of rule files, as `monitor schema` prints it and `monitor init` writes it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
