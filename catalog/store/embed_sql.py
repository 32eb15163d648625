#!/usr/bin/python3
"""Turns SQL files into one C header: embed_sql.py OUTPUT INPUT… ; 0002-bearer.sql becomes SQL_0002_BEARER."""

import pathlib
import re
import sys

ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})


def constant(path):
    name = "SQL_" + re.sub(r"\W", "_", path.stem).upper()
    lines = path.read_text(encoding="utf-8").splitlines()
    text = "\n".join(f'    "{line.translate(ESCAPES)}\\n"' for line in lines)
    return f"static const char {name}[] =\n{text};\n"


output, *inputs = map(pathlib.Path, sys.argv[1:])
output.write_text("#pragma once\n\n" + "\n".join(map(constant, inputs)), encoding="utf-8")
