"""docs/tutorial.md: its files are written, its commands run in one shell, their output compared.

A block "python > FILE" is a file, ">> FILE" is added to one; a line `$ ...` of a console block is a
command, and what follows is what it prints (`...` stands for anything). pip takes the driver from
this build and the other packages from this environment; the rest is as the reader has it.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)(?: (>>?) (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END = "@@ended with "


class Shell:
    """One bash, whose commands share directory, environment and jobs."""

    def __init__(self, directory: Path, environment: dict[str, str]) -> None:
        self.bash = subprocess.Popen(
            ["bash"],
            cwd=directory,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, command: str) -> tuple[int, str]:
        self.bash.stdin.write(f"{command}\nprintf '\\n{END}%s\\n' $?\n")
        self.bash.stdin.flush()
        said = ""
        for line in self.bash.stdout:
            if line.startswith(END):
                return int(line[len(END) :]), said
            said += line
        raise AssertionError(f"the shell ended in {command}: {said}")

    def close(self) -> None:
        self.bash.stdin.write("kill $(jobs -p) 2>/dev/null; exit\n")
        self.bash.stdin.close()
        self.bash.wait(20)


def commands(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def matches(said: str, shown: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("..."))
    return re.fullmatch(pattern, said.strip(), re.DOTALL) is not None


@pytest.fixture
def environment(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PILLION_")}
    return port, {
        **kept,
        "PILLION_SOURCE": str(ROOT),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "SKBUILD_CMAKE_DEFINE": f"PILLION_PREBUILT={Path(os.environ['PILLION_LIBRARY']).parents[1]}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this flag the other way round
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


@pytest.mark.timeout(600)
def test_every_command_of_the_tutorial(server, environment, tmp_path):
    port, variables = environment
    shell = Shell(tmp_path, variables)
    ran = 0
    try:
        for language, redirection, name, text in BLOCK.findall(TUTORIAL.read_text()):
            if name:
                file = tmp_path / "bookshop" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                with file.open("a" if redirection == ">>" else "w") as written:
                    written.write(text)
                continue
            assert language == "console", f"a block that nobody runs: {text}"
            for command, shown in commands(text):
                status, said = shell.run(command.replace("8000", port))
                # grep -c prints what is wanted here and fails where it is 0.
                assert status == 0 or "grep -c" in command, f"{command}\n{said}"
                if not command.endswith("&") and not command.startswith("kill"):
                    assert matches(said, shown), f"{command}\nprinted\n{said}\nand not\n{shown}"
                ran += 1
    finally:
        shell.close()
    assert ran > 15
