"""clang-tidy over the library's sources; what was clean and has not changed is not read again.

A whole run takes some ten seconds a file. A file's mark, in build/lint, is named by everything that the
answer depends on: the checks, the compiler's arguments, the source and each header of ours it includes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import arrows

ROOT = arrows.ROOT
BUILD = ROOT / "build" / "dev"
MARKS = ROOT / "build" / "lint"
TIDY = ["clang-tidy-14", "--quiet", "-p", str(BUILD), "--extra-arg=-Wthread-safety"]


def run() -> bool:
    """Prints what clang-tidy finds; true where it finds nothing."""
    subprocess.run(["cmake", "--preset", "dev"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    MARKS.mkdir(parents=True, exist_ok=True)
    commands = json.loads((BUILD / "compile_commands.json").read_text())
    ours = {c["file"]: shlex.split(c["command"]) for c in commands if _is_ours(c["file"])}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return all(list(pool.map(_is_clean, sorted(ours), [ours[name] for name in sorted(ours)])))


def _is_clean(name: str, command: list[str]) -> bool:
    mark = MARKS / _fingerprint(name, command)
    if mark.exists():
        return True
    found = subprocess.run([*TIDY, name], capture_output=True, text=True)
    if found.returncode != 0:
        print(found.stdout, found.stderr, sep="\n", flush=True)
        return False
    mark.touch()
    return True


def _fingerprint(name: str, command: list[str]) -> str:
    arguments = _preprocessor_arguments(command)
    listed = subprocess.run(
        ["clang++-14", *arguments, "-MM", "-MT", "it", name],
        cwd=BUILD,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    included = {Path(os.path.realpath(BUILD / word)) for word in listed.replace("\\\n", " ").split()[1:]}
    parts = [" ".join(TIDY + arguments).replace(str(ROOT), ""), (ROOT / ".clang-tidy").read_text()]
    for path in sorted(path for path in included if path.is_relative_to(ROOT)):
        parts += [str(path.relative_to(ROOT)), path.read_text()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _preprocessor_arguments(command: list[str]) -> list[str]:
    kept, words = [], iter(command)
    for word in words:
        if word in ("-isystem", "-include"):
            kept += [word, next(words)]
        elif word.startswith(("-I", "-D", "-std=")):
            kept.append(word)
    return kept


def _is_ours(name: str) -> bool:
    path = os.path.relpath(os.path.realpath(name), ROOT)
    return path.split("/")[0] in arrows.ARROWS
