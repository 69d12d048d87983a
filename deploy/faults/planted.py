#!/usr/bin/env python3
"""Are the tests any good? Bugs are planted in a copy of the sources, and the tests that name them must turn red.

bugs.py holds them. The copy is an overlay over this very folder, seen by this program alone: what is built is built on, and the
folder itself is never touched, whenever this is stopped. It takes root, as the campaign of power cuts does; without it there is
`--copy`, which builds everything once.

Several bugs share a build where the manifest proves that none of their tests can reach another's bug. Exits 0 only when every
bug that was planted compiles and is caught.

    planted.py              # one build of them, another with each commit
    planted.py --all
    planted.py --only ladder
    planted.py --check      # no build: does each still stand in the sources?
    planted.py --simulation # those a night can reach: is each caught by at most 200 nights from seeds alone? A build for each
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from bugs import BUGS

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PATIENCE = 420              # seconds: a test that hangs on a bug has caught it
NIGHTS = 200
NIGHTS_SETTINGS = {
    "SPOTWARD_SIM_SEEDS": str(NIGHTS),
    # Pairs with and without steps of the clock, as many as nights.sh plays.
    "SPOTWARD_SIM_CLOCK_SEEDS": str(NIGHTS * 3 // 10 + 1),
    "SPOTWARD_SIM_UNTIL_FOUND": "1",
}
NIGHTS_PATIENCE = 1800      # seconds: nights that are slow have found nothing
SIMULATION = r"SimulationTests\.SimulationTests/(inNoNight|stepsOfTheClock)"
INSIDE = "SPOTWARD_PLANTED_INSIDE"


def say(text):
    print(text, flush=True)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def planted_text(bug, file, root):
    """The file with the bug in it; raises ValueError where it cannot be planted."""
    text = read(os.path.join(root, file))
    for name, old, new in bug.edits:
        if name != file:
            continue
        if text.count(old) != 1:
            raise ValueError(f"{file}: this stands there {text.count(old)} times and not once: {old!r}")
        text = text.replace(old, new)
    return text


def tests():
    """Every test as a filter names it: Target.Suite/test, by the type it stands in last."""
    for folder, _, files in os.walk(os.path.join(ROOT, "Tests")):
        for file in (file for file in files if file.endswith(".swift")):
            suite = ""
            for type_, test in re.findall(r"^(?:@.* )?(?:\w+ )*?(?:struct|class|enum|actor|extension) (\w+)|^ +.*?\bfunc (\w+)\(",
                                          read(os.path.join(folder, file)), re.M):
                suite = type_ or suite
                if test:
                    yield f"{os.path.relpath(folder, os.path.join(ROOT, 'Tests')).split(os.sep)[0]}.{suite}/{test}"


def check(bugs):
    """Bugs that cannot be planted any more, or that no test is named for."""
    lost, named = [], list(tests())
    for bug in bugs:
        if not any(re.search(bug.tests, test) for test in named):
            lost.append((bug, f"no test is called {bug.tests}"))
        for file in bug.files:
            try:
                planted_text(bug, file, ROOT)
            except (OSError, ValueError) as error:
                lost.append((bug, str(error)))
    return lost


# Who can reach what, by the manifest.


def arrows(manifest):
    """Targets by name, each with the targets it is given."""
    starts = list(re.finditer(r'\.(?:test|executable|systemLibrary|system)?[tT]arget\(\s*name: "([^"]+)"|\.systemLibrary\(name: "([^"]+)"',
                              manifest))
    found = {}
    for start, end in zip(starts, starts[1:] + [None]):
        text = manifest[start.end():end.start() if end else len(manifest)]
        text = re.sub(r"//.*|\.product\([^)]*\)", "", text)
        given = re.search(r"dependencies: \[(.*?)\]", text, re.S)
        found[start.group(1) or start.group(2)] = set(re.findall(r'"([^"]+)"', given.group(1))) if given else set()
    return found


def reach(target, manifest, seen=None):
    seen = set() if seen is None else seen
    if target not in seen:
        seen.add(target)
        for other in manifest.get(target, ()):
            reach(other, manifest, seen)
    return seen


def builds(bugs, is_simulation=False):
    """The bugs in as few builds as can be: in each, no test can reach a bug of another. A night reaches them all."""
    if is_simulation:
        return [[bug] for bug in bugs]
    manifest = arrows(read(os.path.join(ROOT, "Package.swift")))
    reached = {}
    for bug in bugs:
        target = bug.tests.split("\\.")[0]
        if target not in manifest or not all(name in manifest for name in bug.targets):
            raise SystemExit(f"planted: '{bug.name}': {target} or {bug.targets} is not in Package.swift")
        reached[bug] = reach(target, manifest)
    made = []
    for bug in bugs:
        apart = lambda other: not reached[bug] & other.targets and not reached[other] & bug.targets
        group = next((group for group in made if all(apart(other) for other in group)), None)
        if group is None:
            made.append(group := [])
        group.append(bug)
    return made


# Building and testing.


def run(*command, patience=None):
    """(status, output). A status of None: it did not end in time."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        env={**NIGHTS_SETTINGS, **os.environ, "SWIFT_BACKTRACE": "enable=no"},
        start_new_session=True)
    try:
        output, _ = process.communicate(timeout=patience)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return None, process.communicate()[0]


