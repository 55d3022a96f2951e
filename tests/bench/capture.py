#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs loads under each tool, interleaved, and prints how many times longer they took than untraced in the same round (medians).

The load measures itself, so what a tool needs to start and to end does not count. Ways to trace are one table, loads another.
"""
import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time


class Way:
    """How a load is traced: a command in front of it, or a tool beside it that sees the whole host (or, for one, other tasks)."""

    def __init__(self, name, before=None, beside=None, ready=None, slow=False):
        self.name, self.before, self.beside, self.ready, self.slow = name, before or [], beside, ready, slow


def ways(binaries):
    """@DATA@ is a file that is thrown away."""
    detector = os.path.join(binaries, "syscope-detector")
    hooks = os.path.join(binaries, "bench_hooks")
    data = ["-o", "@DATA@"]
    return [
        Way("untraced"),
        Way("empty program, exit", beside=[hooks, "exit"], ready="ready"),
        Way("empty programs, enter and exit", beside=[hooks, "both"], ready="ready"),
        Way("syscope, another container's", beside=[detector, "exec", *data, "--", "sleep", "1000"]),
        Way("syscope -c", before=[detector, "exec", "-c", "--latency", "off", *data, "--"]),
        Way("syscope -c, latency", before=[detector, "exec", "-c", *data, "--"]),
        Way("syscope, exit only", before=[detector, "exec", "--format", "none", "--latency", "off", *data, "--"]),
        Way("syscope, latency", before=[detector, "exec", "--format", "none", *data, "--"]),
        Way("syscope, text to a file", before=[detector, "exec", *data, "--"]),
        Way("syscope -yy, text to a file", before=[detector, "exec", "-yy", *data, "--"]),
        Way("bpftrace, count by call", beside=["bpftrace", "-B", "line", "-e", 'BEGIN { printf("ready\\n"); } tracepoint:raw_syscalls:sys_enter { @[args->id] = count(); }'], ready="ready"),
        Way("perf trace -s", before=["perf", "trace", "-s", "-o", "@DATA@", "--"], slow=True),
        Way("strace -f -c", before=["strace", "-f", "-c", *data, "--"], slow=True),
        Way("strace -f", before=["strace", "-f", *data, "--"], slow=True),
    ]


class Load:
    """What is measured. `fewer`: the same with less work for tools that slow it down many times."""

    def __init__(self, name, command, fewer=None):
        self.name, self.command, self.fewer = name, command, fewer or command


def make_files(folder, count):
    os.makedirs(folder)
    for number in range(count):
        with open(os.path.join(folder, f"file{number}"), "w", encoding="ascii") as file:
            file.write("x" * 700)


def make_source(path):
    with open(path, "w", encoding="ascii") as file:
        file.write("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <sys/socket.h>\n#include <pthread.h>\n")
        for number in range(400):
            file.write(f"int f{number}(int a, int b) {{ int s = {number}; for (int i = 0; i < a; i++) s += b * i ^ s; return s; }}\n")


REDIS = """
redis-server --port 0 --unixsocket $1/redis --save '' --appendonly no --daemonize no >/dev/null &
until redis-cli -s $1/redis ping >/dev/null 2>&1; do :; done
redis-benchmark -s $1/redis -q -n $2 -c 20 -t set,get >/dev/null
redis-cli -s $1/redis shutdown nosave >/dev/null 2>&1
wait
"""


def loads(work):
    make_files(os.path.join(work, "files"), 20000)
    make_source(os.path.join(work, "source.c"))
    return [
        Load("getppid", ["getppid", "2000000"], ["getppid", "50000"]),
        Load("files", ["files", "100000"], ["files", "10000"]),
        Load("tar", ["run", "sh", "-c", "tar cf - -C $1 files | cat >/dev/null", "sh", work]),
        Load("compile", ["run", "sh", "-c", "for i in 1 2 3; do gcc -O1 -c $1/source.c -o $1/object.o; done", "sh", work]),
        Load("redis", ["run", "bash", "-c", REDIS, "bash", work, "40000"], ["run", "bash", "-c", REDIS, "bash", work, "4000"]),
    ]


class Watch:
    """Processor time and most memory of a running detector, without its children."""

    def __init__(self, pid):
        self.pid, self.cpu, self.memory = pid, 0.0, 0

    def look(self):
        try:
            with open(f"/proc/{self.pid}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            with open(f"/proc/{self.pid}/status", encoding="ascii", errors="replace") as file:
                self.memory = next((int(line.split()[1]) for line in file if line.startswith("VmHWM")), self.memory)
        except (OSError, IndexError):
            return
        self.cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start_beside(way, data):
    words = [word.replace("@DATA@", data) for word in way.beside]
    tool = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    while way.ready:
        line = tool.stdout.readline()
        if not line:
            sys.exit(f"{way.name}: {words[0]} ended before it was ready")
        if way.ready in line:
            break
    time.sleep(1 if not way.ready or "bpftrace" in words[0] else 0.05)
    return tool


def stop_beside(tool):
    tool.stdin.close()
    tool.send_signal(signal.SIGINT)
    try:
        tool.wait(timeout=20)
    except subprocess.TimeoutExpired:
        tool.kill()
        tool.wait()


def measure(way, load, binaries, work):
    """Seconds of the load, and the watch over the tool in front of it."""
    data, result = os.path.join(work, "data"), os.path.join(work, "result")
    if os.path.exists(result):
        os.remove(result)
    beside = start_beside(way, data) if way.beside else None
    command = [word.replace("@DATA@", data) for word in way.before]
    command += [os.path.join(binaries, "bench_load"), result, *(load.fewer if way.slow else load.command)]
    tool = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watch = Watch(tool.pid)
    while tool.poll() is None:
        watch.look()
        time.sleep(0.02)
    if beside:
        stop_beside(beside)
    if os.path.exists(data):
        os.remove(data)
    if not os.path.exists(result):
        sys.exit(f"{way.name}: {load.name} did not come to its end: {' '.join(command)}")
    with open(result, encoding="ascii") as file:
        return int(file.read()) / 1e9, watch


def events_of(load, binaries, work):
    """How many events the load makes."""
    command = [os.path.join(binaries, "syscope-detector"), "exec", "--format", "json", "--latency", "off", "-o", os.path.join(work, "events"), "--"]
    command += [os.path.join(binaries, "bench_load"), os.path.join(work, "result"), *load.fewer]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    with open(os.path.join(work, "events"), encoding="utf-8", errors="replace") as file:
        count = sum(1 for _ in file)
    os.remove(os.path.join(work, "events"))
    return count


def start_cost(way, binaries, work):
    """Processor time that the tool in front needs to start and to end."""
    return measure(way, Load("nothing", ["getppid", "1"]), binaries, work)[1].cpu


def run_load(load, all_ways, rounds, binaries, work):
    few = Way("untraced, less work", slow=True)
    chosen = all_ways if load.fewer is load.command else [*all_ways, few]
    watched = [way for way in chosen if way.name.startswith("syscope") and way.before]
    ratios, memory = {way.name: [] for way in chosen}, {}
    cpu = {way.name: -start_cost(way, binaries, work) for way in watched}
    for _ in range(rounds):
        seconds = {}
        for way in chosen:
            seconds[way.name], watch = measure(way, load, binaries, work)
            if way in watched:
                memory[way.name] = max(memory.get(way.name, 0), watch.memory)
                cpu[way.name] += watch.cpu / rounds
        for way in chosen:
            base = seconds[few.name] if way.slow and few.name in seconds else seconds["untraced"]
            ratios[way.name].append(seconds[way.name] / base)
    scale = int(load.command[-1]) / int(load.fewer[-1]) if load.fewer is not load.command else 1
    events = events_of(load, binaries, work) * scale
    print(f"\n{load.name}: {int(events)} events, {seconds['untraced']:.3f} s untraced")
    print(f"{'':34}{'median':>9}{'best':>9}{'detector µs/event':>20}{'MB':>6}")
    for way in all_ways:
        row = f"{way.name:34}{statistics.median(ratios[way.name]):8.2f}×{min(ratios[way.name]):8.2f}×"
        if way.name in memory:
            row += f"{cpu[way.name] / events * 1e6:20.2f}{memory[way.name] / 1024:6.0f}"
        print(row, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True, help="folder of the release build's programs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("loads", nargs="*", help="some of getppid, files, tar, compile, redis")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="syscope-bench.")
    try:
        known = loads(work)
        unknown = set(options.loads) - {load.name for load in known}
        if unknown:
            parser.error(f"there is no load {', '.join(sorted(unknown))}")
        for load in known:
            if not options.loads or load.name in options.loads:
                run_load(load, ways(options.bin), options.rounds, options.bin, work)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
