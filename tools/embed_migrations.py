#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes numbered SQL files as a C table: embed_migrations.py OUT.c FOLDER. They must be numbered 0001, 0002, … without holes."""
import pathlib
import re
import sys

out, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
lines = ['// Made by tools/embed_migrations.py.', '#include "server/repository/migrate_internal.h"', '']
rows = []
for number, path in enumerate(sorted(folder.glob('*.sql')), start=1):
    match = re.fullmatch(r'(\d{4})_([a-z0-9_]+)', path.stem)
    if not match or int(match.group(1)) != number:
        sys.exit(f'{path}: expected the name {number:04}_name.sql')
    data = path.read_bytes()
    body = ','.join(str(byte) for byte in data)
    lines.append(f'static const char sql_{number}[] = {{{body},0}};')
    rows.append(f'\t{{{number}, "{match.group(2)}", sql_{number}}},')
lines += ['', 'const struct migration migrations[] = {', *rows, '\t{0, NULL, NULL},', '};', '']
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text('\n'.join(lines))
