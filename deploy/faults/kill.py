#!/usr/bin/env python3
"""kill -9 at any moment: no alert lost, no promise broken, none told in two versions, no dropped file lost or applied twice.

One ward lives through many daemons. Each is killed with SIGKILL 5 ms to 2 s after its start, while two oximeters send,
files are dropped, people worry, take alarms, observe, admit and set limits, and the receiver is now up, now busy, now down,
now takes an alert without saying so. The last daemon is stopped in order. Then account.py holds the receiver's log, the
journal and the folders against each other, and promises.py holds what people were answered against all three, and replays
every run. Exits 0 only if everything that must be 0 is 0; else the folder is kept. docs/faults.md.

    kill.py --spotward .build/debug/spotward --cycles 20

With --power-cut the state folder lies on a disk whose plug is pulled instead (disk.py; needs root): what was not synced is gone.
Then the runs are not replayed, since recordings are not synced and lose their ends; everything else is held as after a kill.
With --reload the one daemon lives on and is sent SIGHUP instead, up to twenty at a time, a third of them with settings that
have a defect and must change nothing.
With --lying-disk on top every sync is answered and none is done: the campaign must then find losses, and exits 0 only if it does.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import time

import account
from disk import Disk, NoDisk
from drops import Basket
from people import DOCTOR, PATIENCE, Crowd, asked
import promises
from ward import BRISK_RULES, Team, Ward, desaturating, racing, say, wait_until

NO_SYNC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "no-sync.c")
SETTLING = 300          # seconds of yours in which nothing gets less: an hour between two attempts is two minutes here
MOODS = ["up", "busy", "mute", "down"]
MOOD_WEIGHTS = [70, 10, 12, 8]


class Plugged(Ward):
    """A ward whose state lies on a disk that can be cut off."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.disk = Disk(self.folder, self.state)

    def kill(self):
        was_alive = self.daemon.poll() is None
        self.disk.cut(super().kill)
        self.disk.plug_in()
        return was_alive

    def close(self):
        if self.daemon and self.daemon.poll() is None:
            super().kill()
        super().close()
        self.disk.close()

    def remove(self):
        self.close()
        super().remove()


class Reloaded(Ward):
    """A ward whose daemon is not killed but told to read its settings again."""

    chance = None
    broken = 0

    def start(self, *arguments):
        if self.daemon is None or self.daemon.poll() is not None:
            super().start(*arguments)
            # Before it listens to signals, this one ends any process.
            wait_until(lambda: self.log_text.count(" started: ") > 0, 30)

    def kill(self):
        was_alive = self.daemon.poll() is None
        good = open(self.path("spotward.yaml"), encoding="utf-8").read()
        is_broken = self.chance.random() < 1 / 3
        if is_broken:
            self.broken += 1
            self.write("spotward.yaml", good + "\nno_such_key: 1\n")
        told = self.refusals
        for _ in range(self.chance.choice((1, 1, 2, 20))):
            self.daemon.send_signal(signal.SIGHUP)
        if is_broken:
            # Until it was said: else a slow reload before it would find the good file again.
            wait_until(lambda: self.refusals > told or self.daemon.poll() is not None, 30)
            self.write("spotward.yaml", good)
        return was_alive

    def close(self):
        if self.daemon and self.daemon.poll() is None:
            super().kill()      # its own is a signal the daemon outlives
        super().close()

    @property
    def refusals(self):
        return self.log_text.count("the new settings are not used")

    @property
    def reloads(self):
        return self.log_text.count("the settings are read again")


def life(chance):
    """Seconds until the kill: often within the start itself."""
    return chance.uniform(0.005, 0.15) if chance.random() < 0.25 else chance.uniform(0.15, 2.0)


