"""XML that comes from outside as a tree: nothing outside the text is read, no entity is expanded, damage is mended."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element


def tree_of(text: str) -> "_Element | None":
    """Return the outermost element, None if there is none; elements nested deeper than 256 are left out."""
    from lxml import etree  # noqa: PLC0415 - only what meets such a document loads it

    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    tree: _Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    return tree


def name_of(element: "_Element") -> str:
    """Return the local name of an element in lower case; prefixes are whatever a program writes."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
