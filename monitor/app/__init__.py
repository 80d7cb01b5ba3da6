"""Settings, wiring, the command line: the only place that reads the environment and knows every room.

Here: which adapter fulfils which port, the daemon as a process (lock, signals, progress), the commands, the demo.
Not here: any decision about feeds, articles or alerts.
"""
