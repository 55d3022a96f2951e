# SPDX-License-Identifier: Apache-2.0
"""docs/filter-language.md keeps its word: every filter on the page parses, what it says of an event without a value holds, its
translations of strace's options are the ones we make, and its sessions of the command line print what they show."""
import os
import re
import shlex
import subprocess
import sys
import tempfile

import selecting

ROOT = selecting.HERE.parents[2]
PAGE = ROOT / "docs" / "filter-language.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split(" | ")]


def code(cell):
    """The words in backticks."""
    return re.findall(r"`([^`]*)`", cell)


def tables(text):
    """Rows as dictionaries, by the table's head."""
    head, out = None, []
    for line in FENCE.sub("", text).splitlines():
        if not line.startswith("|"):
            head = None
        elif head is None:
            head = cells(line)
        elif not re.match(r"^\|[-|]+\|$", line):
            out.append(dict(zip(head, cells(line))))
    return out


class Page:
    def __init__(self, text):
        self.text = text
        self.blocks = FENCE.findall(text)
        self.rows = tables(text)
        self.problems = []
        self.checked = 0

    def lines(self, kind):
        return [line for found, body in self.blocks if found == kind for line in body.splitlines() if line.strip()]

    def check(self, what, good, why=""):
        self.checked += 1
        if not good:
            self.problems.append(f"{what}\n    {why}")

    def check_filters(self, macros):
        filters = self.lines("filter") + [f for row in self.rows for f in code(row.get("example", ""))]
        for text, answer in zip(filters, selecting.select(filters, macros)):
            self.check(text, answer.ok, answer.message)
        refused = self.lines("refused")
        for text, answer in zip(refused, selecting.select(refused, macros)):
            self.check(text, not answer.ok, "is said to be refused")
        assert len(filters) > 30 and refused, "where are the examples?"

    def check_missing(self):
        rows = [row for row in self.rows if "holds for a mkdir" in row]
        answers = selecting.select([code(row["condition"])[0] for row in rows])
        for row, answer in zip(rows, answers):
            got = "yes" if "bash_mkdir" in answer.ids else "no"
            self.check(row["condition"], answer.ok and got == row["holds for a mkdir"], f"{got} {answer.message}")
        assert len(rows) > 4

    def check_strace(self):
        rows = [row for row in self.rows if row.get("strace", "").startswith("`-e trace=")]
        texts = [code(row["is the filter"]) for row in rows]
        made = selecting.select([code(row["strace"])[0] for row in rows])
        said = selecting.select([text[0] if text else "" for text in texts])
        for row, ours, theirs in zip(rows, made, said):
            self.check(row["strace"], ours.ok and theirs.ok and ours.canonical == theirs.canonical,
                       f"is {ours.canonical} {ours.message}")
        assert len(rows) > 3

    def check_links(self):
        for target in re.findall(r"\]\(([^)#]+)\)", self.text):
            self.check(target, (PAGE.parent / target).exists(), "leads nowhere")
        for name in ("README.md", "ARCHITECTURE.md"):
            self.check(name, "docs/filter-language.md" in (ROOT / name).read_text(), "does not lead here")

    def check_session(self, body):
        command, shown = None, []
        for line in body.splitlines() + ["$"]:
            if not line.startswith("$"):
                shown.append(line)
                continue
            if command:
                self.run(command, shown)
            command, shown = line[1:].strip(), []

    def run(self, command, shown):
        words = shlex.split(command)
        words[0] = os.path.join(os.environ["SYSCOPE_BIN"], words[0])
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, cwd=folder)
        pattern = "".join(r"(?:.*\n)*" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n"
                          for line in shown)
        self.check(command, re.fullmatch(pattern, done.stdout), f"printed:\n{done.stdout[-2000:]}")


def main():
    page = Page(PAGE.read_text())
    with tempfile.NamedTemporaryFile("w", suffix=".macros") as macros:
        macros.write("".join(line + "\n" for line in page.lines("macros")))
        macros.flush()
        page.check_filters(macros.name)
    page.check_missing()
    page.check_strace()
    page.check_links()
    for kind, body in page.blocks:
        if kind == "console":
            page.check_session(body)
    print("\n".join(page.problems))
    print(f"{page.checked} things said on the page, {len(page.problems)} wrong")
    return 1 if page.problems else 0


if __name__ == "__main__":
    sys.exit(main())
