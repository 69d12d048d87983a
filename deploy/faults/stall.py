#!/usr/bin/env python3
"""A stage that stands still: noticed, ended by the watchdog and started again within 22 s, and nothing lost (goal R10).

This plays the service manager with the watchdog of deploy/systemd/spotward.service: it takes the daemon's pings, ends it with
SIGABRT where none has come for so long, waits as long as the unit does and starts it again. Each stage an alert goes through is made
to stand still so many times, by strace(1), which holds the thread at a system call: the ports, the evaluator and the courier
each have a thread; the journal is held at a synchronisation, the commands' desk where it writes the register. Somebody is worried at
that moment. Counted from the hold to the READY of the next daemon. In the end account.py holds the receiver's log, the journal and
the folders against each other, and every worry that was answered must have been told.

    stall.py --spotward .build/debug/spotward                     # each stage five times, eight wards side by side
    stall.py --spotward .build/release/spotward --times 100       # goal R10, half an hour: mostly waiting

Exits 0 only if all were started again in time and nothing is lost, or where strace may not trace, which is said.
"""

import argparse
import contextlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import account
from kill import settle
from people import CHILDREN, DOCTOR, MOTHER, asked
from rows import traces
from ward import BRISK_RULES, ROOT, Team, Ward, desaturating, environment, racing, say, wait_until

WITHIN = 22             # seconds from the hold to the next daemon's READY
PATIENCE = 30
HELD = "delay_enter=600000000"  # ten minutes, in microseconds: longer than any watchdog
# By stage: the name of its thread, or the system call at which whatever thread it has by then is held.
STAGES = {"ports": "spotward.ports", "evaluator": "spotward.evaluate", "courier": "spotward.deliver",
          "journal": "fdatasync", "commands": "fsync"}


def of_unit(name):
    """A number of the unit's."""
    with open(os.path.join(ROOT, "deploy", "systemd", "spotward.service"), encoding="utf-8") as file:
        return float(re.search(rf"(?m)^{name}=(\d+)$", file.read()).group(1))


WATCHDOG, PAUSE = of_unit("WatchdogSec"), of_unit("RestartSec")


def may_trace():
    """Whether strace can hold a thread of another process; a container may forbid it."""
    if not shutil.which("strace"):
        return False
    sleeper = subprocess.Popen(["sleep", "60"])
    tracer = subprocess.Popen(["strace", "-q", "-p", str(sleeper.pid), "-o", "/dev/null"], stderr=subprocess.DEVNULL)
    try:
        return wait_until(lambda: tracer.poll() is not None or traces(tracer, sleeper), PATIENCE) and tracer.poll() is None
    finally:
        for process in (tracer, sleeper):
            process.kill()
            process.wait()