def live(ward, team, chance, basket, drops, crowd):
    """One daemon's life. False when it had ended by itself."""
    seconds = life(chance)
    errands = [(seconds * chance.random(), "ask") for _ in range(chance.choice((0, 1, 2, 3, 5)))]
    # Some ask at the last moment: killed between the row and the answer.
    errands += [(max(0, seconds - chance.random() * 0.03), "ask") for _ in range(chance.choice((0, 1, 2)))]
    errands += [(seconds * chance.random(), "drop") for _ in range(chance.choice((0, 1, 1, 2)))]
    errands += [(seconds * chance.random(), "mood") for _ in range(chance.choice((0, 1)))]
    began = time.monotonic()
    ward.start()
    for due, errand in sorted(errands) + [(seconds, "kill")]:
        time.sleep(max(0, began + due - time.monotonic()))
        if errand == "drop":
            drop, content = basket.next(time.monotonic() - began)
            drop.sha256 = ward.drop(drop.name, content)
            drops.append(drop)
        elif errand == "mood":
            team.be(chance.choices(MOODS, MOOD_WEIGHTS)[0])
        elif errand == "ask":
            crowd.ask(began + seconds)
    was_alive = ward.kill()
    crowd.join()
    return was_alive


def settle(ward, devices):
    """The last daemon finishes. What fired in the moment of a stop is still owed: then one more daemon tells it."""
    statuses, is_settled = [], False
    for number in range(5):
        ward.start()
        is_settled = comes_to_rest(ward)
        if number == 0:
            # Now the ward comes to rest: nobody is worried any more, and no device sends.
            while devices:
                devices.pop().unplug()
            close_worries(ward)
        wait_until(lambda: owed(ward) == 0, SETTLING)
        statuses.append(ward.stop())
        if owed(ward) == 0:
            break
    return statuses, is_settled


def comes_to_rest(ward):
    """Whether all files are put away and all is told. Thousands of kills leave hundreds of long files: what counts is that they get less."""
    least, end = None, time.monotonic() + SETTLING
    while True:
        # A journal that cannot be read, as in the first moments of a start, is none that is at rest and none that got less.
        untold = owed(ward)
        left = None if untold is None else len(ward.waiting()) + untold
        if left == 0:
            return True
        if left is not None and (least is None or left < least):
            least, end = left, time.monotonic() + SETTLING
        if time.monotonic() > end:
            return False
        time.sleep(0.2)


def close_worries(ward):
    """A concern is ended by a person and by nothing else; one of a child who left cannot be named any more."""
    left = {line["child"] for line in promises.register_lines(ward) if line["command"] == "discharge"}
    for episode in worries(ward, left):
        answer = None

        def is_heard():
            nonlocal answer
            try:
                answer = asked(ward.control, {"command": "close", "by": DOCTOR, "episode": episode, "reason": "all seen"})
            except OSError:
                # A reload under way stops in order and starts again: between the two there is nobody to ask.
                return False
            return answer is not None or episode not in worries(ward, left)

        assert wait_until(is_heard, PATIENCE), f"{episode}: nobody answers at {ward.control}"
        assert answer is None or answer["done"], f"{episode}: {answer}"


