"""Who may include whom: ARCHITECTURE.md's arrows, held against every #include of the sources."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# folder: the folders whose headers it may include (its own always)
ARROWS = {
    "core": set(),
    "session": {"core"},
    "reflect": {"core"},
    "rewriter": {"core", "reflect"},
    "guest": {"core", "session", "reflect", "rewriter"},
    "share": {"core", "session", "reflect", "rewriter", "guest"},
    "driver": {"core", "session", "reflect", "rewriter", "guest", "share"},
    "tools": {"core", "session", "reflect", "rewriter", "guest", "share"},
}

# third-party header: the one folder that sees it
OWNED_HEADERS = {
    r"libpq-fe\.h|libpq/.*": "session",
    r"sqlite3\.h": "session",
    r"sql\.h|sqlext\.h|sqltypes\.h|sqlucode\.h|odbcinst\.h": "driver",
    r"pg_query.*|postgres\.h|nodes/.*": "rewriter",
    r"utf8.*": "core",
    r"toml\+\+/.*": "reflect",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def sources(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in {".h", ".cc", ".c"})


def violations() -> list[str]:
    found = []
    for folder, allowed in ARROWS.items():
        for path in sources(folder):
            for bracket, header in INCLUDE.findall(path.read_text()):
                problem = _judge(folder, allowed, bracket, header)
                if problem:
                    found.append(f"{path.relative_to(ROOT)}: {problem}")
    return found


def _judge(folder: str, allowed: set[str], bracket: str, header: str) -> str | None:
    for pattern, owner in OWNED_HEADERS.items():
        if re.fullmatch(pattern, header) and folder != owner:
            return f"<{header}> is seen in {owner}/ only"
    if bracket == "<":
        return None
    target = header.split("/")[0]
    if target not in ARROWS:
        return f'"{header}" does not begin with the folder it is in'
    if target != folder and target not in allowed:
        return f'"{header}": {folder}/ may not include {target}/'
    return None
