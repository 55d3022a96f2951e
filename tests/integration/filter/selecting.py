# SPDX-License-Identifier: Apache-2.0
"""Runs the program `select` over the described world: what our parser and our evaluation make of a list of filters."""
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
WORLD = HERE / "world.json"
MACROS = HERE / "compatibility.macros"


class Answer:
    def __init__(self, line):
        kind, first, rest = line.split("\t", 2)
        self.ok = kind == "ok"
        self.message = "" if self.ok else rest
        self.position = None if self.ok else int(first)
        self.canonical = first if self.ok else None
        self.ids = rest.split() if self.ok else []


def select(filters, macros=MACROS):
    """One Answer a filter; a line break within a filter counts as a blank."""
    lines = [" ".join(text.split("\n")) for text in filters]
    done = subprocess.run([os.environ["SYSCOPE_SELECT"], str(WORLD), str(macros)], input="".join(f"{l}\n" for l in lines),
                          capture_output=True, text=True, check=True, timeout=60)
    answers = [Answer(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines), done.stdout + done.stderr
    return answers
