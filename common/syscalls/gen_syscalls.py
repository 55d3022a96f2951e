#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the system call tables from syscalls.spec, types.spec, commands.spec, *.names and constants/*.in.

Every error names the file and the line. Run by CMake; --markdown and --typescript write the reference page and the
client's list.
"""
import argparse
import os
import re
import sys

from gen_capture import ARCHES, COUNTED, FORMS, Capture, Command, capture_row, commands_c

HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES = {"file", "net", "fd", "process", "signal", "ipc", "memory", "creds", "time", "sched", "sync", "poll", "other"}
RETURNS = {"errno", "int", "fd", "size", "long", "hex", "octal", "none", "none_zero", "clock_t", "poll", "select", "fcntl",
           "ioctl", "clone", "sigreturn", "signal", "sched_policy", "ptrace", "prctl", "adjtimex", "clock_sleep", "time",
           "membarrier", "personality", "ioprio", "recvmmsg"}
DIRECTIONS = {"": 0, "in": 1, "out": 2, "inout": 3}
# The newest call that the oldest headers we build with (Linux 6.1) know; newer ones are checked where the header has them.
NEWEST_IN_HEADERS = 450
NEWER_THAN_HEADERS = {"uretprobe", "uprobe"}
TABLE_SIZE = 512
# Calls whose arguments differ in the i386 abi: registers are shown as they are.
I386_DIFFERENT = {"mmap", "select", "clone", "pread64", "pwrite64", "fadvise64", "readahead", "sync_file_range", "fallocate",
                  "truncate", "ftruncate", "preadv", "pwritev", "preadv2", "pwritev2", "fanotify_mark", "lookup_dcookie"}


class SpecError(Exception):
    pass


def fail(path, line, text):
    raise SpecError(f"{os.path.relpath(path, HERE)}:{line}: {text}")


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.split("#", 1)[0].strip() if line.lstrip().startswith("#") else line.strip()
            if line:
                yield number, line


class Argument:
    FORM = re.compile(r"^(\w+):(\w+)(?:\.(in|out|inout))?(?:\(([@*]?)(\w+)\))?(?:\?\((\w+)\))?$")

    def __init__(self, path, line, text):
        match = self.FORM.match(text)
        if not match:
            fail(path, line, f"argument '{text}' is not of the form name:type[.direction][(parameter)][?(condition)]")
        self.name, self.type, self.direction, self.sigil, self.parameter, self.condition = match.groups()
        self.direction = self.direction or ""


class Call:
    def __init__(self, path, line, fields):
        if len(fields) < 6:
            fail(path, line, "a call needs name, class, x86_64, aarch64, returns and arguments (- for none)")
        self.line = line
        self.name, self.category = fields[0], fields[1]
        if self.category not in CLASSES:
            fail(path, line, f"unknown class '{self.category}'")
        self.numbers = {}
        for arch, text in zip(ARCHES, fields[2:4]):
            if text != "-":
                if not text.isdigit() or int(text) >= TABLE_SIZE - 1:
                    fail(path, line, f"'{text}' is not a number below {TABLE_SIZE - 1} or -")
                self.numbers[arch] = int(text)
        self.returns = fields[4]
        if self.returns not in RETURNS:
            fail(path, line, f"unknown return type '{self.returns}'")
        words = [] if fields[5] == "-" else fields[5:]
        self.text = words.pop()[1:] if words and words[-1].startswith("@") else None
        self.args = [Argument(path, line, word) for word in words]
        if len(self.args) > 6:
            fail(path, line, "a call has at most 6 arguments")


def read_types():
    """Returns {name: (Capture, parameter, name of its formatter)}."""
    path = os.path.join(HERE, "types.spec")
    types = {}
    for line, text in lines_of(path):
        fields = text.split()
        follows = [field[1:] for field in fields if field.startswith("+")]
        same32 = fields[-1] == "same32"
        fields = [field for field in fields if not field.startswith("+") and field != "same32"]
        if len(fields) not in (3, 4):
            fail(path, line, "a type needs name, capture and parameter, and may name another type's formatter")
        name, capture, parameter = fields[:3]
        if parameter not in {"list", "arg", "none"}:
            fail(path, line, f"unknown parameter kind '{parameter}'")
        if name in types:
            fail(path, line, f"type '{name}' is there twice")
        try:
            types[name] = (Capture(capture, follows, same32), parameter, fields[3] if len(fields) == 4 else name)
        except ValueError as error:
            fail(path, line, str(error))
        if types[name][0].kind in COUNTED and parameter != "arg":
            fail(path, line, f"type '{name}' needs the parameter kind arg: its length")
    return types


def read_constants():
    """Returns [(file stem, includes, [(list, unknown, line, [(name, value or None, text shown)])])]."""
    folder = os.path.join(HERE, "constants")
    files = []
    for entry in sorted(os.listdir(folder)):
        if not entry.endswith(".in"):
            continue
        path = os.path.join(folder, entry)
        includes, lists = [], []
        for line, text in lines_of(path):
            head = re.match(r"^\[(\w+)\](?:\s+unknown=(\S+))?$", text)
            if head:
                lists.append((head.group(1), head.group(2), line, []))
            elif text.startswith("include "):
                includes.append(text.split()[1])
            elif not lists:
                fail(path, line, "a constant outside of a [list]")
            else:
                row = re.match(r"^(\w+)(?:\s+(?!as )(\S+))?(?:\s+as (.+))?$", text)
                if not row:
                    fail(path, line, f"'{text}' is not of the form NAME [value] [as text]")
                lists[-1][3].append((row.group(1), row.group(2), row.group(3) or row.group(1)))
        files.append((entry[:-3], includes, lists))
    seen = set()
    for stem, _, lists in files:
        for name, _, line, rows in lists:
            path = os.path.join(folder, stem + ".in")
            if name in seen:
                fail(path, line, f"list '{name}' is there twice")
            if not rows:
                fail(path, line, f"list '{name}' is empty")
            seen.add(name)
    return files, seen


def read_names(file_name):
    path = os.path.join(HERE, file_name)
    names, numbers = [], {}
    for line, text in lines_of(path):
        fields = text.split()
        if len(fields) != 2 or not fields[1].isdigit() or int(fields[1]) >= 1024:
            fail(path, line, "a line is a name and a number below 1024")
        if int(fields[1]) in numbers:
            fail(path, line, f"number {fields[1]} is there twice ({numbers[int(fields[1])]})")
        numbers[int(fields[1])] = fields[0]
        names.append((fields[0], int(fields[1])))
    return names


def check_argument(path, call, arg, types, lists):
    if arg.type not in types:
        fail(path, call.line, f"{call.name}: argument {arg.name} has the unknown type '{arg.type}'")
    capture, parameter, _ = types[arg.type]
    kind = capture.kind
    if parameter == "none" and arg.parameter:
        fail(path, call.line, f"{call.name}: type {arg.type} takes no parameter")
    if parameter != "none" and not arg.parameter:
        fail(path, call.line, f"{call.name}: argument {arg.name} of type {arg.type} needs a parameter")
    if parameter == "list" and arg.parameter not in lists:
        fail(path, call.line, f"{call.name}: argument {arg.name}: there is no constant list '{arg.parameter}'")
    if parameter == "arg" and not (arg.sigil == "@" and arg.parameter == "ret"):
        if arg.parameter not in [other.name for other in call.args]:
            fail(path, call.line, f"{call.name}: argument {arg.name}: its length '{arg.parameter}' is no argument of the call")
    if kind == "-" and arg.direction:
        fail(path, call.line, f"{call.name}: argument {arg.name}: {arg.type} is a value and has no direction")
    if kind != "-" and not arg.direction:
        fail(path, call.line, f"{call.name}: argument {arg.name}: {arg.type} is memory and needs .in, .out or .inout")


def read_calls(types, lists):
    path = os.path.join(HERE, "syscalls.spec")
    calls = [Call(path, line, text.split()) for line, text in lines_of(path)]
    names, numbers = {}, {arch: {} for arch in ARCHES}
    for call in calls:
        if call.name in names:
            fail(path, call.line, f"{call.name} is there twice (line {names[call.name]})")
        names[call.name] = call.line
        for arch, number in call.numbers.items():
            if number in numbers[arch]:
                fail(path, call.line, f"{call.name}: {arch} number {number} is already {numbers[arch][number]}")
            numbers[arch][number] = call.name
        for arg in call.args:
            check_argument(path, call, arg, types, lists)
    return calls


def header(text):
    return f"// Generated by gen_syscalls.py from {text}. Do not edit.\n"


def length_index(call, arg):
    if arg.sigil == "@":
        return -1
    return [other.name for other in call.args].index(arg.parameter)


def captures_of(call, types):
    """{index: (Capture, direction, length)} of the arguments that point to memory."""
    args = {}
    for i, arg in enumerate(call.args):
        capture, parameter, _ = types[arg.type]
        if capture.kind != "-":
            args[i] = (capture, arg.direction, length_index(call, arg) if parameter == "arg" else 0)
    return args


def read_commands(calls, types):
    """Returns (includes, {call: "its command's argument" in C}, [Command])."""
    path = os.path.join(HERE, "commands.spec")
    calls = {call.name: call for call in calls}
    includes, multiplexers, commands = [], {}, {}
    for line, text in lines_of(path):
        fields = text.split()
        name = fields[1] if fields[0] == "by" and len(fields) > 1 else fields[0]
        if fields[0] == "include":
            includes.append(fields[1])
            continue
        if name not in calls:
            fail(path, line, f"there is no call '{name}'")
        names = [arg.name for arg in calls[name].args]
        if fields[0] == "by":
            form = fields[3] if len(fields) == 4 else ""
            if len(fields) not in (3, 4) or fields[2] not in names or form not in FORMS:
                fail(path, line, f"'by' needs a call, its argument with the command, and may name a form: {' '.join(sorted(FORMS))}")
            multiplexers[name] = f".command_arg = {names.index(fields[2]) + 1}, .command_form = {FORMS[form]}"
            continue
        if name not in multiplexers:
            fail(path, line, f"no line 'by {name} ARGUMENT' stands above")
        if len(fields) < 2:
            fail(path, line, "a command needs the call, its own name and arguments")
        try:
            command = Command(name, names, fields[1], fields[2:])
            command.row(captures_of(calls[name], types), ARCHES[0])
        except ValueError as error:
            fail(path, line, f"{fields[1]}: {error}")
        if (name, command.name) in commands:
            fail(path, line, f"{name} {command.name} is there twice")
        commands[name, command.name] = command
    return includes, multiplexers, list(commands.values())


def table_c(calls, types, multiplexers, i386, x32):
    out = [header("syscalls.spec"), '#include "common/syscalls/table.h"\n\n#include "common/syscalls/formatters.h"\n\n',
           "#define UNUSED __attribute__((unused)) // another architecture's\n\n"]
    for call in calls:
        if call.args:
            out.append(f"static const struct syscall_arg args_{call.name}[] = {{\n")
            for arg in call.args:
                parameter = types[arg.type][1]
                constants = f"&constants_{arg.parameter}" if parameter == "list" else "NULL"
                length = length_index(call, arg) if parameter == "arg" else -2
                shown = f"shown_{arg.condition}" if arg.condition else "NULL"
                out.append(f'\t{{"{arg.name}", format_{types[arg.type][2]}, {shown}, {constants}, {DIRECTIONS[arg.direction]}, {length}}},\n')
            out.append("};\n")
        args = f"args_{call.name}" if call.args else "NULL"
        text = f"text_{call.text}" if call.text else "NULL"
        out.append(f'UNUSED static const struct syscall_entry call_{call.name} = {{"{call.name}", "{call.category}", result_{call.returns}, '
                   f"{text}, {args}, {len(call.args)}}};\n")
    for arch, condition in (("x86_64", "#if !defined(__aarch64__)"), ("aarch64", "#else")):
        out.append(f"\n{condition}\nconst struct syscall_entry *const syscall_table_native[SYSCALL_TABLE_SIZE] = {{\n")
        out += [f"\t[{call.numbers[arch]}] = &call_{call.name},\n" for call in calls if arch in call.numbers]
        out.append("};\n\nconst struct capture_row capture_rows[RECORD_SYSCALLS] = {\n")
        for call in calls:
            row = capture_row(captures_of(call, types), arch, multiplexers.get(call.name, ""))
            if arch in call.numbers and row:
                out.append(f"\t[{call.numbers[arch]}] = {row}, // {call.name}\n")
        out.append("};\n")
    out.append("#endif\n")
    known = {call.name for call in calls}
    for abi, names in (("i386", i386), ("x32", x32)):
        out.append(f"\nconst struct syscall_foreign syscall_table_{abi}[SYSCALL_FOREIGN_SIZE] = {{\n")
        for name, number in names:
            entry = f"&call_{name}" if name in known and not (abi == "i386" and name in I386_DIFFERENT) else "NULL"
            out.append(f'\t[{number}] = {{"{name}", {entry}}},\n')
        out.append("};\n")
    return "".join(out)


def numbers_c(arch, rows):
    """Compile-time checks of (name, number) rows against the kernel's header, in a file of their own for each header."""
    include = {"x86_64": "asm/unistd_64.h", "i386": "asm/unistd_32.h", "aarch64": "asm-generic/unistd.h"}[arch]
    out = [header("syscalls.spec"), f"// Nothing but checks of the numbers against <{include}>.\n"]
    if arch == "aarch64":
        out += [f"#define __ARCH_WANT_{name}\n" for name in
                ("RENAMEAT", "NEW_STAT", "SET_GET_RLIMIT", "TIME32_SYSCALLS", "SYS_CLONE3", "MEMFD_SECRET")]
    guard = "defined(__x86_64__)" if arch != "aarch64" else "__SIZEOF_LONG__ == 8"
    out.append(f"#if {guard}\n#include <{include}>\n\n")
    for name, number in rows:
        line = f'_Static_assert(__NR_{name} == {number}, "syscalls.spec: {name} on {arch}");\n'
        newer = number > NEWEST_IN_HEADERS or name in NEWER_THAN_HEADERS
        out.append(f"#ifdef __NR_{name}\n{line}#endif\n" if newer else line)
    out.append("#endif\n")
    return "".join(out)


