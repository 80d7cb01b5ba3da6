"""Pure decisions about alerts: stories, what is due, what a message says.

Here: which articles tell the same news (`stories`), which alert leads and where it is posted (`plan`), what its
message says (`content`), which rules an edit of an article concerns (`edits`), how long to wait after a refusal
(`backoff`). Not here: any I/O or clock (`monitor.pipeline` brings rows and `now`, and writes down what is decided) and
how a message looks (`monitor.channels`). So every decision can be tested, and explained afterwards, by the reason it
carries.
"""
