#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The generator refuses a spoilt spec, and says where it is spoilt."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../../.."))
SOURCE = os.path.join(ROOT, "common/syscalls")
GENERATOR = os.path.join(SOURCE, "gen_syscalls.py")


class Generator(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.spec = os.path.join(self.folder, "spec")
        shutil.copytree(SOURCE, self.spec, ignore=shutil.ignore_patterns("*.c", "*.h", "*.py"))

    def append(self, file, line):
        path = os.path.join(self.spec, file)
        with open(path, "a", encoding="utf-8") as out:
            out.write(line + "\n")
        with open(path, encoding="utf-8") as whole:
            return len(whole.readlines())

    def run_generator(self, *options):
        return subprocess.run([sys.executable, GENERATOR, "--spec-folder", self.spec, *options], capture_output=True, text=True,
                              check=False)

    def refuses(self, file, line, reason):
        number = self.append(file, line)
        result = self.run_generator()
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"{file}:{number}: ", result.stderr)
        self.assertIn(reason, result.stderr)

    def test_accepts_the_spec_as_it_is(self):
        result = self.run_generator()
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_refuses_a_number_that_is_taken(self):
        self.refuses("syscalls.spec", "mine fd 0 - int fd:fd", "x86_64 number 0 is already read")

    def test_refuses_a_name_that_is_taken(self):
        self.refuses("syscalls.spec", "read fd 490 - int fd:fd", "read is there twice")

    def test_refuses_an_unknown_type(self):
        self.refuses("syscalls.spec", "mine fd 490 - int fd:descriptor", "unknown type 'descriptor'")

    def test_refuses_an_unknown_class_and_return_type(self):
        self.refuses("syscalls.spec", "mine disk 490 - int fd:fd", "unknown class 'disk'")

    def test_refuses_a_length_that_is_no_argument(self):
        self.refuses("syscalls.spec", "mine fd 490 - int buf:bytes.in(len) count:size", "its length 'len' is no argument")

    def test_refuses_an_unknown_constant_list(self):
        self.refuses("syscalls.spec", "mine fd 490 - int flags:bits(mine_flags)", "no constant list 'mine_flags'")

    def test_refuses_memory_without_a_direction(self):
        self.refuses("syscalls.spec", "mine fd 490 - int path:path", "path is memory and needs")

    def test_refuses_more_than_six_arguments(self):
        self.refuses("syscalls.spec", "mine fd 490 - int a:int b:int c:int d:int e:int f:int g:int", "at most 6")

    def test_refuses_a_number_beyond_the_table(self):
        self.refuses("syscalls.spec", "mine fd 511 - int a:int", "not a number below 511")

    def test_refuses_a_constant_outside_of_a_list_and_a_list_twice(self):
        self.refuses("constants/files.in", "[whence]", "list 'whence' is there twice")

    def test_refuses_commands_that_it_does_not_understand(self):
        for line, reason in (("nothing F_SETFD arg:struct:4.in", "there is no call 'nothing'"),
                             ("read F_SETFD buf:struct:4.in", "no line 'by read ARGUMENT' stands above"),
                             ("by fcntl cmd", "its argument with the command"),
                             ("fcntl F_SETFD what:struct:4.in", "fcntl has no argument 'what'"),
                             ("fcntl F_SETFD arg:struct:4", "is memory and needs"),
                             ("fcntl F_SETFD arg:struct.in", "struct takes a size"),
                             ("fcntl F_SETFD arg:heap:4.in", "unknown capture 'heap:4'"),
                             ("fcntl F_SETFD arg:array:4.in", "takes the argument with its length"),
                             ("fcntl F_SETFD arg:array:4.in(len)", "its length 'len' is no argument of fcntl"),
                             ("fcntl F_SETFD arg:struct:16.in+8:u9@0", "is not of the form +OFFSET"),
                             ("fcntl F_SETLK arg:struct:4.in", "F_SETLK is there twice")):
            self.setUp()
            with self.subTest(line):
                self.refuses("commands.spec", line, reason)

    def test_makes_rows_of_commands(self):
        self.append("commands.spec", "fcntl MINE=77 arg:struct:16.in+8:u16@0*8+0:string")
        self.assertEqual(self.run_generator("--output", self.folder).returncode, 0)
        with open(os.path.join(self.folder, "syscalls_commands.c"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("{72, (uint32_t)(77), {.args = {[2] = {CAPTURE_BYTES, CAPTURE_IN, CAPTURE_SIZE_FIXED, 0, 16}}, "
                      ".follows = {{2, FOLLOW_BYTES, 2, 0, 8, 0, 8}, {2, FOLLOW_STRING, 0, 0, 0, 0, 1}}}}, // MINE", text)
        self.assertIn("#ifdef MINE\n_Static_assert", text)

    def test_writes_the_client_s_list(self):
        path = os.path.join(self.folder, "syscalls.generated.ts")
        self.assertEqual(self.run_generator("--typescript", path).returncode, 0)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertIn('{ name: "openat", category: "file", args: ["dirfd", "path", "flags", "mode"] },', text)

    def test_notices_a_page_that_is_out_of_date(self):
        page = os.path.join(self.folder, "syscalls.md")
        self.assertEqual(self.run_generator("--markdown", page).returncode, 0)
        self.assertEqual(self.run_generator("--check-markdown", page).returncode, 0)
        self.append("syscalls.spec", "mine fd 490 - int fd:fd")
        self.assertEqual(self.run_generator("--check-markdown", page).returncode, 1)


if __name__ == "__main__":
    unittest.main()