def leave_only(target):
    """Takes every other target of tests out of the manifest: what is not run need not be built."""
    path = os.path.join(ROOT, "Package.swift")
    text = read(path)
    for name in re.findall(r'\.testTarget\(\s*name: "([^"]+)"', text):
        if name == target:
            continue
        start = re.search(rf'\.testTarget\(\s*name: "{name}"', text).start()
        end, depth = text.index("(", start) + 1, 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        text = text[:start] + text[end:].lstrip(",")
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def build(*what):
    """None when it compiles, else why not."""
    status, output = run("swift", "build", *what)
    return None if status == 0 else "\n".join(
        [line for line in output.splitlines() if "error:" in line][:5] or output.splitlines()[-5:])


def caught(tests, is_simulation):
    """(whether a test turned red, what it said)"""
    bundle = os.path.join(ROOT, ".build", "debug", "spotwardPackageTests.xctest")
    patience = NIGHTS_PATIENCE if is_simulation else PATIENCE
    status, output = run(bundle, "--testing-library", "swift-testing", "--no-parallel", "--filter", tests, patience=patience)
    if status is None and is_simulation:
        return False, f"{NIGHTS} nights did not end in {patience} s"
    if status is None:
        return True, f"a test did not end in {PATIENCE} s"
    failed = re.findall(r"Test (\w+)\(.*? (?:failed after|recorded an issue)", output)
    found = sorted((int(seed), what) for seed, what in re.findall(r"seed (\d+): (.*)", output))
    if status != 0 and found:
        return True, f"by night {found[0][0]}: {found[0][1][:100]}"
    if status != 0 and failed:
        return True, f"by {failed[0]}"
    if status < 0 or "Fatal error" in output:
        return True, f"a test was ended by a trap (signal {-status})"
    ran = re.findall(r"Test run with (\d+) test", output)
    return False, f"{ran[-1] if ran else 0} tests of {tests} passed" if status == 0 else output[-800:]


def plant(group, is_simulation):
    """Plants a build's bugs, and takes them out again. True when each of them was caught."""
    is_clean = True
    if is_simulation:
        leave_only(SIMULATION.split("\\.")[0])
    sound = {file: read(os.path.join(ROOT, file)) for bug in group for file in bug.files}
    try:
        for bug in group:
            for file in bug.files:
                text = planted_text(bug, file, ROOT)
                with open(os.path.join(ROOT, file), "w", encoding="utf-8") as out:
                    out.write(text)
        defect = build("--product", "spotwardPackageTests") if is_simulation else build("--build-tests")
        for bug in group:
            began = time.monotonic()
            is_caught, told = (False, f"does not compile: {defect}") if defect else caught(SIMULATION if is_simulation else bug.tests, is_simulation)
            is_clean &= is_caught
            say(f"  {'caught  ' if is_caught else 'SURVIVED'} {time.monotonic() - began:4.0f} s  {bug.name}: {told}")
    finally:
        for file, text in sound.items():
            with open(os.path.join(ROOT, file), "w", encoding="utf-8") as out:
                out.write(text)
    return is_clean


