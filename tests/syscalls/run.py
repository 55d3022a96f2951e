#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Traces a program of this folder and looks for the lines it says must come, in its order.

With --strace the program runs under the real strace, so that what is expected is what strace prints. Where it cannot run, it fails.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile


def joined(lines):
    """strace splits a call that another task's line interrupts: the parts as one line, at the place of its end."""
    begun = {}
    for line in lines:
        pid, _, text = line.partition(" ")
        text = text.lstrip()
        resumed = re.match(r"<\.\.\. \w+ resumed>", text)
        if text.endswith(" <unfinished ...>"):
            begun[pid] = text[: -len("<unfinished ...>")].rstrip()
            continue
        if resumed:
            start = begun.pop(pid, "")
            text = start + (" " if start.endswith(",") else "") + text[resumed.end():]
        yield text


def trace_of(command):
    """The lines of a trace without pids, and with one blank in front of the result."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "trace")
        result = subprocess.run([word.replace("@OUTPUT@", path) for word in command], capture_output=True, text=True, check=False)
        if not os.path.exists(path):
            return result, []
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = list(joined(line.rstrip("\n") for line in file))
    return result, [re.sub(r"\) += ", ") = ", line) for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--detector", help="the detector that traces")
    parser.add_argument("--backend", default="auto")
    parser.add_argument("--strace", action="store_true")
    options = parser.parse_args()
    if options.strace:
        command = ["strace", "-f", "-o", "@OUTPUT@", options.program]
    else:
        command = [options.detector, "exec", "--backend", options.backend, "-o", "@OUTPUT@", "--", options.program]
    result, lines = trace_of(command)
    if result.returncode != 0:
        print(f"{' '.join(command)}: exit {result.returncode}\n{result.stderr}")
        return 1
    expected, at = result.stdout.splitlines(), 0
    if not expected:
        print("the program expects nothing")
        return 1
    for line in expected:
        try:
            at = lines.index(line, at) + 1
        except ValueError:
            name = line.split("(")[0]
            print("missing:\n  " + line + "\nseen of that call:")
            print("\n".join("  " + other for other in lines if other.startswith(name)))
            return 1
    print(f"{len(expected)} lines as expected")
    return 0


if __name__ == "__main__":
    sys.exit(main())
