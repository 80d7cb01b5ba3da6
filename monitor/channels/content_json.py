"""A content as JSON, and back: what the console keeps, so that a retry shows the same, and what a webhook posts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import IntEnum
from types import NoneType, UnionType
from typing import cast, get_args, get_origin, get_type_hints

from monitor.core.message import Content, Digest, EditNote, FollowUp, Message, Notice
from monitor.core.outbox import DeliveryKind

KINDS: Mapping[str, type[Content]] = {
    DeliveryKind.ALERT: Message,
    DeliveryKind.FOLLOW_UP: FollowUp,
    DeliveryKind.EDIT: EditNote,
    DeliveryKind.DIGEST: Digest,
    DeliveryKind.NOTICE: Notice,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


def written(content: Content) -> str:
    """Return a content as a JSON object: `type`, then its fields by their names."""
    return json.dumps({"type": _NAMES[type(content)], **asdict(content)}, default=datetime.isoformat)


def content_of(rendered: str) -> Content:
    """Return the content that was written; without a `type` it is an alert, as older versions wrote only those.

    Fields that are missing have their defaults, fields that are not known are left out.
    """
    data = json.loads(rendered)
    return cast("Content", _read(KINDS[data.get("type", DeliveryKind.ALERT)], data))


def _read(kind: object, value: object) -> object:
    """Return a value as the type `kind`, which is one of those that contents are made of."""
    if isinstance(kind, UnionType):
        return None if value is None else _read(next(one for one in get_args(kind) if one is not NoneType), value)
    if get_origin(kind) is tuple:
        return _read_tuple(get_args(kind), value)
    if not isinstance(kind, type):
        raise TypeError(f"{kind} is no type that a content is made of")
    if is_dataclass(kind) and isinstance(value, Mapping):
        hints = get_type_hints(kind)
        return kind(**{name: _read(hints[name], one) for name, one in value.items() if name in hints})
    if kind is datetime:
        return datetime.fromisoformat(str(value))
    if issubclass(kind, IntEnum) and isinstance(value, str):
        return kind[value.upper()]  # a severity in words, as webhooks are given it
    return kind(value)


def _read_tuple(kinds: Sequence[object], value: object) -> tuple[object, ...]:
    values = list(value.values()) if isinstance(value, Mapping) else value
    if not isinstance(values, list):
        raise TypeError("a list was expected")
    if kinds[-1] is Ellipsis:
        return tuple(_read(kinds[0], one) for one in values)
    return tuple(_read(kind, one) for kind, one in zip(kinds, values, strict=True))
