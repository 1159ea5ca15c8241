#!/usr/bin/env python3
"""Holds the scores of an evaluation to their floors, those of errors to their ceilings: floors.py SCORES_PREFIX, where
SCORES_PREFIX.CORPUS.json is what the evaluation wrote for each corpus."""
import json
import os
import sys


def main(prefix):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "floors.json")) as f:
        floors = json.load(f)
    below = 0
    for corpus, wanted in floors.items():
        with open(f"{prefix}.{corpus}.json") as f:
            scores = next(iter(json.load(f).values()))
        for path, floor in wanted.items():
            value = scores
            for key in path.split("."):
                value = value[key]
            ceiling = path == "err" or path.endswith(".wrong")
            good = value <= floor if ceiling else value >= floor
            below += not good
            print(f"{'ok  ' if good else 'FAIL'} {corpus} {path}: {value:.4f} ({'ceiling' if ceiling else 'floor'} {floor})")
    return 1 if below else 0


sys.exit(main(sys.argv[1]))
