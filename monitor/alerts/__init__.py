"""Pure decisions about alerts: stories, what is due, what a message says."""
