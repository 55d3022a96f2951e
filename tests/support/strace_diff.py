#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a program under strace and under the detector and compares what they print, task by task and line by line.

    strace_diff.py [-v] [-x] [-s N] [--show N] [--calls NAME,…] -- PROGRAM [ARGUMENT…]

Tasks are matched by who made them and in which order, calls that strace splits are joined, and what differs from run to run (process
numbers, times, random bytes, inodes) is made equal. Both run without address randomisation, so addresses are compared. Exit 0: equal.
Differences are listed by the call's name, the most frequent first.
"""
import argparse
import collections
import difflib
import os
import re
import subprocess
import sys
import tempfile

MAKES_TASK = re.compile(r"^(clone|clone3|fork|vfork)\(.*\) += (\d+)$")
LINE = re.compile(r"^(?:\[pid +)?(\d+)\]? +(.*)$")
# What is not the same twice, whoever looks.
VARYING = [
    (r"\) += ", ") = "),
    (r"\bst_([amc])time=[^,}]*", r"st_\1time=TIME"),
    (r"\b(stx_[amcb]time)=\{[^}]*\}( /\*[^*]*\*/)?", r"\1=TIME"),
    (r"\bsi_([us])time=\d+( /\*[^*]*\*/)?", r"si_\1time=N"),
    (r"\btms_(\w+)=\d+( /\*[^*]*\*/)?", r"tms_\1=N"),
    (r"\{tv_sec=-?\d+, tv_([nu])sec=-?\d+\}( /\*[^*]*\*/)?", r"{TIME_\1s}"),
    (r"\bru_(\w+)=\d+", r"ru_\1=N"),
    (r"^(getrandom\()\"[^\"]*\"", r'\1"RANDOM"'),
    (r"^(getppid\(\)) = \d+$", r"\1 = PPID"),
    (r"^(times\(.*\)) = \d+.*", r"\1 = N"),
    (r"^(time\(.*\)) = .*", r"\1 = N"),
]


def joined(lines):
    """(pid, text) of each line; a call that another task's line interrupts is one, at the place of its end."""
    begun = {}
    for line in lines:
        match = LINE.match(line)
        if not match:
            continue
        pid, text = match.group(1), match.group(2)
        if text.endswith(" <unfinished ...>"):
            begun[pid] = text[: -len(" <unfinished ...>")]
            continue
        if re.match(r"<\.\.\. (\w+) resumed>", text):
            start = begun.pop(pid, "")
            rest = re.sub(r"^<\.\.\. \w+ resumed>", "", text)
            text = start + rest
        yield pid, text
    for pid, text in begun.items():
        yield pid, text + "<unfinished ...>"


def tasks_of(lines):
    """{name: [text]}: the first task is "0", the second that it made "0.2"."""
    rows = list(joined(lines))
    names, made = {}, collections.Counter()
    if rows:
        names[rows[0][0]] = "0"
    # A child may show up before its parent's call has returned: first all names, then the lines.
    pending = list(rows)
    while pending:
        later = []
        for pid, text in pending:
            match = MAKES_TASK.match(text)
            if not match:
                continue
            if pid not in names:
                later.append((pid, text))
                continue
            made[pid] += 1
            names.setdefault(match.group(2), f"{names[pid]}.{made[pid]}")
        if len(later) == len(pending):
            break
        pending = later
    tasks = collections.defaultdict(list)
    for pid, text in rows:
        tasks[names.get(pid, "?" + pid)].append(text)
    known = re.compile(r"(?<![\w.])(" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")(?![\w.])") if names else None
    if tasks.get("0"):  # the environment of the first program lies in the tracer
        tasks["0"][0] = re.sub(r"0x[0-9a-f]+ (/\* \d+ vars)", r"ENVIRON \1", tasks["0"][0])
    for name, texts in tasks.items():
        tasks[name] = [normal(known.sub(lambda m: f"PID{names[m.group(1)]}", text) if known else text) for text in texts]
    return tasks


def normal(text):
    for pattern, to in VARYING:
        text = re.sub(pattern, to, text)
    return text


def call_of(text):
    match = re.match(r"(\w+)\(", text)
    if match:
        return match.group(1)
    return " ".join(text.split()[:2])


def compare(theirs, ours, calls):
    """[(call, task, strace's line or None, our line or None)] in the order of the traces."""
    out = []

    def add(task, a, b):
        call = call_of(a or b)
        if not calls or call in calls:
            out.append((call, task, a, b))

    for task in sorted(set(theirs) | set(ours)):
        a, b = theirs.get(task, []), ours.get(task, [])
        # Lines of the same call stand beside each other, so that one that differs shows as a pair.
        matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
        for what, a1, a2, b1, b2 in matcher.get_opcodes():
            if what == "equal":
                continue
            left, right = a[a1:a2], b[b1:b2]
            inner = difflib.SequenceMatcher(None, [call_of(t) for t in left], [call_of(t) for t in right], autojunk=False)
            for kind, i1, i2, j1, j2 in inner.get_opcodes():
                if kind == "equal":
                    for x, y in zip(left[i1:i2], right[j1:j2]):
                        add(task, x, y)
                    continue
                for x in left[i1:i2]:
                    add(task, x, None)
                for y in right[j1:j2]:
                    add(task, None, y)
    return out


def trace(command, program, environment):
    with tempfile.NamedTemporaryFile("r", errors="replace") as file:
        subprocess.run(["timeout", "60", "setarch", "-R", *command, "-o", file.name, "--", *program], stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, check=False)
        return file.read().split("\n")


def compare_program(program, detector, letters=(), calls=(), keep=None, backend="auto"):
    """The differences, and how many lines strace printed. `letters` are options that both know."""
    environment = {**os.environ, "TZ": "UTC"}
    theirs = trace(["strace", "-f", *letters], program, environment)
    ours = trace([detector, "exec", "--backend", backend, *letters], program, environment)
    if keep:
        for name, lines in (("strace", theirs), ("syscope", ours)):
            with open(f"{keep}.{name}", "w", encoding="utf-8") as file:
                file.write("\n".join(lines))
    return compare(tasks_of(theirs), tasks_of(ours), calls), len(theirs) - 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-v", action="store_true", help="structures whole")
    parser.add_argument("-x", action="store_true", help="strings in hexadecimal")
    parser.add_argument("-s", metavar="N", help="bytes of a string")
    parser.add_argument("--show", type=int, default=3, metavar="N", help="examples of each call (default 3)")
    parser.add_argument("--calls", default="", help="only these calls, separated by commas")
    parser.add_argument("--backend", default="auto", help="the detector's")
    parser.add_argument("--keep", metavar="PATH", help="write the traces to PATH.strace and PATH.syscope")
    parser.add_argument("--detector", default=os.environ.get("SYSCOPE_DETECTOR", "build/release/bin/syscope-detector"))
    parser.add_argument("program", nargs="+")
    options = parser.parse_args()
    letters = [f"-{letter}" for letter in "vx" if getattr(options, letter)] + (["-s", options.s] if options.s else [])
    calls = set(filter(None, options.calls.split(",")))
    differences, lines = compare_program(options.program, options.detector, letters, calls, options.keep, options.backend)
    groups = collections.defaultdict(list)
    for call, task, a, b in differences:
        groups[call].append((task, a, b))
    for call, rows in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"{call}: {len(rows)}")
        for task, a, b in rows[: options.show]:
            print(f"  [{task}] strace:  {a if a is not None else '-'}\n  {' ' * (len(task) + 2)} syscope: {b if b is not None else '-'}")
    print(f"{len(differences)} of {lines} lines differ")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
