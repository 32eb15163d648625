"""subset-fonts.py: makes WOFF2 subsets of fonts. Standard input is a JSON array of
{"source": file, "index": number in a collection or -1, "unicodes": [code points], "out": file}.
All substitutions and positions that the kept letters can reach stay (joining forms, stacks)."""

import json
import sys

from fontTools import subset


def make(job):
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["*"]
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright and licence stay in the file
    options.notdef_outline = True
    options.font_number = job["index"]
    font = subset.load_font(job["source"], options)
    missing = set(job["required"]) - set(font.getBestCmap())
    if missing:
        points = " ".join(f"U+{point:04X}" for point in sorted(missing))
        sys.exit(f"cannot make '{job['out']}': '{job['source']}' lacks {points}")
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=job["unicodes"])
    subsetter.subset(font)
    subset.save_font(font, job["out"], options)


for one in json.load(sys.stdin):
    make(one)
