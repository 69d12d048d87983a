#!/usr/bin/env python3
"""Upgrades and downgrades the installed package over a ward that owes alerts, and cuts each at a random instant: goal R18.

    upgrades.py --package spotward_0.1.0_amd64.deb [--root FOLDER] [--cuts 20] [--seed N] [--hang]

The machine is that of try.py: a Debian root, systemd as PID 1, the service in its sandbox. Two versions of the package are installed in
turn with dpkg while people ask things of the ward, files are dropped, and the receiver is now up, now busy, now down. At an instant
between the start of dpkg and a little behind its usual end something is killed with SIGKILL: dpkg with all it has started, the daemon,
both, or the whole machine, which then boots again. What follows is what a person does: `dpkg --configure -a`, the same package once more
where dpkg asks for it, `systemctl start spotward`. Behind each cut the package must be whole, the register as it was promised, and the
daemon's door must have stood open again within five seconds, counted from the beginning of that recovery (after a boot: from when systemd
is up). Then come versions whose program ends at each start, or refuses the settings, or, with --hang, says nothing (two minutes more): the
one before must be there again by itself, within three minutes. And the program before is killed twice between the package's first script
and its files: it must not be taken for the new one. At the end the ward comes to rest, and account.py and promises.py hold the
receiver's log, the journal, the folders and what people were answered against each other, as after kill.py. Runs are not replayed here. Exits 0 only if everything that must be 0 is 0.

Needs root and debootstrap, as try.py does.
"""

import argparse
import contextlib
import ctypes
import os
import pathlib
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time

from machine import Machine, NoRoot, debian, in_root, repacked

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "faults"))

import account
import kill
import promises
from drops import Basket
from people import Crowd, connected
from ward import BRISK_RULES, ROOT, Team, Ward, say, wait_until

VERSIONS = ("0.1.1", "0.1.0")
VICTIMS = ("dpkg", "daemon", "both", "machine")
GAP = 5                     # seconds
ROLLBACK = 180              # seconds
CHECK = ("check", "--without-secrets", "--config", "/etc/spotward/spotward.yaml")
# Programs of upgrades that should not have been made: what each does of what the package and the service ask.
BAD = {
    "ends at each start": "#!/bin/sh\n[ $1 != run ] || exit 70\n",
    "refuses the settings": "#!/bin/sh\n[ $1 != check ] || exit 78\nexit 70\n",
}
HANGS = {"says nothing": "#!/bin/sh\n[ $1 != run ] || exec sleep infinity\n"}
NETWORK = 0x40000000        # CLONE_NEWNET
DROP_IN = "[Service]\nLoadCredential=\nStandardError=append:/var/log/spotward.log\n"


class Installed(Ward):
    """The ward of the service in the root: its settings, its state and its drop folder each have a place of their own."""

    def __init__(self, root):
        self.root, self.folder = root, str(root / "etc/spotward")
        self.machine = self.daemon = self.log = self.preload = None
        shutil.copy(root.parent / "package.deb", root / "spotward.deb")
        self.packages = [repacked(root, version) for version in VERSIONS]
        in_root(root, "dpkg", "--install", "/" + self.packages[1])
        subprocess.run(["bash", os.path.join(ROOT, "deploy", "demo", "certificate.sh"), self.folder], check=True)
        (root / "etc/systemd/system/spotward.service.d").mkdir(parents=True)
        (root / "etc/systemd/system/spotward.service.d/upgrades.conf").write_text(DROP_IN)
        # A machine that boots anew finds its receiver where it was.
        self.wire = subprocess.Popen(["unshare", "--net", "sh", "-c", "ip link set lo up && exec sleep infinity"])
        self.network = f"/proc/{self.wire.pid}/ns/net"
        time.sleep(0.5)
        self.boot()
        if not self.machine.can_sandbox():
            self.close()
            raise NoRoot("what the sandbox of the service asks of the kernel is not given in a namespace here")

    def path(self, *parts):
        places = {"state": "var/lib/spotward", "drop": "var/lib/spotward-drop", "spotward.log": "var/log/spotward.log"}
        return str(self.root.joinpath(places.get(parts[0], f"etc/spotward/{parts[0]}"), *parts[1:]))

    def configure(self, port, **options):
        path = super().configure(port, **options)
        text = open(path, encoding="utf-8").read().replace("\nstate: state", "\nstate: /var/lib/spotward")
        self.write("spotward.yaml", re.sub(r"path: drop\b", "path: /var/lib/spotward-drop", text))
        in_root(self.root, "chown", "-R", "spotward:", "/etc/spotward")

    def boot(self):
        self.machine = Machine(self.root, self.network)
        if not self.machine.is_up():
            raise NoRoot("systemd does not come up in a namespace here")

    def in_its_network(self, make):
        """Makes something whose sockets lie where the daemon's are: 127.0.0.1 of the machine."""
        made = []

        def enter():
            with open(self.network, "rb") as network:
                if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), NETWORK):
                    raise OSError(ctypes.get_errno(), "setns")
            made.append(make())

        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        return made[0]

    def start(self):
        """As kill.py has it for its last daemons."""
        self.machine.inside("systemctl", "start", "spotward", check=True)

    def stop(self):
        began = time.monotonic()
        self.machine.inside("systemctl", "stop", "spotward")
        return 0 if self.machine.show("Result")["Result"] == "success" else None, time.monotonic() - began

    def close(self):
        self.machine.close()
        self.wire.kill()
        self.wire.wait()

    @property
    def package(self):
        """What dpkg says of it: `install ok installed 0.1.1`, and nothing it asks for."""
        status = self.machine.inside("dpkg-query", "--show", "--showformat=${Status} ${Version}", "spotward").stdout
        return status + self.machine.inside("dpkg", "--audit").stdout


