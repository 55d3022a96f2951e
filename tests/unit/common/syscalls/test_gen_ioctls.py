#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What gen_ioctls.py makes of ioctls.names, and what it refuses."""
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "..")
GENERATOR = os.path.join(ROOT, "common", "syscalls", "gen_ioctls.py")


class Ioctls(unittest.TestCase):
    def generate(self, text):
        with tempfile.TemporaryDirectory() as folder:
            names = os.path.join(folder, "ioctls.names")
            with open(names, "w", encoding="utf-8") as file:
                file.write(text)
            result = subprocess.run([sys.executable, GENERATOR, "--names", names, "--output", folder], capture_output=True, text=True,
                                    check=False)
            files = {}
            for entry in os.listdir(folder):
                with open(os.path.join(folder, entry), encoding="utf-8") as file:
                    files[entry] = file.read()
        return result, files

    def test_requests_that_share_a_number_are_one_row(self):
        result, files = self.generate("[linux/b.h]\nTWO 0x5402 pointer\nONE 0x5401\n[-]\nALSO 0x5402 pointer\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        table = files["ioctls_table.c"]
        self.assertLess(table.index('{0x5401, IOCTL_NUMBER, "ONE"}'), table.index('{0x5402, IOCTL_POINTER, "ALSO or TWO"}'))

    def test_each_header_has_a_file_of_checks(self):
        _, files = self.generate("[linux/b.h]\nONE 0x5401\n[-]\nOTHER 0x1\n")
        self.assertIn("_Static_assert((unsigned)(ONE) == 0x5401u", files["ioctls_linux_b_h.c"])
        self.assertEqual(sorted(files), ["ioctls.names", "ioctls_linux_b_h.c", "ioctls_table.c"])

    def test_errors_name_file_and_line(self):
        for text, line in (("ONE 0x1\n", 1), ("[a.h]\nONE 1\n", 2), ("[a.h]\nONE 0x1\nONE 0x1\n", 3), ("[a.h]\nONE 0x1 some\n", 2)):
            result, _ = self.generate(text)
            self.assertEqual(result.returncode, 1, text)
            self.assertIn(f"ioctls.names:{line}:", result.stderr)

    def test_a_number_takes_one_kind_of_argument(self):
        result, _ = self.generate("[a.h]\nONE 0x1 none\nTWO 0x1\n")
        self.assertEqual(result.returncode, 1)
        self.assertIn("TWO: 0x1 takes number", result.stderr)


if __name__ == "__main__":
    unittest.main()
