# SPDX-License-Identifier: Apache-2.0
"""Conditions as people write them for Falco and sysdig (compatibility.txt): each parses and selects the events it must."""
import json
import sys

import selecting


def read_list(path):
    cases = []
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("\t"):
            cases[-1][1] = line.strip()
        else:
            cases.append([line, None])
    return cases


def problem(wanted, answer, everything):
    if wanted and wanted.startswith("!"):
        part = wanted[1:].strip()
        return None if not answer.ok and part in answer.message else f"must be refused with {part!r}"
    if not answer.ok:
        return f"does not parse: {answer.message}"
    if wanted is None:
        return None
    ids = wanted[1:].split()
    ids = everything if ids == ["*"] else set(ids)
    got = set(answer.ids)
    if got == ids:
        return None
    return f"selects too much: {sorted(got - ids)}, too little: {sorted(ids - got)}"


def main():
    cases = read_list(selecting.HERE / "compatibility.txt")
    everything = {event["id"] for event in json.loads(selecting.WORLD.read_text())["events"]}
    answers = selecting.select([text for text, _ in cases])
    again = selecting.select([answer.canonical or "" for answer in answers])
    failed = 0
    for (text, wanted), answer, second in zip(cases, answers, again):
        wrong = problem(wanted, answer, everything)
        if not wrong and answer.ok and (second.canonical, second.ids) != (answer.canonical, answer.ids):
            wrong = f"its canonical text is another filter: {answer.canonical}"
        if wrong:
            failed += 1
            print(f"{text}\n    {wrong}")
    meant = sum(1 for _, wanted in cases if wanted and wanted.startswith("="))
    refused = sum(1 for _, wanted in cases if wanted and wanted.startswith("!"))
    print(f"{len(cases)} conditions: {meant} with the events they select, {refused} refused as documented, {failed} wrong")
    return 1 if failed or meant < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
