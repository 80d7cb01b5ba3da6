"""Fail on files above 400 lines and, in the product, on functions above 60."""

import ast
import subprocess
import sys
from pathlib import Path

MAX_FILE, MAX_FUNCTION = 400, 60

listed = subprocess.run(["git", "ls-files", "*.py"], capture_output=True, text=True, check=True).stdout.split()
problems = []
for path in map(Path, listed):
    source = path.read_text("utf-8")
    if source.count("\n") > MAX_FILE:
        problems.append(f"{path}: {source.count(chr(10))} lines")
    if path.parts[0] != "monitor":
        continue
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION:
                problems.append(f"{path}:{node.lineno}: {node.name} has {length} lines")
print("\n".join(problems) or f"{len(listed)} files, none too long")
sys.exit(bool(problems))
