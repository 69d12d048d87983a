"""Instructions of a frame, from a device's bytes to the decision, for every protocol; and decoding against C.

    python3 deploy/bench/frames.py [--json] [--quick] [--protocol NAME ...] [--bench PROGRAM] [--rounds N]

1. Counts: half an hour of one child (BenchStory: alarms, a probe off, noise, a device unplugged) once and twice over, a
   tick a second, by callgrind; the difference for each frame. Decoding alone and with the evaluator, so that the two can
   be told apart. Bytes come in seven batches a second, so frames are cut, those of one a second into up to seven pieces.
   Decoding is counted once more with a batch for each frame, which is how a line or a bridge hands over most of them.
2. Decoding against frames.c, -O3, on the same bytes in the same batches: instructions, and times in turn. Both must find
   the same frames, the same live ones and the same skipped bytes, or nothing counts. C has no lock and proves nothing.

--quick: four protocols, seven rounds. Exit status: 0 measured, 1 C and ours do not agree, 2 the measurement failed.
"""
import argparse
import concurrent.futures
import os

import turns

PROTOCOLS = """contec-5byte berry-bci contec-v7 contec-eb nonin-df1 nonin-df2 nonin-df7 nonin-df8 nonin-df13 nonin-ascii
    masimo-ascii1 nellcor-ascii viatom-legacy viatom-oxyii viatom-pc60 berry-pm6750 taidoc ble-plx-2a5f ble-plx-2a5e
    ble-hts-2a1c ble-hr-2a37 berry-v15 choicemmed-md300c29 jumper ieee-20601""".split()
QUICK = ["contec-v7", "nonin-df2", "viatom-pc60", "ble-plx-2a5f"]
STORY = 1800  # seconds of BenchStory
SENDING = 1260  # of them with the device plugged in
COMPARED = ["nonin-df2", "contec-v7"]  # what frames.c decodes
GOAL, AIM = 400, 200


def scenario(bench, protocol, seconds, *more):
    return [bench, "decode-decide", "--protocol", protocol, "--seconds", seconds, "--json", *more]


def counted(bench, stripped, protocol):
    """One row: instructions a frame."""
    short = turns.reported(scenario(bench, protocol, STORY))
    long = turns.reported(scenario(bench, protocol, 2 * STORY))
    frames = long["frames"] - short["frames"]
    a_second = frames / SENDING

    def each(*more):
        return turns.instructions_each(
            scenario(stripped, protocol, STORY, *more), scenario(stripped, protocol, 2 * STORY, *more), frames)

    decode, both = each("--decode-only"), each()
    singly = each("--decode-only", "--batches", max(1, round(a_second)))
    return {
        "protocol": protocol, "frames a second": round(a_second, 1), "decode": round(decode, 1),
        "decide": round(both - decode, 1), "both": round(both, 1),
        "goal": "aim" if both <= AIM else "met" if both <= GOAL else "missed",
        "decode, a batch a frame": round(singly, 1),
    }


def against_c(bench, stripped, folder, protocol, passes, rounds):
    """One row: decoding, ours by C's."""
    program = turns.c_program("frames", folder)
    batches = f"{folder}/{protocol}.batches"
    ours = lambda times: scenario(bench, protocol, times * STORY, "--decode-only")
    theirs = lambda times: [program, protocol, batches, times]
    turns.run(scenario(bench, protocol, STORY, "--write-batches", batches))
    ours_found, c_found = turns.reported(ours(1)), turns.reported(theirs(1))
    for figure in ("frames", "live_frames", "skipped_bytes"):
        if ours_found[figure] != c_found[figure]:
            turns.fail(f"{protocol}: {figure} is {ours_found[figure]} here and {c_found[figure]} in C", 1)
    frames = 2 * c_found["frames"]
    count = lambda argv: turns.instructions_each(argv(1), argv(3), frames)
    ours_count = turns.instructions_each(
        scenario(stripped, protocol, STORY, "--decode-only"), scenario(stripped, protocol, 3 * STORY, "--decode-only"),
        frames)
    c_count = count(theirs)
    times = turns.in_turn({
        "c": lambda: turns.reported(theirs(passes))["nanoseconds"],
        "ours": lambda: turns.reported(ours(passes))["nanoseconds"]}, rounds)
    return {
        "decode": protocol, "C": round(c_count, 1), "ours": round(ours_count, 1),
        "instructions": round(ours_count / c_count, 2),
        "told C": c_found["told"], "told ours": ours_found["told"], **{
            "time " + name if name != "rounds" else name: figure
            for name, figure in turns.ratio(times["ours"], times["c"]).items()},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--protocol", action="append", choices=PROTOCOLS, metavar="NAME")
    parser.add_argument("--bench", help="a release build of spotward-bench")
    parser.add_argument("--rounds", type=int, default=turns.LEAST_ROUNDS)
    given = parser.parse_args()
    bench = turns.swift_program("spotward-bench", given.bench)
    names = given.protocol or (QUICK if given.quick else PROTOCOLS)
    with turns.folder() as folder:
        stripped = turns.without_debugging(bench, folder)
        # Counts do not depend on what else runs, times do: those are taken one by one afterwards.
        with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
            counts = list(pool.map(lambda protocol: counted(bench, stripped, protocol), names))
        compared = [
            against_c(bench, stripped, folder, protocol, 20 if given.quick else 100, given.rounds)
            for protocol in COMPARED if protocol in names]
    if given.json:
        turns.report({"instructions_a_frame": counts, "against_c": compared}, True)
        return
    turns.report(counts, False)
    if compared:
        print()
        turns.report(compared, False)


main()
