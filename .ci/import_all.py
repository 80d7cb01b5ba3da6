"""Import every module of the package: a dependency that is not declared shows here."""

import importlib
import pkgutil

import monitor

names = [
    module.name
    for module in pkgutil.walk_packages(monitor.__path__, "monitor.")
    if "__main__" not in module.name and ".migrations." not in module.name
]
for name in names:
    importlib.import_module(name)
print(f"{len(names)} modules import")