class Door:
    """Asks fifty times a second whether the daemon's control socket takes a connection."""

    def __init__(self, ward):
        self.ward, self.is_over = ward, threading.Event()
        self.opened = []
        self.thread = threading.Thread(target=self._ask, daemon=True)
        self.thread.start()

    def _ask(self):
        while not self.is_over.wait(0.02):
            with contextlib.suppress(OSError):
                connected(self.ward.control, 1).close()
                self.opened.append(time.monotonic())

    def is_open_after(self, instant):
        return bool(self.opened) and self.opened[-1] > instant

    def longest_closed(self, since, until):
        """Seconds, between two instants, for which it did not open at a stretch."""
        edges = [since, *(instant for instant in self.opened if since < instant < until), until]
        return max(later - earlier for earlier, later in zip(edges, edges[1:]))


def recover(ward, package):
    """What a person does after a cut; whether the package had to be given once more."""
    ward.machine.inside("dpkg", "--configure", "-a")
    again = not ward.package.startswith("install ok installed") or "\n" in ward.package.strip()
    if again:
        ward.machine.inside("dpkg", "--install", "--force-downgrade", "/" + package, check=True)
    ward.machine.inside("systemctl", "start", "spotward")
    return again


def install(ward, package):
    """dpkg, in a process group with all it starts."""
    return subprocess.Popen(
        ["nsenter", "--target", ward.machine.pid, "--all", "--root", "--wd=/", "dpkg", "--install", "--force-downgrade", "/" + package],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True)


