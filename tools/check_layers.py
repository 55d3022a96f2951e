#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds every #include of the C sources against tools/layers.conf. Silence and exit status 0 = the layers are kept."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOP = ("common", "bpf", "detector", "server")
# Outside libraries that are kept to the folders whose row names them.
KEPT = ("<libpq-fe.h>", "<libwebsockets.h>", "<curl/", "<bpf/", "<uv.h>", "<zstd.h>", "<sodium.h>", "<json-c/", "<ini.h>")


def read_rules():
    rules = {}
    for number, line in enumerate((ROOT / "tools/layers.conf").read_text().splitlines(), 1):
        words = line.split("#")[0].split()
        if words:
            if words[0] in rules:
                sys.exit(f"tools/layers.conf:{number}: {words[0]} stands here twice")
            rules[words[0]] = words[1:]
    return rules


def allowed(folder, name, may):
    if name.startswith("<"):
        return any(name.startswith(word.rstrip(">")) for word in may if word.startswith("<"))
    own = folder + "/"
    if name.startswith(own) and "/" not in name[len(own):]:
        return True
    return any(name == word or name.startswith(word + "/") for word in may)


def check(path, folder, rules):
    problems = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+(?:"([^"]+)"|(<[^>]+>))', line)
        if not match:
            continue
        name = match.group(1) or match.group(2)
        if name.startswith("<") and not name.startswith(KEPT):
            continue
        if not name.startswith("<") and name.split("/")[0] not in TOP:
            problems.append(f'{path.relative_to(ROOT)}:{number}: "{name}" is not written from the root')
        elif not allowed(folder, name, rules):
            problems.append(f"{path.relative_to(ROOT)}:{number}: {folder} may not include {name}")
    return problems


def main():
    rules = read_rules()
    problems = []
    for top in TOP:
        for path in sorted((ROOT / top).rglob("*.[ch]")):
            folder = str(path.parent.relative_to(ROOT))
            if folder not in rules:
                problems.append(f"{path.relative_to(ROOT)}: folder {folder} has no row in tools/layers.conf")
                continue
            problems += check(path, folder, rules[folder])
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
