"""A small news world on loopback, and a run of the real daemon against it.

Here: publishers, feeds and articles written for the demo (`texts/`, `content`, `markup`, `syndicate`, `world`), a
Slack-compatible server (`slack_server`), the run itself (`run`, `daemon`, `report`) and its audit (`audit`). Not here:
any part of the pipeline: the demo starts `monitor run` in a process of its own, just as a user would.
"""
