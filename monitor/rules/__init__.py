"""Rule files: the language people edit, from bytes to a frozen `RuleSet`.

Here: reading YAML with positions, the expression parser, names, filters, rule tests as values, warnings.
`load.py` is the one place in the pure rooms that reads files. Not here: finding anything in a text (`matching`),
running rule tests (`pipeline.check`).

Built in layers, each of which only adds problems and goes on, so that one look shows everything that is wrong:
bytes (`source`), nodes with offsets (`yaml_nodes`), items (`sections`, `rule_items`), expressions (`tokens`, `parse`),
what was hardly meant in one file (`lint_file`), what others need to know of it (`outline`), what fits together
(`link`), what was hardly meant all together (`lint`). What depends on one file alone is kept by its content (`cache`).
"""

from monitor.rules.cache import RuleCache, Shelf
from monitor.rules.load import Checked, check, load, rule_files
from monitor.rules.model import RuleSet

__all__ = ["Checked", "RuleCache", "RuleSet", "Shelf", "check", "load", "rule_files"]
