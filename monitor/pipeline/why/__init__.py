"""Why did we, or did we not, hear about this article? The walk from its feed to its channel.

Here: gathering what the store knows of one address (`trace`), and from that, purely, the stations it came to (`unseen`,
`read`, `judged`, `told`) and the answer: one sentence, the station that decided, what would change it (`answer`).
Not here: how it is printed (`app.cli`), how a rule is explained (`matching`).

Nothing is guessed: what is not kept (when an entry was settled, what rules said long ago) is not told, and what is
likely and not certain says so ("probably", "may").
"""

from monitor.pipeline.why.answer import answer
from monitor.pipeline.why.stations import Answer, Judging, Outcome, Period, Station, Step
from monitor.pipeline.why.trace import Candidates, Trace, gather

__all__ = [
    "Answer",
    "Candidates",
    "Judging",
    "Outcome",
    "Period",
    "Station",
    "Step",
    "Trace",
    "answer",
    "gather",
]