def worries(ward, left):
    """The open concerns of the children who are still there."""
    with contextlib.closing(account.open_journal(ward.state)) as journal:
        return [row["episode_id"] for row in promises.open_episodes(journal) if row["condition"] == "concern"
                and row["admission_id"] not in left]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spotward", required=True, help="the built program")
    parser.add_argument("--cycles", type=int, default=20, help="daemons to kill (default: 20)")
    parser.add_argument("--seed", type=int, help="to play the same chances again (the machine's timing remains)")
    parser.add_argument("--folder", help="an empty folder to work in (default: a new one under the temporary folder)")
    parser.add_argument("--power-cut", action="store_true", help="cut the power of the disk, instead of a kill alone")
    parser.add_argument("--reload", action="store_true", help="let the daemon live and read its settings again")
    parser.add_argument("--lying-disk", action="store_true", help="with --power-cut: prove that a missing sync is found")
    parser.add_argument("--keep", action="store_true", help="keep the folder also when all is well")
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1 << 31)
    chance = random.Random(seed)

    try:
        kind = Plugged if arguments.power_cut else Reloaded if arguments.reload else Ward
        ward = kind(arguments.spotward, arguments.folder)
    except NoDisk as error:
        raise SystemExit(f"kill: {error}")
    ward.chance = chance
    if arguments.lying_disk:
        ward.preload = ward.path("no-sync.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", ward.preload, NO_SYNC], check=True)
    team = Team(ward.folder)
    ward.configure(team.port, rules=BRISK_RULES)
    deed = "power cut" if arguments.power_cut else "SIGHUP" if arguments.reload else "kill -9"
    say(f"{deed}, {arguments.cycles} times, seed {seed}, in {ward.folder}")
    devices = [desaturating(ward.path("ports", "bedside-left")), racing(ward.path("ports", "bedside-right"))]
    played = list(devices)
    basket, drops, early = Basket(chance), [], []
    crowd, register = Crowd(ward, team, chance), promises.RegisterWatch(ward)
    is_clean = False
    try:
        for device in devices:
            device.start()
        began = time.monotonic()
        for cycle in range(arguments.cycles):
            if not live(ward, team, chance, basket, drops, crowd):
                early.append((cycle, ward.daemon.returncode))
            register.look(crowd.asked)
            if chance.random() < 0.2:
                time.sleep(chance.uniform(0, 0.5))      # sometimes the supervisor takes a moment
            if (cycle + 1) % 50 == 0:
                say(f"  {cycle + 1} times, {len(drops)} files dropped, {len(crowd.asked)} things asked, "
                    f"{len(team.copies)} alerts taken")
        say(f"{deed} {arguments.cycles} times in {time.monotonic() - began:.0f} s; the last one may finish")
        team.be("up")
        statuses, is_settled = settle(ward, devices)
        result = account.take(ward, team.copies, drops)
        promises.judge(result, ward, team.copies, crowd.asked, drops)
        if not arguments.power_cut:
            promises.replays(result, ward)
        result.tell("bytes lost on the lines while no daemon read", sum(device.lost for device in played))
        if arguments.reload:
            result.tell("settings read again", ward.reloads)
            result.expect("settings with a defect and no word of it", ["none"] * max(0, ward.broken - ward.refusals))
            result.expect("never read again", [] if ward.reloads else ["no reload in all this time"])
        result.expect("registers found broken after a kill", register.broken)
        result.expect("settings promised and not in the register", register.missing)
        result.expect("daemons that ended before they were killed", early)
        result.expect("not settled in time", [] if is_settled else [f"nothing got less in {SETTLING} s"])
        result.expect("last stops not in order", [status for status, _ in statuses if status != 0])
        result.expect("requests with a bad signature", team.complaints)
        for line in result.lines():
            say(line)
        say("  the last stops took " + ", ".join(f"{seconds:.1f} s" for _, seconds in statuses))
        is_clean = result.is_clean
        if arguments.lying_disk:
            lost = [name for name in ("alerts told but not on record", "promised, and not on record") if result.failed(name)]
            say(f"The disk lied, and {'it was found: ' + ', '.join(lost) if lost else 'NOBODY NOTICED'}.")
            is_clean = bool(lost)
    finally:
        for device in devices:
            device.unplug()
        ward.close()
    if is_clean and not arguments.keep:
        ward.remove()
    else:
        say(f"kept: {ward.folder}")
    verdict = "FAILED" if not is_clean else "As it must be" if arguments.lying_disk else "All accounted for"
    say(f"{verdict}: {arguments.cycles} times {deed}, seed {seed}.")
    return 0 if is_clean else 1


def owed(ward):
    """Alerts not yet accepted, asked as any other reader would; None while the journal cannot be read."""
    try:
        with_journal = account.open_journal(ward.state)
    except account.sqlite3.Error:
        return None
    try:
        return with_journal.execute("SELECT count(*) FROM outbox WHERE state <> 'accepted'").fetchone()[0]
    except account.sqlite3.Error:
        return None
    finally:
        with_journal.close()


if __name__ == "__main__":
    sys.exit(main())
