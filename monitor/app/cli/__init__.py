"""The command line: `monitor …`.

Results go to stdout, problems and progress to stderr; exit 0 ok, 1 problems found, 2 usage. Each module holds the
commands of one subject and imports heavy rooms inside its functions, so that `--help` and `check` start at once.
"""

import io
import sys

from monitor.core.errors import DaemonRunning, MonitorError, SettingsError


def main() -> None:
    """Run the command that the arguments name, and exit with its status."""
    from monitor.app.cli.app import app
    from monitor.app.cli.output import say

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a character gets its number, not a traceback
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except (SettingsError, DaemonRunning) as error:
        say(str(error))
        sys.exit(2)
    except MonitorError as error:
        say(str(error))
        sys.exit(1)
    except BrokenPipeError:  # `monitor … | head`
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # the disk is full, say
        say(f"{error.filename or 'this machine'}: {error.strerror or error}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
