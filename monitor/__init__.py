"""News monitor: polls feeds, reads the articles, matches them against rules, posts the passages to Slack."""

__version__ = "0.1.0"
