# SPDX-License-Identifier: Apache-2.0
"""What to copy for an argument: the captures of types.spec and commands.spec, and their rows in C. Part of gen_syscalls.py."""
import re

ARCHES = ("x86_64", "aarch64")
KINDS = {"-", "command", "struct", "string", "strings", "payload", "array", "bits", "sockaddr", "iovec", "vector", "msghdr", "sized", "ioc",
         "pointers", "mmsghdr", "sigframe", "netlink"}
SIZED = {"struct", "payload", "netlink", "array", "sized", "pointers"}
COUNTED = {"payload", "netlink", "array", "bits", "sockaddr", "iovec", "vector", "pointers", "mmsghdr"}
FOLLOWS_MAX = 5
WHEN = {"in": "CAPTURE_IN", "out": "CAPTURE_OUT", "inout": "CAPTURE_IN | CAPTURE_OUT | CAPTURE_ENTRY"}
FORMS = {"": "COMMAND_WORD", "futex": "COMMAND_FUTEX", "quota": "COMMAND_QUOTA", "ipc": "COMMAND_IPC"}


class Follow:
    """A pointer inside a struct: +OFFSET:WHAT, WHAT being string, N bytes, [payload:]uBITS@OFFSET[*N] bytes."""
    FORM = re.compile(r"^(\d+):(?:(string)|(\d+)|(payload:)?u(8|16|32|64)@(\d+)(?:\*(\d+))?)$")

    def __init__(self, text):
        match = self.FORM.match(text)
        if not match:
            raise ValueError(f"'+{text}' is not of the form +OFFSET:string, +OFFSET:N or +OFFSET:[payload:]uBITS@OFFSET[*N]")
        pointer, string, fixed, payload, bits, length, factor = match.groups()
        self.pointer, self.length = int(pointer), int(length or 0)
        self.kind = "FOLLOW_STRING" if string else "FOLLOW_PAYLOAD" if payload else "FOLLOW_BYTES"
        self.width = int(bits) // 8 if bits else 0
        self.size = int(fixed or factor or 1)
        if max(self.pointer, self.length) > 248 or self.size > 4096:
            raise ValueError(f"'+{text}' reaches beyond 256 bytes, or has more than 4096")

    def row(self, arg):
        return f"{{{arg}, {self.kind}, {self.width}, 0, {self.pointer}, {self.length}, {self.size}}}"


class Capture:
    """KIND[:SIZE[/SIZE]][@OFFSET]: what an argument points to."""

    def __init__(self, text, follows=(), same32=False):
        self.same32 = same32
        kind, _, size = text.partition(":")
        size, _, offset = size.partition("@")
        if kind not in KINDS:
            raise ValueError(f"unknown capture '{text}'")
        sizes = size.split("/") if size else []
        if not all(part.isdigit() for part in sizes) or len(sizes) > len(ARCHES):
            raise ValueError(f"'{size}' is not a size, nor one for each of {'/'.join(ARCHES)}")
        if bool(sizes) != (kind in SIZED):
            raise ValueError(f"capture '{text}': {kind} takes {'a' if kind in SIZED else 'no'} size")
        if (kind == "sized") != offset.isdigit():
            raise ValueError(f"capture '{text}': sized:N@OFFSET alone has an offset")
        sizes = sizes or ["1"]
        self.text, self.kind, self.offset = text, kind, int(offset or 0)
        self.sizes = {arch: int(sizes[min(i, len(sizes) - 1)]) for i, arch in enumerate(ARCHES)}
        self.follows = [Follow(follow) for follow in follows]
        if self.follows and kind not in ("struct", "array", "sized", "pointers", "payload"):
            raise ValueError(f"capture '{text}': only the bytes of a struct hold pointers to follow")

    def row(self, direction, length, arch):
        """The C initialiser of one struct capture_arg, or None. length: the argument that has it, -1 the return value."""
        kind, size = self.kind, self.sizes[arch]
        if kind in ("-", "command"):
            return None
        when = WHEN[direction]
        source, length = ("CAPTURE_SIZE_RET", 0) if length < 0 else ("CAPTURE_SIZE_ARG", length)
        limited = f"{when} | CAPTURE_LIMITED"
        rows = {
            "struct": f"CAPTURE_BYTES, {when}, CAPTURE_SIZE_FIXED, 0, {size}",
            "string": f"CAPTURE_STRING, {when}, CAPTURE_SIZE_FIXED, 0, 0",
            "strings": f"CAPTURE_STRINGS, {when}, CAPTURE_SIZE_FIXED, 0, 0",
            "payload": f"CAPTURE_BYTES, {limited}, {source}, {length}, {size}",
            "netlink": f"CAPTURE_BYTES, {limited} | CAPTURE_NETLINK, {source}, {length}, {size}",
            "array": f"CAPTURE_BYTES, {when}, {source}, {length}, {size}",
            "vector": f"CAPTURE_BYTES, {when}, {source}, {length}, 16",
            "bits": f"CAPTURE_BYTES, {when}, CAPTURE_SIZE_BITS, {length}, 1",
            "iovec": f"CAPTURE_IOVEC, {limited}, CAPTURE_SIZE_ARG, {length}, 16",
            "msghdr": f"CAPTURE_MSGHDR, {limited}, CAPTURE_SIZE_FIXED, 0, 56",
            "mmsghdr": f"CAPTURE_MMSGHDR, {limited}, {source}, {length}, 64",
            "pointers": f"CAPTURE_POINTERS, {when}, CAPTURE_SIZE_ARG, {length}, {size}",
            "sized": f"CAPTURE_BYTES, {when}, CAPTURE_SIZE_FIELD, {self.offset}, {size}",
            "ioc": "CAPTURE_BYTES, CAPTURE_IN | CAPTURE_BOTH, CAPTURE_SIZE_IOC, 1, 0",
            "sigframe": "CAPTURE_BYTES, CAPTURE_ENTRY, CAPTURE_SIZE_FIXED, 0, 8",
            "sockaddr": f"CAPTURE_BYTES, {when}, CAPTURE_SIZE_ARG, {length}, 1" if direction == "in" else
                        f"CAPTURE_SOCKADDR_OUT, {when}, CAPTURE_SIZE_FIXED, {length}, 1",
        }
        return f"{{{rows[kind]}}}"


