#!/usr/bin/env python3
"""Task T on workload W, this program against C in the same run: answers compared, instructions counted, times in turn.

    python3 deploy/bench/threshold.py [--json] [--quick] [--bench PROGRAM]

1. Makes W (workload.py, which needs numpy) and the answer (oracle.py): 2,000,000 readings of 1,000 children, 200,000 with
   --quick; and six small ones.
2. Builds both in release: cc -O3, and spotward-bench unless its path is given.
3. Every answer of both, in every form, must be the oracle's byte for byte, and so must what was read.
4. Instructions a reading by callgrind: one pass and three over the same bytes in memory, so that neither start-up nor the
   reading of the file is in them.
5. Times in turn: the fastest of three passes over bytes in memory; and processor seconds of whole processes, the file
   read and the answer written (C reads it whole, this program piece by piece). Peak memory of whole processes.

Exit status: 0 measured, 1 an answer differs, 2 the measurement itself failed.
"""
import argparse
import filecmp
import pathlib
import sys

import turns

FORMS = {"bin": "P1", "csv": "P3", "ndjson": "P3"}
SMALL = [(1, 1), (40, 1), (3000, 1), (5000, 7), (20_000, 50), (30_000, 1000)]
PASSES = 3
COUNTED = 200_000


class Programs:
    def __init__(self, c, swift, folder):
        self.c, self.swift, self.out = c, swift, f"{folder}/out.csv"

    def argv(self, program, w, form, passes=None, ring=False):
        if program == "c":
            return [self.c, w / "bands.json", w / "patients.csv", w / f"W.{form}", self.out, *([passes] if passes else [])]
        return [self.swift, "threshold", "--bands", w / "bands.json", "--patients", w / "patients.csv",
                "--readings", w / f"W.{form}", "--out", self.out, "--json",
                *(["--passes", passes] if passes else []), *(["--ring"] if ring else [])]

    def check(self, program, w, form, **options):
        """Ends unless the answer is the oracle's and everything was read."""
        told = turns.reported(self.argv(program, w, form, **options))
        what = f"{program} on {w.name}, {form}{' by ring' if options.get('ring') else ''}"
        if not filecmp.cmp(self.out, w / "expected.csv", shallow=False):
            turns.fail(f"the answer of {what} differs from the oracle's", 1)
        expected = list(map(int, (w / "expected.stats").read_text().split()))
        if [told["readings"], told["sum_score"], told["sum_temp10"]] != expected:
            turns.fail(f"{what} did not read everything: {told}; expected {expected}", 1)


def make(w, count, children, seed):
    here = turns.HERE
    turns.run([sys.executable, here / "workload.py", "--out", w, "--n", count, "--patients", children, "--seed", seed])
    turns.run([sys.executable, here / "oracle.py", w])
    return w


def cut(w, to, count):
    """The first readings of W alone."""
    to.mkdir()
    for name in ("bands.json", "patients.csv"):
        (to / name).write_bytes((w / name).read_bytes())
    with open(w / "W.bin", "rb") as whole:
        (to / "W.bin").write_bytes(whole.read(count * 16))
    for name, lines in (("W.csv", count + 1), ("W.ndjson", count)):
        with open(w / name) as whole:
            (to / name).write_text("".join(whole.readline() for _ in range(lines)))
    return to


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="200,000 readings")
    parser.add_argument("--rounds", type=int, default=turns.LEAST_ROUNDS)
    parser.add_argument("--bench", help="a release build of spotward-bench")
    asked = parser.parse_args()
    turns.need("valgrind", "objcopy")
    temporary = turns.folder()
    folder = pathlib.Path(temporary.name)
    swift = turns.without_debugging(turns.swift_program("spotward-bench", asked.bench), folder)
    programs = Programs(turns.c_program("threshold", folder), swift, folder)

    turns.say("making the workloads")
    count = 200_000 if asked.quick else 2_000_000
    w = make(folder / "W", count, 1000, 20260101)
    small = [make(folder / f"small-{seed}", *size, seed) for seed, size in enumerate(SMALL, 1)]
    for one in [*small, w]:
        for form in FORMS:
            for program in ("c", "swift"):
                turns.say(f"comparing the answers: {one.name}, {form}, {program}")
                programs.check(program, one, form)
                programs.check(program, one, form, passes=2)
        programs.check("swift", one, "bin", ring=True)

    counted = cut(w, folder / "counted", COUNTED) if count > COUNTED else w
    rows = []
    for form, goal in FORMS.items():
        turns.say(f"counting instructions: {form}")
        each = {program: turns.instructions_each(
            programs.argv(program, counted, form, passes=1), programs.argv(program, counted, form, passes=PASSES),
            (PASSES - 1) * COUNTED) for program in ("c", "swift")}
        timed = turns.in_turn({program: lambda program=program: turns.reported(
            programs.argv(program, w, form, passes=PASSES)) for program in ("c", "swift")}, asked.rounds)
        whole = turns.in_turn({program: lambda program=program: turns.cpu_seconds(
            programs.argv(program, w, form)) for program in ("c", "swift")}, asked.rounds)
        time = turns.ratio(timed["swift"], timed["c"], "nanoseconds")
        process = turns.ratio(whole["swift"], whole["c"])
        rows.append({
            "goal": goal, "form": form,
            "C instr.": round(each["c"], 1), "ours": round(each["swift"], 1),
            "instr. ratio": round(each["swift"] / each["c"], 2),
            "C ns": round(turns.median(timed["c"], "nanoseconds") / count, 1),
            "our ns": round(turns.median(timed["swift"], "nanoseconds") / count, 1),
            "time ratio": time["ratio"], "least": time["least"], "greatest": time["greatest"],
            "process ratio": process["ratio"], "p. least": process["least"], "p. greatest": process["greatest"],
            "rounds": time["rounds"],
            "C peak KiB": turns.peak_kib(programs.argv("c", w, form)),
            "our peak KiB": turns.peak_kib(programs.argv("swift", w, form)),
        })
    turns.say("")
    turns.report(rows, asked.json)


if __name__ == "__main__":
    main()
