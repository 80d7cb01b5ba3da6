"""The shell around the pure rooms: poll, read, read again, deliver, prune, each an idempotent "do what is due".

Here: the stages with their transactions (DESIGN.md §3), getting a page (`pages`, and whether it is `worth` that), what
a channel does in its `turn` (`claims`, what is `held`, what stands in `threads`, the `outcomes` of it), the `clicks`
of people, the worker processes, what wakes the stages (`engines`), the run of rule tests. Not here: SQL, HTTP, Slack
(adapters behind ports) and every decision that can be made without them (the pure rooms). The store is the queue of
record: whatever is killed here is done again.
"""
