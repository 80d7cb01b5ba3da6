import doctest
import importlib
import pkgutil

import pytest

import monitor.rules


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(monitor.rules.__path__)])
def test_the_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"monitor.rules.{name}")).failed == 0
