"""cmake --install puts everything in place, and other builds find it by pkg-config and by CMake."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
#include <pillion.h>
#include <stdio.h>
int main(void) {
  char token[PILLION_TOKEN_SIZE] = "";
  printf("%s %d", pillion_version(), pillion_reclaim(token) == PILLION_ETOKEN);
  return 0;
}
"""
CMAKE_LISTS = """
cmake_minimum_required(VERSION 3.25)
project(user LANGUAGES C)
find_package(pillion 0.1 REQUIRED)
add_executable(user user.c)
target_link_libraries(user PRIVATE pillion::pillion)
"""


def run(*command: object, **environment: str) -> str:
    done = subprocess.run(
        [str(word) for word in command], env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def build() -> Path:
    return Path(os.environ["PILLION_LIBRARY"]).parents[1]


@pytest.fixture(scope="module")
def prefix(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    prefix = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", build, "--prefix", prefix)
    return prefix


@pytest.fixture
def sanitized(build: Path) -> bool:
    return "PILLION_SANITIZE:STRING=\n" not in (build / "CMakeCache.txt").read_text()


def installed(prefix: Path, pattern: str) -> Path:
    (found,) = prefix.rglob(pattern)
    return found


@pytest.mark.parametrize(
    "name",
    [
        "libpillion.so",
        "include/pillion.h",
        "bin/pillion",
        "odbcinst.ini.sample",
        "pillion.pc",
        "pillion-config.cmake",
        "doc/pillion/README.md",
    ],
)
def test_the_file_is_installed(prefix: Path, name: str):
    assert installed(prefix, name).stat().st_size > 0


def test_nothing_but_odbc_and_pillion_is_exported(prefix: Path):
    lines = run("nm", "-D", "--defined-only", installed(prefix, "libpillion.so")).splitlines()
    names = [line.split()[-1].split("@")[0] for line in lines]
    assert [name for name in names if not name.startswith(("SQL", "pillion_"))] == []
    assert {"SQLDriverConnectW", "SQLFetch", "pillion_lend", "pillion_reclaim"} <= set(names)


def test_the_driver_brings_no_libpq_and_no_driver_manager(prefix: Path):
    needed = run("readelf", "-d", installed(prefix, "libpillion.so"))
    for library in ("libpq", "libodbc", "libpg_query", "libprotobuf", "libfmt", "libboost"):
        assert library not in needed


def test_the_sample_registers_the_driver(prefix: Path, tmp_path: Path):
    environment = {"ODBCSYSINI": str(tmp_path)}
    sample = installed(prefix, "odbcinst.ini.sample")
    run("odbcinst", "-i", "-d", "-f", sample, **environment)
    assert "[Pillion]" in run("odbcinst", "-q", "-d", **environment)


def test_a_c_program_by_pkg_config(prefix: Path, tmp_path: Path, sanitized: bool):
    if sanitized:
        pytest.skip("a program without sanitizers cannot load a library built with them")
    (tmp_path / "user.c").write_text(PROGRAM)
    directory = installed(prefix, "pillion.pc").parent
    library = installed(prefix, "libpillion.so").parent
    # The .pc file speaks of the configured prefix; the test moved it.
    flags = run(
        "pkg-config",
        f"--define-variable=libdir={library}",
        f"--define-variable=includedir={prefix}/include",
        "--cflags",
        "--libs",
        "pillion",
        PKG_CONFIG_PATH=str(directory),
    ).split()
    run("cc", tmp_path / "user.c", "-o", tmp_path / "user", *flags)
    assert run(tmp_path / "user", LD_LIBRARY_PATH=str(library)) == "0.1.0 1"


def test_a_c_program_by_cmake(prefix: Path, tmp_path: Path, sanitized: bool):
    if sanitized:
        pytest.skip("a program without sanitizers cannot load a library built with them")
    (tmp_path / "user.c").write_text(PROGRAM)
    (tmp_path / "CMakeLists.txt").write_text(CMAKE_LISTS)
    run("cmake", "-S", tmp_path, "-B", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", tmp_path / "build")
    assert run(tmp_path / "build" / "user") == "0.1.0 1"