def capture_row(args, arch, command=""):
    """The C initialiser of one struct capture_row. args: {index: (Capture, direction, length)}; None when there is nothing in it."""
    rows, follows = [], []
    for i, (capture, direction, length) in sorted(args.items()):
        row = capture.row(direction, length, arch)
        if row:
            rows.append(f"[{i}] = {row}")
            follows += [follow.row(i) for follow in capture.follows]
    if len(follows) > FOLLOWS_MAX:
        raise ValueError(f"more than {FOLLOWS_MAX} pointers to follow")
    if not rows and not command:
        return None
    text = f".args = {{{', '.join(rows)}}}" if rows else ""
    text += f"{', ' if text else ''}.follows = {{{', '.join(follows)}}}" if follows else ""
    text += f"{', ' if text else ''}{command}" if command else ""
    return f"{{{text}}}"


# What 32-bit programs lay out as 64-bit ones do; of structs and arrays only those that types.spec marks with same32.
SAME_IN_32 = {"netlink", "string", "payload", "sockaddr", "ioc", "sized"}


def foreign_c(abi, names, calls, bases):
    """Rows of another abi's calls: what of their namesakes' arguments lies in memory in the same way."""
    out = []
    for name, number in names:
        args = {i: row for i, row in bases.get(name, {}).items() if row[0].kind in SAME_IN_32 or row[0].same32}
        row = capture_row({i: (Capture(row[0].text), *row[1:]) for i, row in args.items()}, "x86_64") if name in calls else None
        if name in calls and "x86_64" in calls[name].numbers:
            out.append(f"\t{{{abi}, {number}, {calls[name].numbers['x86_64']}, {row or '{.args = {{CAPTURE_NONE}}}'}}}, // {name}\n")
    return "".join(out)


class Command:
    """A row of commands.spec: for a call and the value of its command argument, what its arguments point to."""
    FORM = re.compile(r"^(\w+):([^.+(]+)(?:\.(in|out|inout))?(?:\((@?)(\w+)\))?((?:\+[^+]+)*)$")

    def __init__(self, call, names, name, words):
        self.call, self.args = call, {}
        self.name, _, self.value = name.partition("=")
        if not re.match(r"^\w+$", self.name):
            raise ValueError(f"'{self.name}' is no name of a constant")
        for word in words:
            match = self.FORM.match(word)
            if not match:
                raise ValueError(f"'{word}' is not of the form name:capture[.direction][(length)][+offset:what]")
            arg, capture, direction, sigil, length, follows = match.groups()
            if arg not in names:
                raise ValueError(f"{call} has no argument '{arg}'")
            capture = Capture(capture, follows.split("+")[1:])
            if capture.kind != "-" and not direction:
                raise ValueError(f"'{word}' is memory and needs .in, .out or .inout")
            if (capture.kind in COUNTED) != bool(length):
                raise ValueError(f"'{word}': {capture.kind} takes {'the argument with' if capture.kind in COUNTED else 'no'} its length")
            if length and sigil != "@" and length not in names:
                raise ValueError(f"'{word}': its length '{length}' is no argument of {call}")
            self.args[names.index(arg)] = (capture, direction, -1 if sigil == "@" else names.index(length) if length else 0)

    def row(self, base, arch):
        return capture_row({**base, **self.args}, arch) or "{.args = {{CAPTURE_NONE}}}"


def commands_c(includes, commands, calls, bases, i386, x32):
    """The commands' rows. calls: by name; bases: what each call copies anyway, by name."""
    out = ['#include "common/syscalls/syscalls.h"\n#include "common/syscalls/table.h"\n\n'] + [f"#include <{name}>\n" for name in includes]
    for command in commands:
        if command.value:
            out.append(f"#ifdef {command.name}\n_Static_assert((uint32_t)({command.name}) == (uint32_t)({command.value}), "
                       f'"commands.spec: {command.name}");\n#endif\n')
    for arch, condition in (("x86_64", "#if !defined(__aarch64__)"), ("aarch64", "#else")):
        out.append(f"\n{condition}\nstatic const struct capture_command capture_commands[] = {{\n")
        for command in commands:
            call = calls[command.call]
            if arch in call.numbers:
                out.append(f"\t{{{call.numbers[arch]}, (uint32_t)({command.value or command.name}), "
                           f"{command.row(bases[command.call], arch)}}}, // {command.name}\n")
        out.append("};\n")
        out.append("\nstatic const struct capture_foreign capture_foreign[] = {\n")
        if arch == "x86_64":
            out.append(foreign_c("RECORD_ABI_I386", i386, calls, bases) + foreign_c("RECORD_ABI_X32", x32, calls, bases))
        else:
            out.append("\t{RECORD_ABI_NATIVE, 0, 0, {.args = {{CAPTURE_NONE}}}}, // none\n")
        out.append("};\n")
    out.append("#endif\n\n#define N(rows) (sizeof(rows) / sizeof((rows)[0]))\n\nconst struct capture_spec syscall_capture = {capture_rows, "
               "capture_commands, N(capture_commands), capture_foreign, N(capture_foreign)};\n")
    return "".join(out)
