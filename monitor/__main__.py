"""Run the command line as `python -m monitor`."""

from monitor.app.cli import main

if __name__ == "__main__":
    main()
