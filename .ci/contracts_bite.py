"""Plant one violation of each import contract in a copy of the tree; each must be reported as broken."""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

#: Which import breaks which contract: id -> (module that gets the import, the import).
PLANTS = {
    "layers": ("monitor/matching/__init__.py", "import monitor.alerts"),
    "pipeline": ("monitor/pipeline/__init__.py", "import monitor.store"),
    "adapters": ("monitor/fetching/__init__.py", "import monitor.text"),
    "siblings": ("monitor/feeds/__init__.py", "import monitor.fetching"),
    "rules-alone": ("monitor/rules/__init__.py", "import monitor.articles"),
    "pure": ("monitor/alerts/__init__.py", "import sqlite3"),
    "cycles": ("monitor/text/__init__.py", "import monitor.matching"),
    "vendor-aiohttp": ("monitor/store/__init__.py", "import aiohttp"),
    "vendor-protego": ("monitor/pipeline/__init__.py", "import protego"),
    "vendor-feedparser": ("monitor/articles/__init__.py", "import feedparser"),
    "vendor-trafilatura": ("monitor/feeds/__init__.py", "import trafilatura"),
    "vendor-resiliparse": ("monitor/feeds/__init__.py", "import resiliparse"),
    "vendor-slack-sdk": ("monitor/pipeline/__init__.py", "import slack_sdk"),
    "vendor-apprise": ("monitor/app/__init__.py", "import apprise"),
    "vendor-sqlalchemy": ("monitor/pipeline/__init__.py", "import sqlalchemy"),
    "vendor-apscheduler": ("monitor/channels/__init__.py", "import apscheduler"),
    "vendor-daachorse": ("monitor/text/__init__.py", "import daachorse"),
    "vendor-sentencex": ("monitor/matching/__init__.py", "import sentencex"),
    "vendor-simplemma": ("monitor/rules/__init__.py", "import simplemma"),
    "vendor-babel": ("monitor/matching/__init__.py", "import babel"),
    "vendor-re2": ("monitor/text/__init__.py", "import re2"),
    "vendor-yaml": ("monitor/matching/__init__.py", "import yaml"),
    "vendor-typer": ("monitor/pipeline/__init__.py", "import typer"),
    "vendor-rich": ("monitor/alerts/__init__.py", "import rich"),
    "vendor-jinja2": ("monitor/channels/__init__.py", "import jinja2"),
}

contracts = {
    c["id"]: c["name"] for c in tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
if contracts.keys() != PLANTS.keys():
    sys.exit(f"contracts without a planted violation, or the reverse: {sorted(contracts.keys() ^ PLANTS.keys())}")

toothless = []
with tempfile.TemporaryDirectory() as folder:
    tree = Path(folder)
    shutil.copytree("monitor", tree / "monitor", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy("pyproject.toml", tree)
    for contract, (module, line) in PLANTS.items():
        path = tree / module
        original = path.read_text("utf-8")
        path.write_text(original + f"\n{line}\n", "utf-8")
        run = subprocess.run(
            ["lint-imports", "--no-cache", "--contract", contract],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree)},
            capture_output=True,
            text=True,
            check=False,
        )
        path.write_text(original, "utf-8")
        if run.returncode == 0 or "BROKEN" not in run.stdout:
            toothless.append(contract)
            print(run.stdout, run.stderr)
print("\n".join(f"{c}: the planted violation was not found" for c in toothless) or f"{len(PLANTS)} contracts bite")
sys.exit(bool(toothless))
