"""One name, one type: two classes of one name in one namespace are undefined behaviour at link time."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("core", "session", "reflect", "rewriter", "guest", "share", "driver", "tools")
NAMESPACE = re.compile(r"^namespace ([\w:]+) \{", re.MULTILINE)
TYPE = re.compile(r"^(?:struct|class|enum class) (\w+)[^;\n]*\{", re.MULTILINE)


def test_no_type_is_defined_twice():
    places = defaultdict(set)
    for folder in FOLDERS:
        for header in sorted((ROOT / folder).rglob("*.h")):
            text = header.read_text()
            namespaces = "::".join(NAMESPACE.findall(text))
            for name in TYPE.findall(text):
                places[f"{namespaces}::{name}"].add(str(header.relative_to(ROOT)))
    twice = {name: sorted(where) for name, where in places.items() if len(where) > 1}
    assert places and not twice
