"""How what is told looks in Slack or on the console, and how it is posted.

Here: rendering within every limit of a service (`console`; `plain`; `slack_blocks`, with a module for each kind of
content: an alert in `slack_message`, what stands in its thread in `slack_replies`, `slack_digest`), posting once and
saying exactly what is known of the outcome (`slack`, `slack_errors`; `webhook` and its forms), the cards that a
terminal shows (`card`; `slack_card` of what stands in Slack; `kept` of what was posted), the buttons that people press
(`slack_clicks`). Not here: when something is posted, retries, pace and look-ups (`monitor.pipeline`), nor what a
message says (`monitor.alerts`).

Everything that comes from the web is text and nothing else: it can neither format, link, ping nor reach the terminal.
The vendors' libraries are imported by the modules that need them, never by this one.
"""