def constants_c(stem, includes, lists):
    out = [header(f"constants/{stem}.in"), '#include "common/syscalls/table.h"\n\n']
    out += [f"#include <{name}>\n" for name in includes]
    for name, unknown, _, rows in lists:
        out.append(f"\nstatic const struct constant rows_{name}[] = {{\n")
        for constant, value, text in rows:
            shown = value if value is not None else constant
            out.append(f'\t{{"{text}", (uint64_t)({shown})}},\n')
        out.append("};\n")
        for constant, value, _ in rows:
            # A value with + in front is not checked: libc's own idea differs (glibc's O_LARGEFILE is 0).
            if value is not None and not value.startswith("+"):
                out.append(f'#ifdef {constant}\n_Static_assert((uint64_t)({constant}) == (uint64_t)({value}), "{stem}.in: {constant}");\n#endif\n')
        escaped = (unknown or "").replace("?", "\\?")  # ??- would be a trigraph
        text = f'"{escaped}"' if unknown else "NULL"
        out.append(f"const struct constants constants_{name} = {{rows_{name}, sizeof(rows_{name}) / sizeof(rows_{name}[0]), {text}}};\n")
    return "".join(out)


def formatters_h(types):
    out = [header("types.spec"), "#pragma once\n\nstruct printer;\n\n"]
    names = sorted({row[2] for row in types.values()})
    out += [f"void format_{name}(struct printer *p, unsigned arg);\n" for name in names]
    out += [f"void result_{name}(struct printer *p);\n" for name in sorted(RETURNS)]
    return "".join(out)