def cut(ward, victim, installing):
    """SIGKILL. Whether dpkg had not come to its end, and from when on the daemon is to be there again."""
    was_cut, at = installing.poll() is None, time.monotonic()
    if victim in ("daemon", "both"):
        ward.machine.inside("systemctl", "kill", "--kill-whom=all", "--signal=KILL", "spotward")
    if victim in ("dpkg", "both"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(installing.pid, signal.SIGKILL)
    if victim == "machine":
        ward.machine.close()
    installing.wait()
    if victim in ("dpkg", "both"):
        # What is killed while it syncs is there, and has its lock, until the disk has answered.
        wait_until(lambda: ward.machine.inside("pgrep", "--exact", "dpkg").returncode != 0, 30)
    if victim == "machine":
        ward.boot()
        at = time.monotonic()
    return was_cut, at


def put_back(ward, door, bad):
    """Installs programs that do not watch. For how many seconds nobody does, each time; those that nothing has replaced."""
    seconds, stuck = {}, []
    for name, program in bad.items():
        package, since = repacked(ward.root, "0.2.0", program), time.monotonic()
        install(ward, package).wait()
        if ward.machine.inside("spotward", *CHECK).returncode:
            # The program before goes on until something starts the service anew.
            since = time.monotonic()
            ward.machine.inside("systemctl", "restart", "--no-block", "spotward")
        wait_until(lambda: not door.is_open_after(time.monotonic() - 0.5), 10)
        if not wait_until(lambda: door.is_open_after(time.monotonic() - 0.5), ROLLBACK + 60):
            stuck.append((name, "nobody watches"))
            break
        seconds[name] = door.longest_closed(since, door.opened[-1])
        if seconds[name] > ROLLBACK or not ward.machine.inside("spotward", "--version").stdout.strip():
            stuck.append((name, f"{seconds[name]:.1f} s"))
    return seconds, stuck


def die_before_the_files(ward, door):
    """The daemon ends twice after the package's first script, before its files have come. What is wrong then."""
    wrong, since = [], time.monotonic()
    # Stopped in order, it has shown that it lives.
    ward.stop()
    ward.start()
    if not wait_until(lambda: door.is_open_after(since + 0.2), 60):
        wrong.append("nobody watches after a stop and a start")
    ward.machine.inside("/usr/lib/spotward/probation", "keeps", check=True)
    for _ in range(2):
        since = time.monotonic()
        ward.machine.inside("systemctl", "kill", "--kill-whom=all", "--signal=KILL", "spotward")
        if not wait_until(lambda: door.is_open_after(since + 0.2), 60):
            wrong.append("nobody watches")
    if not (ward.root / "var/lib/spotward-before/spotward").exists():
        wrong.append("what was kept is gone")
    if (ward.root / "var/lib/spotward-before/begun").exists():
        wrong.append("it was taken for the new one")
    return wrong


def campaign(ward, team, chance, count, bad):
    basket, drops = Basket(chance), []
    crowd, register, door = Crowd(ward, team, chance), promises.RegisterWatch(ward), Door(ward)
    began = time.monotonic()
    ward.start()
    assert wait_until(lambda: door.is_open_after(began), 30), "the service does not start"

    # What an upgrade takes that nothing cuts, and for how long nobody is there in it.
    times, gaps = [], []
    for package in ward.packages * 2:
        since = time.monotonic()
        assert install(ward, package).wait() == 0, "the upgrade fails where nothing cuts it"
        times.append(time.monotonic() - since)
        assert wait_until(lambda: door.is_open_after(since + times[-1]), 30), "not watched after an upgrade"
        gaps.append(door.longest_closed(since, door.opened[-1]))
    usual = statistics.median(times)
    say(f"an upgrade takes {usual:.1f} s, and {max(gaps):.2f} s at most nobody answers")

    late, broken, again, in_time, whose = [], [], 0, 0, {victim: 0 for victim in VICTIMS}
    for number in range(count):
        package, victim = ward.packages[number % 2], VICTIMS[number % len(VICTIMS)]
        team.be(chance.choices(kill.MOODS, kill.MOOD_WEIGHTS)[0] if chance.random() < 0.5 else "down")
        since, seconds = time.monotonic(), chance.uniform(0, 1.2 * usual)
        drop, content = basket.next(since - began)
        drop.sha256 = ward.drop(drop.name, content)
        drops.append(drop)
        installing = install(ward, package)
        for due in sorted(seconds * chance.random() for _ in range(chance.choice((1, 2, 3)))):
            time.sleep(max(0, since + due - time.monotonic()))
            crowd.ask(since + seconds)
        time.sleep(max(0, since + seconds - time.monotonic()))
        was_cut, at = cut(ward, victim, installing)
        in_time += was_cut
        whose[victim] += 1
        again += recover(ward, package)
        if not wait_until(lambda: door.is_open_after(at), 60):
            broken.append((number, victim, "nobody watches"))
            break
        opened = door.opened[-1]
        crowd.join()
        gap = door.longest_closed(at, max(opened, time.monotonic()))
        gaps.append(gap)
        if gap > GAP:
            late.append((number, victim, f"{seconds:.2f} s after the start of dpkg", f"{gap:.1f} s"))
        if not re.fullmatch(r"install ok installed 0\.1\.[01]", ward.package):
            broken.append((number, victim, ward.package))
        register.look(crowd.asked)
    mistaken = die_before_the_files(ward, door)
    seconds, stuck = put_back(ward, door, bad)
    say(f"cut {count} times in {time.monotonic() - began:.0f} s; the ward may come to rest")
    owed = kill.owed(ward)
    team.be("up")
    statuses, is_settled = kill.settle(ward, [])
    door.is_over.set()
    result = account.take(ward, team.copies, drops)
    promises.judge(result, ward, team.copies, crowd.asked, drops)
    result.tell("cuts: " + ", ".join(f"{victim} {number}" for victim, number in whose.items()), count)
    result.tell("of them before dpkg had ended", in_time)
    result.tell("packages given once more after a cut", again)
    result.tell("alerts owed after the last cut", owed)
    result.tell("milliseconds at most without an answer, in a whole upgrade or from a recovery on", round(max(gaps) * 1000))
    for name, took in seconds.items():
        result.tell(f"milliseconds without an answer where the new program {name}", round(took * 1000))
    result.expect(f"more than {GAP} s without an answer", late)
    result.expect(f"bad programs not put back within {ROLLBACK} s", stuck)
    result.expect("the program before, ended before the files of the next had come", mistaken)
    result.expect("packages not whole, or nobody there", broken)
    result.expect("registers found broken after a cut", register.broken)
    result.expect("settings promised and not in the register", register.missing)
    result.expect("not settled in time", [] if is_settled else ["no"])
    result.expect("last stops not in order", [status for status, _ in statuses if status != 0])
    result.expect("requests with a bad signature", team.complaints)
    for line in result.lines():
        say(line)
    return result.is_clean


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", required=True, type=pathlib.Path)
    parser.add_argument("--root", type=pathlib.Path, help="a Debian root to use, or to make and keep")
    parser.add_argument("--cuts", type=int, default=20, help="upgrades to cut (default: 20)")
    parser.add_argument("--seed", type=int, help="to play the same chances again (the machine's timing remains)")
    parser.add_argument("--hang", action="store_true", help="also a program that never says that it is ready: two minutes more")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 31)
    try:
        with debian(options.root) as root:
            shutil.copy(options.package, root.parent / "package.deb")
            ward = Installed(root)
            try:
                team = ward.in_its_network(lambda: Team(ward.folder))
                ward.configure(team.port, rules=BRISK_RULES)
                say(f"{options.cuts} cuts, seed {seed}")
                is_clean = campaign(ward, team, random.Random(seed), options.cuts, BAD | HANGS if options.hang else BAD)
            finally:
                ward.close()
    except NoRoot as error:
        print(f"upgrades: {error}", file=sys.stderr)
        return 2
    say(f"{'All accounted for' if is_clean else 'FAILED'}: {options.cuts} cuts, seed {seed}.")
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
