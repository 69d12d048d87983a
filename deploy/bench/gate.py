#!/usr/bin/env python3
"""Refuses a change that costs instructions: counts of callgrind against docs/performance/instructions.json.

    python3 deploy/bench/gate.py [--bench PROGRAM]             compares; part of deploy/test.sh
    python3 deploy/bench/gate.py --write WHY [--bench PROGRAM] records, and adds a line of history for each count that moved

A count is the difference of two lengths of one scenario, for each reading, frame or row: start-up is not in it. It does
not depend on how busy the machine is, and repeats to a tenth of an instruction; another compiler gives other counts. It
may be 3 % above the record. Where one is 3 % below, the gate says so: recorded, what was won is held. A scenario that
the program lacks, or that has no record, is an error.

The history, docs/performance/history.csv, is a line for each count that a --write moved by more than 0.1 %.

Exit status: 0 within the tolerance, 1 beyond it or without a record, 2 the measurement itself failed. About three minutes.
"""
import argparse
import concurrent.futures
import csv
import datetime
import json
import os
import pathlib
import struct
import sys

import documents
import turns

TOLERANCE = 0.03
RECORD = turns.ROOT / "docs/performance/instructions.json"
HISTORY = turns.ROOT / "docs/performance/history.csv"
THRESHOLD_READINGS = 40_000
# A row of every format of files but the two that the bench makes itself.
FILES = tuple(documents.FORMATS)
# In the name of a file: csv-bidmc takes its start from it.
STAMP = "-20261121200000"


def scenarios(folder):
    """Name: the unit, the arguments of the short run, those of the long one."""
    found = {}
    for form in ("bin", "csv", "ndjson"):
        run = ["threshold", "--bands", folder / "bands.json", "--patients", folder / "patients.csv",
               "--readings", folder / f"W.{form}", "--passes"]
        found[f"threshold-{form}"] = (None, [*run, 1], [*run, 3])
    found["decide"] = ("reading_sets", ["decide", "--seconds", 1800], ["decide", "--seconds", 5400])
    for protocol in ("contec-v7", "nonin-df2", "ble-plx-2a5f"):
        run = ["decode-decide", "--protocol", protocol, "--seconds"]
        found[f"decode-{protocol}"] = ("frames", [*run, 1800], [*run, 3600])
    for form in ("csv", "ndjson"):
        run = ["document-decide", "--format", form, "--made", 7200, "--rows"]
        found[f"document-{form}"] = ("rows", [*run, 1800], [*run, 5400])
    for form in FILES:
        run = ["document-decide", "--format", form, "--file"]
        short, long = (folder / f"{name}{STAMP}.{form}" for name in ("short", "long"))
        found[f"document-{form}"] = ("rows", [*run, short], [*run, long])
    return found


def make(folder):
    """Documents, and a small workload in the layout of W, made by arithmetic so that no package is needed: 50 children with
    dips, gaps and probes off. It is not W: only the gate's own record is compared with it."""
    for form in FILES:
        for name, rows in (("short", 1800), ("long", 5400)):
            (folder / f"{name}{STAMP}.{form}").write_bytes(documents.FORMATS[form](rows))
    names = [f"PT{100_000 + child * 7_919 % 900_000}" for child in range(50)]
    rows, text, lines, state = [], ["t_ms,patient_id,spo2,hr,temp\n"], [], 1
    for place in range(THRESHOLD_READINGS):
        second, child = divmod(place, 50)
        state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        noise = state >> 40
        turn = (second + child * 31) % 600
        s = -1 if turn > 560 else 88 if 100 < turn < 160 else 95 + noise % 5
        h = -1 if turn > 580 else 185 if 300 < turn < 350 else 105 + noise % 9
        t = 1_767_225_600_000 + second * 1000 + child * 17 + (70_000 if place > 9000 else 0)
        c = 366 + noise % 7
        rows.append(struct.pack("<qHhhh", t, child, s, h, c))
        text.append(f"{t},{names[child]},{s if s >= 0 else ''},{h if h >= 0 else ''},{c // 10}.{c % 10}\n")
        lines.append('{"t_ms":%d,"patient_id":"%s","spo2":%s,"hr":%s,"temp":%d.%d}\n' % (
            t, names[child], s if s >= 0 else "null", h if h >= 0 else "null", c // 10, c % 10))
    (folder / "W.bin").write_bytes(b"".join(rows))
    (folder / "W.csv").write_text("".join(text))
    (folder / "W.ndjson").write_text("".join(lines))
    (folder / "patients.csv").write_text(
        "patient_id,age_months\n" + "".join(f"{name},{place * 4}\n" for place, name in enumerate(names)))
    (folder / "bands.json").write_text(json.dumps({
        "raise_at": 2, "dwell_ms": 15000, "clear_ms": 30000, "contiguous_ms": 5000, "gap_ms": 60000,
        "spo2": [[0, 89, 4], [90, 91, 2], [92, 93, 1], [94, 100, 0]],
        "bands": [{"name": "all", "from_months": 0, "hr": [
            [0, 79, 4], [80, 99, 1], [100, 150, 0], [151, 170, 1], [171, 500, 4]]}]}))


def count(bench, name, unit, short, long):
    """Instructions for each unit of a scenario."""
    if unit is None:
        more = 2 * THRESHOLD_READINGS
    else:
        few, many = (turns.reported([bench, *run, "--json"])[unit] for run in (short, long))
        more = many - few
        if more <= 0:
            turns.fail(f"{name}: the longer run has no more {unit}")
    return round(turns.instructions_each([bench, *short], [bench, *long], more), 1)


def write(counts, known, why):
    """Records the counts, and what moved."""
    moved = {name: now for name, now in counts.items() if abs(now / known.get(name, 1e-9) - 1) > 0.001}
    RECORD.write_text(json.dumps(counts, indent=4) + "\n")
    is_new = not HISTORY.exists()
    with open(HISTORY, "a", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        if is_new:
            lines.writerow(["date", "scenario", "instructions", "before", "why"])
        for name, now in moved.items():
            lines.writerow([datetime.date.today().isoformat(), name, now, known.get(name, ""), why])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", help="a release build of spotward-bench; built here if not given")
    parser.add_argument("--write", metavar="WHY", help="record the counts, and say in a few words why they moved")
    asked = parser.parse_args()
    turns.need("valgrind", "objcopy")
    temporary = turns.folder()
    folder = pathlib.Path(temporary.name)
    bench = turns.without_debugging(turns.swift_program("spotward-bench", asked.bench), folder)
    make(folder)
    known = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = {name: pool.submit(count, bench, name, *how) for name, how in scenarios(folder).items()}
        counts = {name: one.result() for name, one in waiting.items()}
    if asked.write:
        write(counts, known, asked.write)

    is_worse = False
    print(f"{'instructions a reading, frame or row':38}{'record':>10}{'now':>10}")
    for name in sorted(counts.keys() | known.keys()):
        was, now = known.get(name), counts.get(name)
        if was is None or now is None:
            word = "no record: run with --write" if was is None else "recorded, and not a scenario here"
            is_worse = True
        else:
            change = now / was - 1
            is_worse = is_worse or change > TOLERANCE
            word = f"{change:+.1%}" + (
                " BEYOND 3 %" if change > TOLERANCE else " better: record it" if change < -TOLERANCE else "")
        print(f"{name:38}{was or '-':>10}{now or '-':>10}  {word}")
    sys.exit(1 if is_worse and not asked.write else 0)


if __name__ == "__main__":
    main()
