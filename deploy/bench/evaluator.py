#!/usr/bin/env python3
"""The full rules against C's task T, and the cost of many children (docs/performance/evaluator.md): goals P2 and P11.

    python3 evaluator.py [--quick] [--json] [--bench PROGRAM]

1. Workload W (400,000 readings of 100 children; numpy), in memory. Instructions a set through the full rules, and a reading of task T
   in C (threshold.c, decoded records, the difference of one and three passes): their ratio. Then both in turn, by their
   own clocks around the loop.
2. `spotward-bench children` in turn: 1, 1,000, 50,000, 100,000 and 1,000,000 children with the same number of readings;
   the ratio of each to 1,000. State a child and peak memory.
3. Instructions a reading over 100,000 and 1,000,000 readings, at 1,000 and at 100,000 children: cost is linear where they are
   the same.

--quick leaves a million children out and counts the shorter lengths. About eight minutes without, three with it.
"""
import argparse
import json
import sys

import turns

CHILDREN = (1, 1_000, 50_000, 100_000, 1_000_000)


def rules_against_c(bench, counted, folder, rounds):
    w = f"{folder}/W"
    turns.run([sys.executable, turns.HERE / "workload.py", "--n", "400000", "--patients", "100", "--out", w])
    c = turns.c_program("threshold", folder)
    files = ["--patients", f"{w}/patients.csv", "--readings", f"{w}/W.bin", "--json"]

    def ward(program, limit):
        return [program, "ward", *files, "--limit", limit]

    def task(passes):
        return [c, f"{w}/bands.json", f"{w}/patients.csv", f"{w}/W.bin", f"{folder}/out.csv", passes]

    rules = turns.instructions_each(ward(counted, 200_000), ward(counted, 400_000), 200_000)
    plain = turns.instructions_each(task(1), task(3), 2 * 400_000)
    times = turns.in_turn({
        "rules": lambda: turns.reported(ward(bench, 400_000))["nanoseconds"] / 400_000,
        "c": lambda: turns.reported(task(1))["nanoseconds"] / 400_000,
    }, rounds)
    return {"instructions_a_set": round(rules, 1), "c_instructions_a_reading": round(plain, 1),
            "instruction_ratio": round(rules / plain, 2), "time": turns.ratio(times["rules"], times["c"]),
            "median_ns_rules": round(turns.median(times["rules"]), 1), "median_ns_c": round(turns.median(times["c"]), 1)}


def many_children(bench, counts, readings, rounds):
    def run(children):
        return lambda: turns.reported(
            [bench, "children", "--children", children, "--readings", readings, "--json"])

    found = turns.in_turn({children: run(children) for children in counts}, rounds)
    base = [one["picoseconds_a_reading"] for one in found[1_000]]
    rows = {}
    for children in counts:
        last = found[children][-1]
        spent = [one["picoseconds_a_reading"] for one in found[children]]
        held = last["conditions_held"] * last["condition_bytes"]
        rows[children] = {
            "median_ns": round(turns.median(spent) / 1000, 1), "against_1000": turns.ratio(spent, base),
            "child_bytes": last["child_bytes"], "held_bytes_a_child": round(held / children),
            "peak_mib": turns.peak_kib([bench, "children", "--children", children, "--readings", readings]) // 1024,
        }
    return rows


def linear(counted, lengths):
    def run(children, readings):
        return [counted, "children", "--children", children, "--readings", readings, "--warm-up", 2]

    rows = {}
    for children in (1_000, 100_000):
        none = turns.instructions(run(children, 0))
        rows[children] = {
            readings: round((turns.instructions(run(children, readings)) - none) / readings, 1) for readings in lengths}
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--bench", help="a release build of spotward-bench; built here if not given")
    asked = parser.parse_args()
    bench = turns.swift_program("spotward-bench", asked.bench)
    with turns.folder() as folder:
        counted = turns.without_debugging(bench, folder)
        report = {
            "full_rules": rules_against_c(bench, counted, folder, turns.LEAST_ROUNDS),
            "children": many_children(bench, CHILDREN[:4] if asked.quick else CHILDREN,
                                      1_000_000 if asked.quick else 4_000_000, turns.LEAST_ROUNDS),
            "instructions_a_reading": linear(counted, (100_000, 300_000) if asked.quick else (100_000, 1_000_000)),
        }
    if asked.json:
        print(json.dumps(report))
        return
    rules = report["full_rules"]
    print(f"full rules: {rules['instructions_a_set']} instructions a set, C's T {rules['c_instructions_a_reading']} a "
          f"reading ({rules['instruction_ratio']}x); time {rules['time']['ratio']}x "
          f"({rules['time']['least']}-{rules['time']['greatest']})")
    print(f"{'children':>10}{'ns':>8}{'to 1,000':>10}{'least':>7}{'most':>7}{'bytes':>7}{'held':>6}{'peak MiB':>10}")
    for children, row in report["children"].items():
        of = row["against_1000"]
        print(f"{children:>10,}{row['median_ns']:>8}{of['ratio']:>10}{of['least']:>7}{of['greatest']:>7}"
              f"{row['child_bytes']:>7}{row['held_bytes_a_child']:>6}{row['peak_mib']:>10}")
    for children, row in report["instructions_a_reading"].items():
        told = ", ".join(f"{count} over {readings:,} readings" for readings, count in row.items())
        print(f"instructions a reading, {children:,} children: {told}")


if __name__ == "__main__":
    main()
