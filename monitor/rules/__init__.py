"""Rule files: the language people edit, from bytes to a frozen `RuleSet`.

Here: reading YAML with positions, the expression parser, names, filters, rule tests as values, warnings.
`load.py` is the one place in the pure rooms that reads files. Not here: finding anything in a text (`matching`),
running rule tests (`pipeline.check`).
"""
