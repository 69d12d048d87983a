#!/usr/bin/env python3
"""Task T on NDJSON, whole processes: this program against what a user would otherwise pick (goal P4).

    python3 deploy/bench/engines.py [--json] [--quick] [--n READINGS] [--bench PROGRAM] [--python PYTHON]

Each program of engines/ reads W.ndjson and writes the answer, which must be the oracle's byte for byte or its figure does
not count. Processor seconds, user and system, of processes run in turn; all threads count. W is 2,000,000 readings
(--n; 200,000 with --quick): start-up is in the figures, as it is for a user, and the shorter W the more of our time it is.
`seconds less start` takes away what the same program needs for an almost empty W. Five minutes on an idle machine.

bytewax and polars are looked for in PYTHON (`pip install bytewax polars`) and passed over with a sentence if absent.

Exit status: 0 measured, 1 an answer differs, 2 the measurement itself failed.
"""
import argparse
import filecmp
import pathlib
import subprocess
import sys

import threshold
import turns

# Name: how it is started, the module it needs, and the floor and the aim of goal P4: how many times faster we are to be.
ENGINES = {
    "Python json loop": (["PYTHON", "loop.py"], None, 30, 100),
    "Node": (["node", "loop.mjs"], None, 5, 20),
    "bytewax": (["PYTHON", "flow.py"], "bytewax", 80, 250),
    "polars": (["PYTHON", "frame.py"], "polars", 12, 40),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="200,000 readings")
    parser.add_argument("--n", type=int, default=2_000_000, help="readings of W")
    parser.add_argument("--rounds", type=int, default=turns.LEAST_ROUNDS)
    parser.add_argument("--bench", help="a release build of spotward-bench")
    parser.add_argument("--python", default=sys.executable, help="a Python with bytewax and polars")
    asked = parser.parse_args()
    temporary = turns.folder()
    folder = pathlib.Path(temporary.name)
    bench = turns.swift_program("spotward-bench", asked.bench)
    turns.say("making the workload")
    w = threshold.make(folder / "W", 200_000 if asked.quick else asked.n, 1000, 20260101)
    start = threshold.make(folder / "start", 1, 1, 1)
    out = folder / "out.csv"

    def ours(of):
        return [bench, "threshold", "--bands", of / "bands.json", "--patients", of / "patients.csv",
                "--readings", of / "W.ndjson", "--out", out, "--json"]

    argvs = {"spotward": ours}
    for name, (start_of, module, _, _) in ENGINES.items():
        program = asked.python if start_of[0] == "PYTHON" else start_of[0]
        found = subprocess.run([program, "-c", f"import {module}"] if module else [program, "--version"],
                               capture_output=True, check=False) if module or program else None
        if found is None or found.returncode:
            print(f"{name} is not there and is passed over: pip install {module or program}", file=sys.stderr)
            continue
        path = turns.HERE / "engines" / start_of[1]
        argvs[name] = lambda of, program=program, path=path: [program, path, of, out]

    wrong = []
    for name, argv in argvs.items():
        turns.say(f"comparing the answers: {name}")
        turns.run(argv(w))
        if not filecmp.cmp(out, w / "expected.csv", shallow=False):
            wrong.append(name)
    if "spotward" in wrong:
        turns.fail("the answer of spotward differs from the oracle's", 1)

    seconds = turns.in_turn({name: lambda argv=argv: turns.cpu_seconds(argv(w)) for name, argv in argvs.items()},
                            asked.rounds)
    starts = turns.in_turn({name: lambda argv=argv: turns.cpu_seconds(argv(start)) for name, argv in argvs.items()},
                           asked.rounds)
    rows = []
    for name in argvs:
        found = turns.ratio(seconds[name], seconds["spotward"])
        less = turns.median(seconds[name]) - turns.median(starts[name])
        _, _, floor, aim = ENGINES.get(name, (None, None, None, None))
        rows.append({
            "program": name, "answer": "differs" if name in wrong else "the oracle's",
            "CPU s": round(turns.median(seconds[name]), 3), "seconds less start": round(less, 3),
            "times ours": found["ratio"], "least": found["least"], "greatest": found["greatest"],
            "floor": floor, "aim": aim, "rounds": found["rounds"],
        })
    turns.report(rows, asked.json)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