def lists_h(files):
    out = [header("constants/*.in"), "#pragma once\n\n"]
    for _, _, lists in files:
        out += [f"extern const struct constants constants_{name};\n" for name, _, _, _ in lists]
    return "".join(out)


def markdown(calls):
    out = ["# System calls\n\nMade by `common/syscalls/gen_syscalls.py` from `common/syscalls/syscalls.spec`; change that one and run "
           "`ninja syscalls-reference`.\n\n",
           f"{len(calls)} calls. *Class* is what `evt.category` compares with and what the client groups by. A type in *italics* is "
           "read from the caller's memory.\n\n",
           "| call | class | x86-64 | arm64 | returns | arguments |\n|---|---|---:|---:|---|---|\n"]
    for call in sorted(calls, key=lambda call: call.name):
        args = []
        for arg in call.args:
            kind = f"{arg.type}({arg.sigil}{arg.parameter})" if arg.parameter else arg.type
            args.append(f"{arg.name}: " + (f"*{kind}* {arg.direction}" if arg.direction else kind))
        numbers = [str(call.numbers.get(arch, "–")) for arch in ARCHES]
        out.append(f"| `{call.name}` | {call.category} | {numbers[0]} | {numbers[1]} | {call.returns} | {', '.join(args) or '–'} |\n")
    return "".join(out)


