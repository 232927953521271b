"""./dev lint: clang-format, clang-tidy, the include arrows and ruff, each over the whole tree."""

from __future__ import annotations

import subprocess
import sys

import arrows
import tidy

ROOT = arrows.ROOT
FOLDERS = [*arrows.ARROWS, "tests", "bench"]


def cpp_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "*.cc", "*.h", "*.c"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    return [name for name in listed if name.split("/")[0] in FOLDERS]


def clang_format() -> bool:
    return _ok(["clang-format-14", "--dry-run", "--Werror", *cpp_files()])


def clang_tidy() -> bool:
    return tidy.run()


def include_arrows() -> bool:
    found = arrows.violations()
    print(*found, sep="\n")
    return not found


def ruff() -> bool:
    tool = [sys.executable, "-m", "ruff"]
    return _ok([*tool, "check", "."]) and _ok([*tool, "format", "--check", "."])


def _ok(command: list[str]) -> bool:
    return subprocess.run(command, cwd=ROOT).returncode == 0


def main() -> int:
    failed = []
    for check in (include_arrows, ruff, clang_format, clang_tidy):
        print(f"== {check.__name__}", flush=True)
        if not check():
            failed.append(check.__name__)
    print("lint:", "failed: " + ", ".join(failed) if failed else "clean")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
