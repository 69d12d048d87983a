#!/usr/bin/env python3
"""Goal P10: a reading handed from one thread to another, by the daemon's ring and doorbell, against the same in C.

    python3 deploy/bench/ring.py [--json] [--quick] [--bench PROGRAM]

bell    each batch rings, the other side sleeps between: Doorbell and a pinned actor, as in the daemon; an eventfd in C
spin    nobody sleeps: the ring alone, on two cores
alone   one thread does both; instructions are counted of this one

Element, capacity and what is read of each element are the same in both. ns are of the clock from the first reading to the last;
cpu is of both threads together. Exit status: 0 measured, 1 above the floor, 2 failed.
"""
import argparse
import sys

from turns import (LEAST_ROUNDS, c_program, folder, in_turn, instructions_each, median, ratio, report, reported,
                   swift_program, without_debugging)

FLOOR_NS, AIM_NS = 50, 10
CAPACITY = 8192
BATCHES = {"bell": (1, 10, 100, 1000), "spin": (100,), "alone": (100,)}


def main():
    parser = argparse.ArgumentParser(description="Readings between two threads.")
    parser.add_argument("--bench")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a fifth of the readings")
    asked = parser.parse_args()
    bench = swift_program("spotward-bench", asked.bench)
    count = 1_000_000 if asked.quick else 5_000_000
    rows = []
    with folder() as at:
        size = reported([bench, "ring", "--way", "alone", "--readings", 1, "--json"])["element_bytes"]
        c = c_program("ring", at, f"-DELEMENT_BYTES={size}", "-lpthread")

        def swift(way, batch, readings=count):
            return [bench, "ring", "--way", way, "--batch", batch, "--readings", readings, "--capacity", CAPACITY, "--json"]

        def plain(way, batch, readings=count):
            return [c, way, readings, batch, CAPACITY]

        for way, batches in BATCHES.items():
            for batch in batches:
                # A batch of one is a wake-up a reading, and takes a hundred times as long.
                readings = count // 20 if way == "bell" and batch == 1 else count
                found = in_turn({
                    "swift": lambda: reported(swift(way, batch, readings)),
                    "c": lambda: reported(plain(way, batch, readings))}, LEAST_ROUNDS)
                row = {"way": way, "batch": batch,
                       "ns": round(median(found["swift"], "wall_ns") / readings, 1),
                       "C ns": round(median(found["c"], "wall_ns") / readings, 1),
                       **ratio(found["swift"], found["c"], "wall_ns"),
                       "cpu ns": round(median(found["swift"], "cpu_ns") / readings, 1),
                       "C cpu ns": round(median(found["c"], "cpu_ns") / readings, 1)}
                if way == "alone":
                    stripped = without_debugging(bench, at)
                    short, long = 100_000, 200_000
                    for name, argv in (("instructions", swift), ("C instructions", plain)):
                        pair = [argv(way, batch, length) for length in (short, long)]
                        if argv is swift:
                            pair = [[stripped, *one[1:]] for one in pair]
                        row[name] = round(instructions_each(*pair, long - short), 1)
                rows.append(row)
    if asked.json:
        report(rows, True)
    else:
        names = list(rows[-1])
        report([{name: row.get(name) for name in names} for row in rows], False)
        print(f"\nP10: floor {FLOOR_NS} ns, aim {AIM_NS} ns a reading in batches (of 100, bell)")
    batched = next(row for row in rows if row["way"] == "bell" and row["batch"] == 100)
    return 0 if batched["ns"] <= FLOOR_NS else 1


if __name__ == "__main__":
    sys.exit(main())