# The copy.


MOUNT = 'mount -t overlay overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" "$1" && cd "$1" && shift 3 && exec "$@"'


def in_overlay(*command):
    """The status of a command that sees this folder as an overlay over itself; None where none can be mounted."""
    if os.geteuid() != 0:
        return None
    folder = tempfile.mkdtemp(prefix="spotward-planted-")
    upper, scratch = os.path.join(folder, "upper"), os.path.join(folder, "scratch")
    os.mkdir(upper)
    os.mkdir(scratch)
    try:
        return subprocess.run(
            ["unshare", "-m", "--propagation", "private", "sh", "-c", MOUNT, "sh", ROOT, upper, scratch, *command],
            env={**os.environ, INSIDE: "1"}).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def in_copy(folder, *command):
    if os.path.abspath(folder).startswith(ROOT + os.sep):
        raise SystemExit("planted: a copy within the folder itself would be copied too")
    shutil.copytree(ROOT, folder, dirs_exist_ok=True, symlinks=True, ignore=shutil.ignore_patterns(".build*"))
    return subprocess.run([part.replace(ROOT, os.path.abspath(folder)) for part in command], env={**os.environ, INSIDE: "1"}).returncode


def of_this_commit(count):
    """The number of one build, another with each commit, the same for the same."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    return int(commit or "0", 16) % count + 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="plant all of them")
    parser.add_argument("--only", metavar="WORD", help="those whose name holds the word")
    parser.add_argument("--builds", metavar="FIRST-LAST", help="these builds of --list")
    parser.add_argument("--check", action="store_true", help="build nothing: only look whether each can be planted")
    parser.add_argument("--simulation", action="store_true", help="by the nights from seeds and no other test")
    parser.add_argument("--list", action="store_true", help="say which are planted together")
    parser.add_argument("--copy", metavar="FOLDER", help="work in a copy there, which is kept and built once, instead of an overlay")
    arguments = parser.parse_args()

    lost = check(BUGS) if not os.environ.get(INSIDE) else []
    for bug, reason in lost:
        say(f"  CANNOT BE PLANTED  {bug.name}: {reason}")
    if lost or arguments.check:
        say(f"{len(BUGS) - len({bug for bug, _ in lost})} of {len(BUGS)} bugs can be planted.")
        return 1 if lost else 0
    planted = [bug for bug in BUGS
                   if (not arguments.only or arguments.only in bug.name) and not (arguments.simulation and bug.beyond)]
    groups = builds(planted, arguments.simulation)
    chosen = range(1, len(groups) + 1)
    if arguments.builds:
        first, _, last = arguments.builds.partition("-")
        chosen = range(int(first), int(last or first) + 1)
    elif not (arguments.all or arguments.only or arguments.simulation or arguments.list):
        chosen = [of_this_commit(len(groups))]

    if arguments.list:
        for number in chosen:
            say(f"build {number}: " + "; ".join(bug.name for bug in groups[number - 1]))
        return 0
    if os.environ.get(INSIDE):
        return 0 if all([plant(groups[number - 1], arguments.simulation) for number in chosen]) else 1

    began, failed, count = time.monotonic(), [], 0
    for number in chosen:
        group = groups[number - 1]
        say(f"build {number} of {len(groups)}, {len(group)} bugs")
        command = [sys.executable, os.path.abspath(__file__), "--builds", str(number)]
        if arguments.only:
            command += ["--only", arguments.only]
        if arguments.simulation:
            command += ["--simulation"]
        status = in_copy(arguments.copy, *command) if arguments.copy else in_overlay(*command)
        if status is None:
            say("Bugs were NOT planted: it takes root and an overlay file system, or --copy FOLDER.")
            return 0
        count += len(group)
        failed += [number] if status else []
    say(f"{count} bugs planted in {len(chosen)} builds, {time.monotonic() - began:.0f} s: "
        + (f"not all caught, see builds {', '.join(map(str, failed))}." if failed else "every one was caught."))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
