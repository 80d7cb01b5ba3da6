"""An article on the terminal and as JSON: what rules see in it, and the passages they found."""

from typing import TYPE_CHECKING

from monitor.app.cli.output import marked, plain, show

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.core.article import Article
    from monitor.core.match import Match


def article_object(article: "Article") -> dict[str, object]:
    """Return an article as `extract --json` prints it."""
    keys = ("url", "title", "text", "lead", "captions", "author", "language", "published_at", "state")
    described = {key: plain(getattr(article, key)) for key in keys}
    described["published"] = described.pop("published_at")
    return described


def show_article(source: str, article: "Article") -> None:
    """Print an article whole; `source` is what the reader calls it."""
    for label, value in (
        ("source", source),
        ("title", article.title),
        ("state", f"{article.state}" + (f" ({article.state_reason})" if article.state_reason else "")),
        ("language", article.language or "unknown"),
        ("author", article.author or "unknown"),
        ("published", f"{article.published_at:%Y-%m-%d %H:%M} UTC" if article.published_at else "unknown"),
        *(("caption", caption) for caption in article.captions),
    ):
        show(f"{label:<10} {value}".rstrip())
    show(f"\n{article.text}\n")


def show_excerpts(found: "Match", out: "Console") -> None:
    """Print the passages of a match, what was found marked."""
    from rich.text import Text

    for excerpt in found.excerpts:
        lead = "    headline: " if excerpt.field == "title" else "    … "
        out.print(Text.assemble(lead, *marked(excerpt.text, excerpt.marks, out)), soft_wrap=True)
