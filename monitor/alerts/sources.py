"""What a reader calls the publisher of an article."""

from urllib.parse import urlsplit

from monitor.core.article import Article


def source_of(article: Article) -> str:
    """Return the name a reader knows the publisher by, else the host of the URL.

    >>> source_of(Article(url="https://www.example.org/a", title="", text=""))
    'example.org'
    """
    return article.site or _host(article)


def names_of(article: Article) -> tuple[str, ...]:
    """Return what people may call the publisher: the name that messages show, and the host with and without www."""
    return source_of(article), _host(article), f"www.{_host(article)}"


def _host(article: Article) -> str:
    try:
        host = urlsplit(article.url).hostname
    except ValueError:  # brackets that are no IPv6 address
        host = None
    return (host or article.url).removeprefix("www.")
