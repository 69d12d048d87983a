"""Measures programs against each other, and never one alone: the machine is shared, so only a ratio means anything.

Used by the scripts beside it. Times are of programs run in turn (A B A B ...) in one go: median, least and greatest
ratio of at least seven rounds. Instructions are callgrind's, the difference of two lengths, so that start-up is not in
them. Nothing here decides what is fair: a script does, and says so.
"""
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LEAST_ROUNDS = 7


def fail(reason, status=2):
    """Ends the measurement: what failed, and what to do."""
    print(f"{pathlib.Path(sys.argv[0]).name}: {reason}", file=sys.stderr)
    sys.exit(status)


def say(line):
    """Progress of a long measurement, for a person who waits."""
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


def need(*programs):
    """Ends unless every program is there."""
    for program in programs:
        if not shutil.which(program):
            fail(f"{program} is missing: bash deploy/prepare.sh tests installs what the measurements need")


def swift_program(product, given=None, static=False):
    """A release build's program: the one given, or one built now; `static`: with Swift's libraries in it, as it is shipped."""
    if given:
        return str(pathlib.Path(given).resolve())
    build = ["swift", "build", "-c", "release"]
    if static:
        # In a folder of its own, so that the builds with and without do not undo each other.
        build += ["--static-swift-stdlib", "--scratch-path", str(ROOT / ".build" / "static")]
    built = subprocess.run([*build, "--product", product], cwd=ROOT, stdout=sys.stderr)
    if built.returncode:
        fail(f"{product} does not build")
    folder = subprocess.run([*build, "--show-bin-path"], cwd=ROOT, capture_output=True, text=True, check=True)
    return f"{folder.stdout.strip()}/{product}"


def c_program(name, folder, *libraries):
    """deploy/bench/NAME.c built at -O3."""
    out = f"{folder}/{name}-c"
    built = subprocess.run(
        [os.environ.get("CC", "cc"), "-O3", "-std=gnu11", "-Wall", "-Wextra", "-o", out, str(HERE / f"{name}.c"),
         *libraries])
    if built.returncode:
        fail(f"{name}.c does not build")
    return out


def folder():
    """A folder that is gone when the script ends. Keep the object as long as the folder is needed."""
    return tempfile.TemporaryDirectory(prefix="spotward-bench-")


def run(argv, **options):
    """Runs a program to its end and gives its standard output."""
    done = subprocess.run([str(part) for part in argv], capture_output=True, text=True, **options)
    if done.returncode:
        told = (done.stderr.strip() or done.stdout.strip()).splitlines()
        fail(f"{' '.join(map(str, argv))[:200]} ended with {done.returncode}: {told[-1] if told else 'it said nothing'}")
    return done.stdout


def reported(argv, **options):
    """What a program reports as one line of JSON, its last."""
    return json.loads(run(argv, **options).strip().splitlines()[-1])


def cpu_seconds(argv, **options):
    """User and system seconds of a program run to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(argv, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def peak_kib(argv):
    """The greatest resident memory of a program. A program between counts it: a child inherits its parent's peak."""
    between = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); "
               "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    return int(run([sys.executable, "-c", between, *argv]))


def without_debugging(program, folder):
    """A copy callgrind can read: 3.19 stumbles over Swift's debugging information."""
    need("valgrind", "objcopy")
    copy = f"{folder}/{pathlib.Path(program).name}-stripped"
    run(["objcopy", "--strip-debug", program, copy])
    return copy


def instructions(argv):
    """Instructions of a whole run, counted by callgrind. Hash seeds are fixed, so the count repeats."""
    need("valgrind")
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, argv)], capture_output=True,
        text=True, env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"})
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        told = [line for line in done.stderr.splitlines() if not line.startswith("==")]
        fail(f"callgrind of {' '.join(map(str, argv))[:200]} failed: {told[-1] if told else done.stderr[-200:]}")
    return int(found.group(1))


def instructions_each(short, long, more):
    """Instructions of one unit: the difference of two runs by how many more units the long one has."""
    return (instructions(long) - instructions(short)) / more


def in_turn(programs, rounds=LEAST_ROUNDS):
    """Runs each of `programs` (name: a call that gives a figure, or several by name) in rotation, `rounds` times.

    Gives the figures of each by name, in the order of the rounds.
    """
    if rounds < LEAST_ROUNDS:
        fail(f"{rounds} rounds say nothing: {LEAST_ROUNDS} at least")
    found = {name: [] for name in programs}
    for turn in range(rounds):
        for name, measure in programs.items():
            say(f"round {turn + 1} of {rounds}: {name}")
            found[name].append(measure())
    say("")
    return found


def ratio(ours, theirs, figure=None):
    """Median, least and greatest ratio, round by round, of two lists `in_turn` gave."""
    pick = (lambda one: one[figure]) if figure else (lambda one: one)
    ratios = [pick(a) / pick(b) for a, b in zip(ours, theirs)]
    return {"ratio": round(statistics.median(ratios), 3), "least": round(min(ratios), 3),
            "greatest": round(max(ratios), 3), "rounds": len(ratios)}


def median(figures, figure=None):
    """The middle one of a list `in_turn` gave."""
    return statistics.median(one[figure] if figure else one for one in figures)


def report(rows, as_json):
    """Prints rows (dicts of one shape) as a table, or as JSON for a script."""
    if as_json:
        print(json.dumps(rows))
        return
    names = list(rows[0])
    cells = [names] + [["-" if row.get(name) is None else str(row[name]) for name in names] for row in rows]
    widths = [max(len(line[place]) for line in cells) for place in range(len(names))]
    for line in cells:
        print("  ".join(cell.ljust(width) if place == 0 else cell.rjust(width)
                        for place, (cell, width) in enumerate(zip(line, widths))).rstrip())