def typescript(calls):
    out = ["// SPDX-License-Identifier: Apache-2.0\n", header("syscalls.spec"),
           "export interface SyscallInfo {\n\treadonly name: string;\n\treadonly category: string;\n\treadonly args: readonly string[];\n}\n\n",
           "export const SYSCALLS: readonly SyscallInfo[] = [\n"]
    for call in sorted(calls, key=lambda call: call.name):
        args = ", ".join(f'"{arg.name}"' for arg in call.args if arg.type != "skip")
        out.append(f'\t{{ name: "{call.name}", category: "{call.category}", args: [{args}] }},\n')
    out.append("];\n\nexport const SYSCALL_CATEGORIES: readonly string[] = [")
    out.append(", ".join(f'"{name}"' for name in sorted(CLASSES)))
    out.append("];\n")
    return "".join(out)


def write(path, text):
    """Leaves an equal file alone, so that nothing is built again for it."""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", metavar="FOLDER", help="where the C files go")
    parser.add_argument("--markdown", metavar="PATH", help="write the reference page")
    parser.add_argument("--typescript", metavar="PATH", help="write the client's list of calls")
    parser.add_argument("--check-markdown", metavar="PATH", help="fail when the page is not what the spec says")
    parser.add_argument("--spec-folder", metavar="FOLDER", help="read the spec from here (for tests)")
    options = parser.parse_args()
    if options.spec_folder:
        global HERE
        HERE = os.path.abspath(options.spec_folder)
    types = read_types()
    files, lists = read_constants()
    calls = read_calls(types, lists)
    i386, x32 = read_names("i386.names"), read_names("x32.names")
    includes, multiplexers, commands = read_commands(calls, types)
    if options.output:
        def target(name):
            return os.path.join(options.output, name)
        write(target("syscalls_table.c"), table_c(calls, types, multiplexers, i386, x32))
        write(target("syscalls_commands.c"), header("commands.spec") + commands_c(
            includes, commands, {call.name: call for call in calls}, {call.name: captures_of(call, types) for call in calls},
            [row for row in i386 if row[0] not in I386_DIFFERENT], x32))
        write(target("constants_lists.h"), lists_h(files))
        write(target("formatters_list.h"), formatters_h(types))
        for stem, includes, rows in files:
            write(target(f"constants_{stem}.c"), constants_c(stem, includes, rows))
        for arch in ARCHES:
            write(target(f"numbers_{arch}.c"), numbers_c(arch, [(c.name, c.numbers[arch]) for c in calls if arch in c.numbers]))
        write(target("numbers_i386.c"), numbers_c("i386", i386))
    if options.markdown:
        write(options.markdown, markdown(calls))
    if options.typescript:
        write(options.typescript, typescript(calls))
    if options.check_markdown:
        with open(options.check_markdown, encoding="utf-8") as file:
            if file.read() != markdown(calls):
                raise SpecError(f"{options.check_markdown} is not what syscalls.spec says: run ninja syscalls-reference")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (SpecError, OSError) as error:
        print(f"gen_syscalls.py: {error}", file=sys.stderr)
        sys.exit(1)
