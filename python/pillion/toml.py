"""The little of TOML that a relations file is written with. (Python reads TOML, and writes none.)"""

from __future__ import annotations

import json
import re
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def value(given: Any) -> str:
    if isinstance(given, dict):
        return "{ " + ", ".join(f"{key(name)} = {value(each)}" for name, each in given.items()) + " }"
    if isinstance(given, (list, tuple)):
        return "[" + ", ".join(value(each) for each in given) + "]"
    return json.dumps(given) if isinstance(given, bool) else _text(given)


def pairs(entries: dict[str, Any]) -> str:
    return "".join(f"{key(name)} = {value(each)}\n" for name, each in entries.items())


def _text(given: str) -> str:
    """JSON's strings are TOML's, but for one character."""
    return json.dumps(given, ensure_ascii=False).replace("\x7f", "\\u007f")
