"""What wakes the stages; an engine carries only shard numbers and channel names, so a lost wake-up does no harm.

Here: `embedded` (APScheduler in the daemon's own process) and `once` (one pass, for cron and tests). Not here: any
state of what is due, which is the store's.
"""
