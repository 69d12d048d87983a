#!/usr/bin/env python3
"""A day of one child replayed (goal P12): instructions in memory, and whole processes in turn with a program in C.

1. Instructions of `spotward-bench replay`, the difference of two lengths: for each second of the child and for each byte of the
   recording. From rows of three vital signs (one a second), and from the bytes of devices that send fifty batches a second.
2. `spotward replay` of the whole day, CPU seconds of the process, in turn with replay.c, which does what any reader of a
   recording must do at the least: find the lines, turn their digits into bytes.
3. The same day in memory, in turn with task T in C on as many decoded readings (goal P1's program), which decides and nothing
   else: how many times as long.

    python3 deploy/bench/replay.py [--spotward PROGRAM] [--bench PROGRAM] [--protocol contec-v7 ...] [--rounds 7]
                                   [--quick] [--json]

Exit status: 0 measured, 2 the measurement itself failed. About three minutes; --quick replays two hours and says so.
"""
import argparse
import pathlib
import random
import struct

import turns

DAY = 86_400


def counted(bench, what, seconds):
    """Instructions of a second and of a byte of the recording."""
    short, long = seconds // 2, seconds
    runs = [[bench, "replay", *what, "--made", long, "--seconds", length, "--json"] for length in (short, long)]
    reports = [turns.reported(run) for run in runs]
    more = turns.instructions(runs[1]) - turns.instructions(runs[0])
    return {"instructions a second": round(more / (long - short)),
            "instructions a byte": round(more / (reports[1]["bytes"] - reports[0]["bytes"]), 1)}


def task_t(folder, readings):
    """Workload of one child in the layout of W, for threshold.c: as many decoded readings as the day has seconds."""
    noise = random.Random(1)
    here = pathlib.Path(folder) / "T"
    here.mkdir()
    record = struct.Struct("<qHhhh")
    (here / "W.bin").write_bytes(b"".join(
        record.pack(1_767_225_600_000 + second * 1000, 0, 90 + noise.randrange(10), 105 + noise.randrange(9), 366)
        for second in range(readings)))
    (here / "patients.csv").write_text("patient_id,age_months\nPT100000,40\n")
    (here / "bands.json").write_text("""{"raise_at": 2, "dwell_ms": 15000, "clear_ms": 30000, "contiguous_ms": 5000,
 "gap_ms": 60000, "spo2": [[0, 89, 4], [90, 91, 2], [92, 93, 1], [94, 100, 0]],
 "bands": [{"name": "all", "from_months": 0, "hr": [[0, 79, 4], [80, 99, 1], [100, 150, 0], [151, 170, 1], [171, 500, 4]]}]}""")
    return here


def main():
    options = argparse.ArgumentParser(description="A day of one child replayed.")
    options.add_argument("--spotward")
    options.add_argument("--bench")
    options.add_argument("--protocol", nargs="+", default=["contec-v7", "nonin-df2"])
    options.add_argument("--rounds", type=int, default=turns.LEAST_ROUNDS)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    seconds = 7200 if chosen.quick else DAY
    spotward = turns.swift_program("spotward", chosen.spotward)
    bench = turns.swift_program("spotward-bench", chosen.bench)

    with turns.folder() as folder:
        reader = turns.c_program("replay", folder)
        threshold = turns.c_program("threshold", folder)
        stripped = turns.without_debugging(bench, folder)
        inputs = {"rows": []} | {name: ["--protocol", name] for name in chosen.protocol}
        programs = {}
        for name, what in inputs.items():
            here = pathlib.Path(folder) / name
            here.mkdir()
            turns.say(f"a day of {name}")
            turns.run([bench, "make-night", *what, "--seconds", seconds, "--folder", here])
            replay = [spotward, "replay", here / "night.rec", "--config", here / "spotward.yaml", "--out", here / "alerts"]
            read = [reader, here / "night.rec"]
            programs[f"replay {name}"] = lambda argv=replay: turns.cpu_seconds(argv)
            programs[f"C reads {name}"] = lambda argv=read: turns.cpu_seconds(argv)
            memory = [bench, "replay", *what, "--seconds", seconds, "--json"]
            programs[f"memory {name}"] = lambda argv=memory: turns.reported(argv)["nanoseconds"]
        t = task_t(folder, seconds)
        decide = [threshold, t / "bands.json", t / "patients.csv", t / "W.bin", t / "out.csv"]
        programs["C decides"] = lambda: turns.reported(decide)["nanoseconds"]
        found = turns.in_turn(programs, chosen.rounds)

        rows = []
        for name, what in inputs.items():
            turns.say(f"instructions of {name}")
            size = (pathlib.Path(folder) / name / "night.rec").stat().st_size
            rows.append({
                "24 h from": name if seconds == DAY else f"{name}, {seconds} s", "MB": round(size / 1e6, 1),
                **counted(stripped, what, 3600), "CPU s": round(turns.median(found[f"replay {name}"]), 3),
                **turns.ratio(found[f"replay {name}"], found[f"C reads {name}"]),
                "memory s": round(turns.median(found[f"memory {name}"]) / 1e9, 3),
                "of C's T": round(turns.ratio(found[f"memory {name}"], found["C decides"])["ratio"])})
        turns.say("")
        turns.report(rows, chosen.json)


if __name__ == "__main__":
    main()
