"""How an alert looks in Slack or on the console, and how it is posted.

Here: rendering within every limit of a service (`slack_blocks`, `console`), posting once and saying exactly what is
known of the outcome (`slack`, `slack_errors`), the card that a terminal shows (`card`; `kept` of what was posted). Not
here: when something is posted, retries, pace and look-ups (`monitor.pipeline`), nor what a message says
(`monitor.alerts`).

Everything that comes from the web is text and nothing else: it can neither format, link, ping nor reach the terminal.
The vendors' libraries are imported by the modules that need them, never by this one.
"""
