"""python -m pillion doctor: is everything here that a guest needs?"""

from __future__ import annotations

import argparse
import sys

from .doctor import examine


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m pillion")
    commands = parser.add_subparsers(dest="command", required=True)
    doctor = commands.add_parser("doctor", help="check the installation, and say what to do")
    doctor.add_argument("--conninfo", help="also lend a connection to this database, and ride on it")
    arguments = parser.parse_args()
    return 0 if examine(arguments.conninfo) else 1


if __name__ == "__main__":
    sys.exit(main())
