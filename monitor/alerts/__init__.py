"""Pure decisions about alerts: stories, what is due, what is held, what a message says.

Here: which articles tell the same news (`stories`), which alert leads, where it is posted and what holds it (`plan`, by
a channel's `situation`: its `calendar` of quiet hours and digests, its `mutes`), what becomes of later news and of
edits (`follow_ups`, `news`, `edits`), what a message and a digest say (`content`, `digests`, `sources`), how long to
wait after a refusal (`backoff`); which alerts a version of the rules makes of the past (`replay`, over `open_stories`
in memory), and what another version makes differently (`differences`). Not here: any I/O or clock (`monitor.pipeline`
brings rows and `now`, and writes down what is decided) and how a message looks (`monitor.channels`). So every decision
can be tested, and explained afterwards, by the reason it carries.
"""
