"""The command line: `monitor …`.

Results go to stdout, problems and progress to stderr; exit 0 ok, 1 problems found, 2 usage. Each module holds the
commands of one subject and imports heavy rooms inside its functions, so that `--help` and `check` start at once.
"""

import gc
import io
import sys

from monitor.core.errors import DaemonRunning, MonitorError, SettingsError

#: Objects made between two looks for cycles. With Python's 700, loading 20,000 rules spent a quarter of its time on
#: looking (8.5 s, 6.2 s with this); rules have no cycles, and 50,000 objects are a few megabytes.
_COLLECT_AFTER = 50_000


def main() -> None:
    """Run the command that the arguments name, and exit with its status."""
    from monitor.app.cli.app import app
    from monitor.app.cli.output import say

    gc.set_threshold(_COLLECT_AFTER, 10, 10)
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
