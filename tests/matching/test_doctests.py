import doctest
import importlib
import pkgutil

import pytest

import monitor.matching


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(monitor.matching.__path__)])
def test_the_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"monitor.matching.{name}")).failed == 0
