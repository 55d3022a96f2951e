# SPDX-License-Identifier: Apache-2.0
"""Writes a described world (world.json) as a .scap file that sysdig reads: old-style pairs of enter and exit events, which every
version understands. Blocks and parameters are those of falcosecurity/libs as Debian's sysdig 0.29.3 has them."""
import ipaddress
import json
import struct

FIRST_TS = 1700000000000000000
STEP_NS = 1000000
SECTION, MACHINE, PROCESSES, DESCRIPTORS, INTERFACES, USERS, EVENT = (
    0x0A0D0D0A, 0x201, 0x215, 0x218, 0x219, 0x220, 0x216)
FILE, DIRECTORY, IPV4, IPV6, FIFO, UNIX, EVENTFD = 1, 2, 3, 4, 7, 8, 9
FD_TYPES = {"file": 16, "directory": DIRECTORY, "ipv4": IPV4, "ipv6": IPV6, "pipe": FIFO, "unix": UNIX, "event": EVENTFD}
L4 = {"tcp": 2, "udp": 3}
# O_* of Linux and what sysdig's driver makes of it; the access mode apart.
OPEN_FLAGS = {0o100: 0x4, 0o2000: 0x8, 0o200: 0x20, 0o4000: 0x40, 0o1000: 0x100, 0o200000: 0x400, 0o2000000: 0x1000}
SHARES_FILES = 1 | 1 << 14  # a thread: CLONE_FILES, CLONE_THREAD
PTRACE_ATTACH = 11
CREATORS = {"openat", "accept4", "socket"}
CONTAINER_FILL = "0" * 52  # an id has 64 digits, 12 are shown


def u8(value):
    return struct.pack("<B", value)


def u16(value):
    return struct.pack("<H", value & 0xFFFF)


def u32(value):
    return struct.pack("<I", value & 0xFFFFFFFF)


def u64(value):
    return struct.pack("<Q", value & 0xFFFFFFFFFFFFFFFF)


def i64(value):
    return struct.pack("<q", value)


def text(value):
    return value.encode() + b"\0"


def words(values):
    return b"".join(text(value) for value in values)


def counted(value):
    data = value if isinstance(value, bytes) else value.encode()
    return u16(len(data)) + data


def block(kind, body):
    pad = -len(body) % 4
    total = len(body) + pad + 12
    return u32(kind) + u32(total) + body + b"\0" * pad + u32(total)


def open_flags(flags):
    value = (flags & 3) + 1  # read 1, write 2, both 3
    return value | sum(ppm for linux, ppm in OPEN_FLAGS.items() if flags & linux)


def pointee(event, index, kind):
    return event["args"][index][kind]


