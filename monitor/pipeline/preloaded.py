"""What parsers load at their first use, loaded beforehand: for the fork server alone, so that its workers share it.

The model that tells languages takes 75 MB and 0.4 s of CPU. Each worker loaded it for itself at the first text whose
language nobody says, and again whenever it was replaced.
"""

from monitor.articles.language import detect

detect("The ministers met at dawn, and nothing was signed.")
