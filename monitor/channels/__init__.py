"""How an alert looks in Slack or on the console, and how it is posted."""
