"""Backtests: which alerts the rules would have made, and what an edit of them changes.

What is asked (`question`: two versions of the rules, `revision` of them from git, and the articles), the work in many
processes (`brief` is what each of them knows), what is kept so that a killed run goes on (`kept`), the run (`run`),
what is told of it (`report`, `wording`), and the page to share (`page`). Which alerts come to be is decided in
`monitor.alerts`.
"""