class Watched(Ward):
    """A ward under a service manager that is played here."""

    def __init__(self, spotward):
        super().__init__(spotward, prefix="spotward-stall-")
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(self.path("notify"))

    def start(self, configuration="spotward.yaml"):
        self.log = self.log or open(self.path("spotward.log"), "ab")
        self.daemon = subprocess.Popen(
            [self.spotward, "run", "--config", self.path(configuration)], stdout=self.log, stderr=self.log,
            env=environment() | {"NOTIFY_SOCKET": self.path("notify"), "WATCHDOG_USEC": str(int(WATCHDOG * 1e6))})
        return self.daemon

    def hears(self, word, seconds):
        """Whether the daemon said so in time; the others are passed over."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.notify.settimeout(left)
            with contextlib.suppress(TimeoutError):
                if word in self.notify.recv(4096).split(b"\n"):
                    return True
        return False

    def hush(self):
        """What was said until now."""
        self.notify.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                self.notify.recv(4096)

    def thread(self, name):
        """The number of a thread; the kernel keeps fifteen characters of a name."""
        tasks = f"/proc/{self.daemon.pid}/task"
        for number in os.listdir(tasks):
            with contextlib.suppress(OSError), open(f"{tasks}/{number}/comm", encoding="utf-8") as file:
                if file.read().strip() == name[:15]:
                    return number
        raise AssertionError(f"no thread {name}")

    def hold(self, stage):
        """strace, which keeps this stage from going on."""
        tasks = None if stage in ("journal", "commands") else [self.thread(STAGES[stage])]
        calls = "all" if tasks else STAGES[stage]
        tracer = subprocess.Popen(
            ["strace", "-q", *(["-p", tasks[0]] if tasks else ["-f", "-p", str(self.daemon.pid)]), "-o", "/dev/null",
             "-e", f"trace={calls}", "-e", f"inject={calls}:{HELD}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert wait_until(lambda: traces(tracer, self.daemon, tasks), PATIENCE), f"{stage}: strace may not trace here"
        return tracer

    def close(self):
        super().close()
        self.notify.close()


class Lane(threading.Thread):
    """One ward, whose stages stand still one after another."""

    def __init__(self, spotward, stages, chance):
        super().__init__()
        self.stages, self.chance = stages, chance
        self.ward = Watched(spotward)
        self.team = Team(self.ward.folder)
        self.ward.configure(self.team.port, rules=BRISK_RULES)
        self.devices = [desaturating(self.ward.path("ports", "bedside-left")), racing(self.ward.path("ports", "bedside-right"))]
        self.took = {stage: [] for stage in STAGES}
        self.promised, self.wrong, self.result = [], [], None
        self.said = 0

    def ask(self, request, seconds=PATIENCE):
        """The answer, or None where there is none: the daemon is about to be ended."""
        with contextlib.suppress(OSError, ValueError):
            return asked(self.ward.control, request, seconds)
        return None

    def worry(self, seconds=PATIENCE):
        self.said += 1
        note = f"worry {self.said}"
        answer = self.ask({"command": "concern", "by": MOTHER, "child": self.chance.choice(CHILDREN), "note": note}, seconds)
        if answer and answer["done"]:
            self.promised.append(note)
        return note if answer and answer["done"] else None

    def run(self):
        try:
            for device in self.devices:
                device.start()
            self.ward.start()
            if not self.ward.hears(b"READY=1", PATIENCE):
                raise AssertionError("not ready at its start")
            for stage in self.stages:
                self.stand_still(stage)
            stopped = self.ward.stop()
            statuses, is_settled = settle(self.ward, self.devices)
            self.result = account.take(self.ward, self.team.copies, [])
            told = {copy["note"] for copy in self.team.copies}
            self.result.expect("worries promised and not told", [note for note in self.promised if note not in told])
            self.result.expect("not settled in time", [] if is_settled else ["nothing got less"])
            self.result.expect("last stops not in order", [status for status, _ in [stopped, *statuses] if status != 0])
            self.result.expect("requests with a bad signature", self.team.complaints)
        except Exception as error:  # noqa: BLE001: a lane that breaks has failed, and the others go on
            self.wrong.append(f"{type(error).__name__}: {error}")
        finally:
            for device in self.devices:
                device.unplug()
            self.ward.close()

    def stand_still(self, stage):
        ward = self.ward
        wait_until(lambda: self.worry(2) is not None, PATIENCE)
        time.sleep(self.chance.uniform(0, WATCHDOG / 4))    # at any moment of the watch's own round
        ward.hush()
        began = time.monotonic()
        tracer = ward.hold(stage)
        # The journal and the desk are held when they next write; the others at once, and whoever asks waits.
        asking = threading.Thread(target=self.stir, args=(stage,))
        asking.start()
        while ward.hears(b"WATCHDOG=1", WATCHDOG):
            if time.monotonic() - began > 3 * WATCHDOG:
                self.wrong.append(f"{stage}: still fed {3 * WATCHDOG:.0f} s after it was held")
                tracer.kill()
                tracer.wait()
                asking.join()
                return
        # First strace goes, which would keep the signal to itself; the stage has a moment before the end.
        tracer.kill()
        tracer.wait()
        ward.daemon.send_signal(signal.SIGABRT)
        try:
            ward.daemon.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.wrong.append(f"{stage}: SIGABRT does not end it")
            ward.kill()
        asking.join()
        time.sleep(PAUSE)
        ward.start()
        if ward.hears(b"READY=1", PATIENCE):
            self.took[stage].append(time.monotonic() - began)
        else:
            self.wrong.append(f"{stage}: not ready again {PATIENCE} s after it was ended")

    def stir(self, stage):
        if stage == "commands":
            self.ask({"command": "set-limit", "by": DOCTOR, "child": CHILDREN[0], "vital_sign": "hr", "side": "high",
                      "value": 200 + self.said % 50, "reason": f"plan {self.said}"})
        else:
            self.worry()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spotward", required=True, help="the built program")
    parser.add_argument("--times", type=int, default=5, help="how often each stage stands still (default: 5)")
    parser.add_argument("--lanes", type=int, default=8, help="wards side by side (default: 8)")
    parser.add_argument("--seed", type=int, help="to play the same order again (the machine's timing remains)")
    arguments = parser.parse_args()
    if not may_trace():
        say("Stages that stand still were NOT tried: strace is not installed, or may not trace another process here.")
        return 0
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1 << 31)
    chance = random.Random(seed)
    due = [stage for stage in STAGES for _ in range(arguments.times)]
    chance.shuffle(due)
    lanes = [Lane(arguments.spotward, due[number::arguments.lanes], random.Random(chance.random())) for number in range(arguments.lanes)]
    say(f"each of {len(STAGES)} stages stands still {arguments.times} times, in {arguments.lanes} wards; the watchdog waits {WATCHDOG:.0f} s; "
        f"seed {seed}")
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    wrong = [f"{lane.ward.folder}: {words}" for lane in lanes for words in lane.wrong]
    for stage in STAGES:
        took = sorted(seconds for lane in lanes for seconds in lane.took[stage])
        if took:
            say(f"  {stage:10} {len(took):4} times: {took[0]:5.1f} to {took[-1]:5.1f} s, {took[len(took) // 2]:5.1f} in the middle")
        if len(took) < arguments.times:
            wrong.append(f"{stage}: {len(took)} of {arguments.times} times started again")
        wrong += [f"{stage}: started again after {seconds:.1f} s, {WITHIN} at most" for seconds in took if seconds > WITHIN]
    results = [lane.result for lane in lanes if lane.result]
    say(f"  {sum(len(lane.promised) for lane in lanes)} worries promised, {sum(len(lane.team.copies) for lane in lanes)} alerts taken")
    for lane in lanes:
        if lane.result and not lane.result.is_clean:
            wrong.append(f"{lane.ward.folder}: not accounted for")
            for line in lane.result.lines():
                say(line)
    for words in wrong:
        say(f"  {words}")
    is_clean = not wrong and len(results) == len(lanes)
    for lane in lanes:
        if not lane.wrong and lane.result and lane.result.is_clean:
            lane.ward.remove()
    say(f"{'All accounted for' if is_clean else 'FAILED'}: {len(due)} stages that stood still, seed {seed}.")
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