class Scap:
    def __init__(self, world):
        self.world = world
        self.by_pid = {process["pid"]: process for process in world["processes"]}
        self.ids = {}  # time of the event that stands for one of ours
        self.blocks = []
        self.ts = FIRST_TS - 1000 * STEP_NS

    def cgroups(self, process):
        if process.get("container_id"):
            return words([f"cpuset=/docker/{process['container_id']}{CONTAINER_FILL}"])
        return words(["cpuset=/"])

    def process_entry(self, process, tid, comm, flags=0):
        body = u64(tid) + u64(process["pid"]) + u64(process["ppid"]) + u64(process["pid"]) + u64(process["pid"])
        body += counted(comm) + counted(process["args"][0]) + counted(process["exe"])
        body += counted(words(process["args"][1:])) + counted(process["cwd"])
        body += u64(1024) + u32(flags) + u32(process["uid"]) + u32(process["gid"]) + u32(0) * 3 + u64(0) * 2
        body += counted(b"") + i64(tid) + i64(process["pid"]) + counted(self.cgroups(process)) + counted("/")
        body += u32(0xFFFFFFFF) + u8(0)
        return u32(len(body) + 4) + body

    def processes(self):
        entries = b""
        for process in self.world["processes"]:
            entries += self.process_entry(process, process["pid"], process["comm"])
        for tid, (pid, comm) in sorted(self.threads().items()):
            entries += self.process_entry(self.by_pid[pid], tid, comm, SHARES_FILES)
        return block(PROCESSES, entries)

    def threads(self):
        return {e["tid"]: (e["pid"], e["comm"]) for e in self.world["events"] if e.get("tid", e["pid"]) != e["pid"]}

    def users(self):
        entries = b""
        for uid, name in sorted({(p["uid"], p["user"]) for p in self.world["processes"]}):
            body = u8(0) + u32(uid) + u32(uid) + counted(name) + counted("/") + counted("/bin/sh")
            entries += u32(len(body) + 4) + body
        return block(USERS, entries)

    def interfaces(self):
        """By these sysdig tells the local end of a connection."""
        four = u16(1) + u16(4) + ipaddress.ip_address("10.0.0.5").packed + b"\xff\xff\xff\0" + b"\x0a\0\0\xff" + u64(0) + b"eth0"
        six = u16(2) + u16(4) + ipaddress.ip_address("fd00::5").packed + b"\xff" * 8 + b"\0" * 8 + b"\0" * 16 + u64(0) + b"eth0"
        return block(INTERFACES, b"".join(u32(len(entry)) + entry for entry in (four, six)))

    def tuple_of(self, item, client):
        """Client's end first."""
        ends = [item["local"], item["remote"]] if client else [item["remote"], item["local"]]
        return [(ipaddress.ip_address(end["ip"]).packed, end["port"]) for end in ends]

    def descriptor(self, item):
        kind = item["type"]
        body = u64(item["fd"]) + u64(0) + u8(FD_TYPES[kind])
        if kind == "file":
            body += u32(1) + counted(item["name"]) + u32(0)
        elif kind in ("ipv4", "ipv6"):
            (cip, cport), (sip, sport) = self.tuple_of(item, item["role"] == "client")
            body += cip + sip + u16(cport) + u16(sport) + u8(L4[item["protocol"]])
        elif kind == "unix":
            body += u64(0) + u64(0) + counted(item["name"])
        else:
            body += counted(item["name"])
        return u32(len(body) + 4) + body

    def descriptors(self):
        """Those that are there before the first event."""
        out, seen, made = [], {}, set()
        for event in self.world["events"]:
            item = event.get("object", {})
            key = (event["pid"], item.get("fd", -1))
            if event.get("call") in CREATORS or event.get("call") == "connect":
                made.add(key)
            elif item.get("type") and key[1] >= 0 and key not in made:
                seen.setdefault(key, item)
        for pid in self.by_pid:
            entries = b"".join(self.descriptor(item) for (owner, _), item in seen.items() if owner == pid)
            out.append(block(DESCRIPTORS, u64(pid) + entries))
        return out

    def emit(self, tid, kind, params, ts=None, event_id=None):
        if ts is None:
            self.ts += 1000
            ts = self.ts
        params = list(params)
        length = 26 + 2 * len(params) + sum(len(p) for p in params)
        body = u16(0) + u64(ts) + u64(tid) + u32(length) + u16(kind) + u32(len(params))
        body += b"".join(u16(len(p)) for p in params) + b"".join(params)
        self.blocks.append(block(EVENT, body))
        if event_id:
            self.ids[ts] = event_id

    def containers(self):
        seen = {}
        for process in self.world["processes"]:
            if process.get("container_id"):
                seen[process["container_id"]] = process
        for container, process in seen.items():
            image, _, tag = process["container_image"].rpartition(":")
            described = {"container": {
                "id": container, "full_id": container + CONTAINER_FILL, "type": 0, "name": process["container_name"],
                "image": process["container_image"], "imagerepo": image, "imagetag": tag, "imageid": "1" * 64,
            }}
            self.emit(process["pid"], 272, [text(json.dumps(described))])

    # --- one of ours: parameters of enter and exit ---

    def address(self, event):
        item = event["object"]
        if item["type"] == "unix":
            return u8(1) + text(item["name"])
        return u8(10 if item["type"] == "ipv6" else 2) + ipaddress.ip_address(item["remote"]["ip"]).packed + u16(
            item["remote"]["port"])

    def tuple_param(self, event, client):
        item = event["object"]
        if item["type"] == "unix":
            return u8(1) + u64(1) + u64(2) + text(item["name"])
        (cip, cport), (sip, sport) = self.tuple_of(item, client)
        return u8(10 if item["type"] == "ipv6" else 2) + cip + u16(cport) + sip + u16(sport)

    def socket_before_connect(self, event):
        item = event["object"]
        domain = {"unix": 1, "ipv4": 2, "ipv6": 10}[item["type"]]
        self.emit(event["pid"], 18, [u32(domain), u32(2 if item.get("protocol") == "udp" else 1), u32(0)])
        self.emit(event["pid"], 19, [i64(item["fd"])])

    def execve(self, event):
        process = self.by_pid[event["pid"]]
        pid = process["pid"]
        return 292, [text(pointee(event, 0, "string"))], [
            i64(event["ret"]), text(process["args"][0]), words(process["args"][1:]), i64(pid), i64(pid),
            i64(process["ppid"]), text(process["cwd"]), u64(1024), u64(0), u64(0), u32(0), u32(0), u32(0),
            text(process["comm"]), self.cgroups(process), b"", u32(0), i64(pid), u32(0xFFFFFFFF), u32(0)]

    def params(self, event):
        call, args, res = event["call"], event["args"], i64(event["ret"])
        if call == "openat":
            how = [i64(args[0]), text(pointee(event, 1, "string")), u32(open_flags(args[2])), u32(args[3])]
            return 306, how, [res] + how + [u32(0)]
        if call in ("read", "write"):
            moved = pointee(event, 1, "bytes").encode()
            return 6 if call == "read" else 8, [i64(args[0]), u32(args[2])], [res, moved]
        if call == "close":
            return 4, [i64(args[0])], [res]
        if call == "socket":
            return 18, [u32(args[0]), u32(args[1]), u32(args[2])], [res]
        if call == "connect":
            return 22, [i64(args[0]), self.address(event)], [res, self.tuple_param(event, True)]
        if call == "accept4":
            return 248, [u32(args[3])], [res, self.tuple_param(event, False), u8(0), u32(0), u32(128)]
        if call == "sendto":
            return 30, [i64(args[0]), u32(args[2]), self.tuple_param(event, True)], [
                res, pointee(event, 1, "bytes").encode()]
        if call == "recvfrom":
            return 34, [i64(args[0]), u32(args[2])], [
                res, pointee(event, 1, "bytes").encode(), self.tuple_param(event, False)]
        if call == "execve":
            return self.execve(event)
        if call == "chdir":
            return 94, [], [res, text(pointee(event, 0, "string"))]
        if call == "mkdir":
            return 276, [u32(args[1])], [res, text(pointee(event, 0, "string"))]
        if call in ("rename", "symlink"):
            return 174 if call == "rename" else 178, [], [res] + [text(pointee(event, i, "string")) for i in (0, 1)]
        if call == "unlinkat":
            return 302, [], [res, i64(args[0]), text(pointee(event, 1, "string")), u32(args[2])]
        if call == "fchmodat":
            return 312, [], [res, i64(args[0]), text(pointee(event, 1, "string")), u32(args[2])]
        if call == "dup2":
            return 124, [i64(args[0])], [res]
        if call == "setuid":
            return 198, [u32(args[0])], [res]
        if call == "kill":
            return 128, [i64(args[0]), u8(args[1])], [res]
        if call == "ptrace":
            return 168, [u16(PTRACE_ATTACH), i64(args[1])], [res, u8(0) + u64(0), u8(0) + u64(0)]
        raise ValueError(f"no parameters for {call}")

    def event(self, index, event):
        ts, tid = FIRST_TS + (index + 1) * STEP_NS, event.get("tid", event["pid"])
        if "signal" in event:
            self.emit(tid, 232, [i64(1), i64(event["pid"]), u8(event["signal"])], ts, event["id"])
        elif "call" not in event:
            self.emit(tid, 186, [i64(event["ret"]), i64(event["ret"]), u8(0), u8(0)], ts, event["id"])
        else:
            if event["call"] == "connect":
                self.socket_before_connect(event)
            kind, enter, leave = self.params(event)
            self.emit(tid, kind, enter, ts - event.get("duration", 1000))
            self.emit(tid, kind + 1, leave, ts, event["id"])

    def bytes(self):
        head = block(SECTION, u32(0x1A2B3C4D) + u16(1) + u16(2) + u64(0xFFFFFFFFFFFFFFFF))
        head += block(MACHINE, u32(1) + u64(1 << 30) + u64(32768) + b"world".ljust(128, b"\0") + u64(0) * 4)
        head += self.processes() + b"".join(self.descriptors()) + self.interfaces() + self.users()
        self.containers()
        for index, event in enumerate(self.world["events"]):
            self.event(index, event)
        return head + b"".join(self.blocks)


def write(world, path):
    """Writes the file; gives the ids of the world's events by time (ns)."""
    scap = Scap(world)
    with open(path, "wb") as file:
        file.write(scap.bytes())
    return scap.ids
