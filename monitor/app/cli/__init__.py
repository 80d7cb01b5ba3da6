"""The command line: `monitor …`.

Results go to stdout, problems and progress to stderr; exit 0 ok, 1 problems found, 2 usage. Each module holds the
commands of one subject and imports heavy rooms inside its functions, so that `--help` and `check` start at once.
"""

import sys

from monitor.core.errors import DaemonRunning, MonitorError, SettingsError


def main() -> None:
    """Run the command that the arguments name, and exit with its status."""
    from monitor.app.cli.app import app

    try:
        app()
    except (SettingsError, DaemonRunning) as error:
        _say(error)
        sys.exit(2)
    except MonitorError as error:
        _say(error)
        sys.exit(1)
    except BrokenPipeError:  # `monitor … | head`
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _say(error: MonitorError) -> None:
    print(str(error), file=sys.stderr)  # noqa: T201 - the one place that tells errors
