#!/usr/bin/env python3
"""Two evaluators that share a ward against one of the whole ward (docs/performance/shards.md): goal P17.

    python3 shards.py [--quick] [--json] [--bench PROGRAM] [--rounds ROUNDS]

1. Makes workload W (workload.py, which needs numpy): 1,000 children, a reading a second each.
2. The alert logs of one evaluator and of 2, 3 and 8 shards must be the same byte for byte, and so must the readings and the
   scores in their order. Otherwise nothing is measured.
3. Instructions a set of readings by thread (callgrind, the difference of two lengths): one evaluator, and the busier of the two
   threads of two shards, which is what they need on two cores of their own.
4. The same in turn, seven times at least: by the clock, and by the processor time of the busier thread, which others on the
   machine disturb less.

2,000,000 readings, about five minutes; --quick takes 400,000 and counts over fewer.

Exit status: 0 measured, 1 a log differs, 2 the measurement itself failed.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

import turns

CHILDREN = 1000
# Callgrind counts each byte of a `rep movsb` as an instruction, and the C library takes that for a copy of some KB, as readings are
# gathered with. This has it take vector moves for all copies, of every program that is counted here.
PLAIN_COPIES = {"GLIBC_TUNABLES": "glibc.cpu.x86_rep_movsb_threshold=1000000000"}


def instructions_by_thread(argv, folder):
    """Instructions of a run, of each of its threads, the first first."""
    turns.need("valgrind")
    out = pathlib.Path(folder) / "callgrind"
    for old in pathlib.Path(folder).glob("callgrind*"):
        old.unlink()
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={out}", *map(str, argv)],
        capture_output=True, text=True, env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1", **PLAIN_COPIES})
    files = sorted(pathlib.Path(folder).glob("callgrind-*"))
    totals = [re.search(r"^(?:totals|summary): (\d+)", file.read_text(errors="replace"), re.M) for file in files]
    if done.returncode or not totals or None in totals:
        turns.fail(f"callgrind failed: {done.stderr.strip().splitlines()[-1:]}")
    return [int(total.group(1)) for total in totals]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a fifth of the readings")
    parser.add_argument("--bench", help="spotward-bench of a release build; built here if not given")
    parser.add_argument("--rounds", type=int, default=turns.LEAST_ROUNDS)
    given = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        turns.fail("two shards need two cores, and this machine gives one")
    bench = turns.swift_program("spotward-bench", given.bench)
    count = 400_000 if given.quick else 2_000_000
    lengths = (40_000, 100_000) if given.quick else (50_000, 250_000)
    with turns.folder() as folder:
        folder = pathlib.Path(folder)
        turns.run([sys.executable, turns.HERE / "workload.py", "--out", folder, "--n", count, "--patients", CHILDREN])

        def command(number, *options, program=bench):
            return [program, "shards", "--shards", number, "--patients", folder / "patients.csv", "--readings",
                    folder / "W.bin", "--json", *options]

        def told(number):
            out = folder / f"alerts-{number}.ndjson"
            report = turns.reported(command(number, "--out", out))
            return out.read_bytes(), {name: report[name] for name in report
                                      if name != "shards" and not name.endswith("nanoseconds")}

        log, report = told(1)
        if not log:
            turns.fail("the log is empty: nothing is compared")
        for number in (2, 3, 8):
            if told(number) != (log, report):
                turns.fail(f"{number} shards do not tell what one evaluator tells", 1)

        counted = turns.without_debugging(bench, folder)

        def each(number):
            short, long = (
                instructions_by_thread(command(number, "--limit", length, program=counted), folder)
                for length in lengths)
            return [(b - a) / (lengths[1] - lengths[0]) for a, b in zip(short, long)]

        turns.say("counting instructions: one")
        one = each(1)
        turns.say("counting instructions: two")
        two = each(2)

        def busier(number, *options):
            report = turns.reported(command(number, *options))
            report["busier_nanoseconds"] = max(
                report["telling_thread_nanoseconds"], report["other_threads_nanoseconds"])
            return report

        found = turns.in_turn({
            "one": lambda: busier(1), "two": lambda: busier(2), "in turn": lambda: busier(2, "--in-turn"),
        }, given.rounds)
    turns.report([{
        "children": report["children"], "readings": report["reading_sets"], "alerts": report["transitions"],
        "logs": "equal",
        "one instructions": round(one[0]), "two telling": round(two[0]), "two other": round(max(two[1:])),
        "instructions gained": round(one[0] / max(two), 2),
        "clock gained": turns.ratio(found["one"], found["two"], "nanoseconds"),
        "busier thread gained": turns.ratio(found["one"], found["two"], "busier_nanoseconds"),
        "in turn cost": turns.ratio(found["in turn"], found["one"], "nanoseconds"),
    }], given.json)


main()
