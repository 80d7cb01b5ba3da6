"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="The directory of rule files. [default: rules]")
]
DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Where the database lives. [default: the platform's state directory]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
LimitOption = Annotated[
    int, typer.Option("--limit", metavar="N", min=1, max=100_000, help="At most so many, the newest first.")
]
UrlArgument = Annotated[str, typer.Argument(metavar="URL", help="http or https.")]
