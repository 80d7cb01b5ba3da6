import doctest
import importlib
import pkgutil

import pytest

import monitor.text


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(monitor.text.__path__)])
def test_the_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"monitor.text.{name}")).failed == 0
