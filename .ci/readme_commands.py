"""Print the set-up commands of a README: the one-line `sh` blocks under its heading "Two commands"."""

import re
import sys
from pathlib import Path

text = Path(sys.argv[1]).read_text("utf-8")
section = re.search(r"^## Two commands$(.*?)^## ", text, re.MULTILINE | re.DOTALL)
if section is None:
    sys.exit(f'{sys.argv[1]}: no section "Two commands"')
for command in re.findall(r"^```sh\n(.+)\n```$", section[1], re.MULTILINE):
    print(command)
