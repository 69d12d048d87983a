"""Rows A, D, F and G of the fault matrix: the process, devices, clocks, operation."""

import contextlib
import os
import random
import resource
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time

import account
from people import MOTHER, asked, written_out
from rows import CHILD, PATIENCE, Skipped, injected, injecting, row, take_over
from ward import STOP_SECONDS, desaturating, environment, racing, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
DAY = 86_400


# A. Process


@row("A4", "500 SIGTERM and SIGINT while alerts are owed")
def stop_storm(bench):
    bench.begin()
    bench.team.be("busy")
    notes = [bench.worry() for _ in range(5)]
    began = time.monotonic()
    chance = random.Random(4)
    for _ in range(500):
        if bench.daemon.poll() is not None:
            break
        bench.daemon.send_signal(chance.choice((signal.SIGTERM, signal.SIGINT)))
        time.sleep(0.0005)
    assert wait_until(lambda: bench.daemon.poll() is not None, STOP_SECONDS), "it goes on"
    seconds = time.monotonic() - began
    # A second signal may end what the first one stops; what is owed stays owed.
    assert bench.daemon.returncode in (0, -signal.SIGTERM, -signal.SIGINT), bench.daemon.returncode
    bench.team.be("up")
    bench.begin()
    bench.must_have(*notes)
    return f"stopped after {seconds:.1f} s, all told by the next"


@row("A4", "200 SIGHUP: the configuration is read again, and the ward goes on")
def hangup_storm(bench):
    bench.begin()
    for _ in range(200):
        bench.daemon.send_signal(signal.SIGHUP)
        time.sleep(0.005)
        if bench.daemon.poll() is not None:
            status, bench.daemon = bench.daemon.returncode, None
            raise AssertionError(f"one of them ended it with status {status}")
    # Between two settings there is no door for a moment, and the last reload may be yet to come.
    assert wait_until(lambda: can_worry(bench), PATIENCE), "no door any more"


def can_worry(bench):
    try:
        note = bench.worry()
    except (AssertionError, OSError):
        return False
    bench.must_have(note)
    return True


class Manager:
    """A service manager's socket, by which the daemon says that every stage goes on."""

    def __init__(self, bench, watchdog):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(bench.path("notify"))
        self.socket.setblocking(False)
        bench.cures.append(self.socket.close)
        self.environment = {"NOTIFY_SOCKET": bench.path("notify"), "WATCHDOG_USEC": str(int(watchdog * 1e6))}

    def pings(self):
        """How many came since the last time this was asked."""
        count = 0
        try:
            while True:
                count += self.socket.recv(4096) == b"WATCHDOG=1"
        except BlockingIOError:
            return count


@row("A5", "the journal's stage stands still for 8 s, with a watchdog of 4 s: it is not fed, then it is again", quick=False)
def stalled_stage(bench):
    manager = Manager(bench, watchdog=4)
    bench.begin(environment=manager.environment)
    bench.must_have(bench.worry())
    manager.pings()
    assert wait_until(lambda: manager.pings() > 0, 4), "not fed while all goes on"
    with injecting(bench, "fdatasync:delay_enter=8s:when=1"):
        # Somebody is worried: the journal waits for its disk.
        asking = threading.Thread(target=lambda: asked(bench.control, {"command": "concern", "by": MOTHER, "child": CHILD,
                                                                     "note": "behind a disk that stands still"}, 20))
        asking.start()
        time.sleep(3)
        manager.pings()
        time.sleep(4)
        fed = manager.pings()
        asking.join()
        assert injected(bench) >= 1, "no call was made to wait"
    assert fed == 0, f"fed {fed} times while the journal stood still"
    assert wait_until(lambda: manager.pings() > 0, 6), "not fed again"
    bench.must_have("behind a disk that stands still", within=40)
    return "no word for 4 s of the 8, which is the watchdog's end"


@row("A5", "the whole daemon is stopped for 6 s (SIGSTOP), and goes on", quick=False)
def stopped_whole(bench):
    bench.begin()
    bench.must_have(bench.worry())
    bench.daemon.send_signal(signal.SIGSTOP)
    bench.cures.append(lambda: bench.daemon.poll() is None and bench.daemon.send_signal(signal.SIGCONT))
    time.sleep(6)
    bench.daemon.send_signal(signal.SIGCONT)
    bench.must_have(bench.worry())


@row("A9", "the journal is noise, or a file of another program: set aside in one start, and told", own_account=True)
def poisoned_journal(bench):
    journal = os.path.join(bench.state, "journal.sqlite")
    os.makedirs(bench.state, mode=0o700, exist_ok=True)
    chance = random.Random(9)
    for content in (chance.randbytes(65_536), b"SQLite format 3\0" + chance.randbytes(65_520)):
        with open(journal, "wb") as file:
            file.write(content)
        bench.begin()
        bench.must_have(bench.worry())
        assert wait_until(lambda: bench.told("system.record_damaged"), PATIENCE), "set aside and not told"
        bench.end()
    aside = [name for name in os.listdir(bench.state) if name.startswith("journal.corrupt-")]
    assert len(aside) == 2, f"{aside}"
    return "two poisoned journals, one start each"


def with_safe_mode(bench):
    with open(bench.path("spotward.yaml"), encoding="utf-8") as file:
        bench.write("spotward.yaml", file.read().replace("safe_mode: false", "safe_mode: true"))


def shown_in_safe_mode(bench):
    """Each page says in which mode the hub is, and a worry that was not taken says whom to ring."""
    where = ("--config", bench.path("spotward.yaml"))
    for words in (("status",), ("ward",), ("brief", CHILD), ("handover",)):
        # Nobody is on the ward of safe mode: of a child it says so, and why, on standard error.
        done = bench.run(*words, *where)
        shown = done.stdout + done.stderr
        assert "NOBODY IS BEING WATCHED: the hub is in safe mode since" in shown, f"{words}: {shown}"
    unsent = bench.run("concern", CHILD, *where)
    assert unsent.returncode != 0 and "NOT SENT" in unsent.stderr and "safe mode" in unsent.stderr, unsent.stderr


@row("A9", "ended just after three starts: the fourth watches nobody, sends what is owed, and says so", speed=1)
def crash_loop(bench):
    with_safe_mode(bench)
    bench.team.be("busy")
    bench.begin()
    notes = [bench.worry() for _ in range(3)]
    starts = 1
    while True:
        bench.kill()
        if starts == 3:
            break
        bench.begin()
        starts += 1
    assert not bench.told("system.not_watched"), f"safe mode before {starts} starts had failed"
    # In hand when it ended.
    bench.write("drop/processing/000001-night.csv", "at,spo2\n")
    bench.team.be("up")
    bench.start()
    seconds = bench.must_have(*notes)
    assert wait_until(lambda: bench.told("system.not_watched"), PATIENCE), "nobody is told that nobody is watched"
    assert not bench.answers(), "it takes commands, and cannot do them"
    shown_in_safe_mode(bench)
    receipt = bench.receipt("night.csv", "refused")
    assert receipt and receipt["reason"] == "in-hand", f"the file in hand: {receipt}"
    bench.end()
    # Stopped in order by a person: the whole ward again, with what was open.
    bench.begin()
    bench.must_have(bench.worry())
    took = take_over(bench)
    assert took and took["done"], f"what was open before cannot be taken: {took}"
    return f"safe mode after {starts} starts; what was owed was told {seconds:.1f} s after it; the file was put aside"


class Poison:
    """A journal that ends the program while it is opened, until it is cured; known by its inode, so that another in its place is well."""

    def __init__(self, bench):
        if not shutil.which("cc"):
            raise Skipped("no C compiler for crash-open.c")
        self.library, self.list = bench.path("crash-open.so"), bench.path("crash-open")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self.library, os.path.join(HERE, "crash-open.c"), "-ldl"], check=True)
        with open(self.list, "w", encoding="ascii") as file:
            file.write(str(os.stat(os.path.join(bench.state, "journal.sqlite")).st_ino))
        self.environment = {"LD_PRELOAD": self.library, "SPOTWARD_CRASH_OPEN": self.list}

    def cure(self):
        os.unlink(self.list)

    def must_end(self, bench):
        """One start that comes as far as the journal."""
        bench.log = bench.log or open(bench.path("spotward.log"), "ab")
        bench.daemon = subprocess.Popen(
            [bench.spotward, "run", "--config", bench.path("spotward.yaml")], stdout=bench.log, stderr=bench.log,
            env=environment() | self.environment)
        assert wait_until(lambda: bench.daemon.poll() is not None, PATIENCE), "the poison does not end it"
        assert bench.daemon.returncode == 139, f"ended with status {bench.daemon.returncode}"

    def start(self, bench):
        bench.daemon = subprocess.Popen(
            [bench.spotward, "run", "--config", bench.path("spotward.yaml")], stdout=bench.log, stderr=bench.log,
            env=environment() | self.environment)


@row("A9", "the journal ends the program while it is opened: three starts, safe mode once, then it is set aside", own_account=True,
     speed=1)
def journal_ends_it(bench):
    with_safe_mode(bench)
    bench.begin()
    bench.must_have(bench.worry())
    bench.end()
    poison = Poison(bench)
    for _ in range(4):
        poison.must_end(bench)
    began = time.monotonic()
    poison.start(bench)
    assert wait_until(lambda: bench.told("system.not_watched"), PATIENCE), "nobody is told that nobody is watched"
    assert wait_until(lambda: bench.told("system.record_damaged"), PATIENCE), "nobody is told of the journal"
    took = time.monotonic() - began
    assert wait_until(lambda: any("not_watched" in copy["condition"] for copy in bench.team.copies), PATIENCE), "not sent"
    aside = [name for name in os.listdir(bench.state) if name.startswith("journal.corrupt-")]
    assert any(os.stat(os.path.join(bench.state, name)).st_ino == int(open(poison.list, encoding="ascii").read()) for name in aside), (
        f"it is not kept: {aside}")
    shown_in_safe_mode(bench)
    bench.end()
    bench.begin()
    bench.must_have(bench.worry())
    return f"set aside by the fifth start, whole, and told after {took:.1f} s"


@row("A9", "safe mode ends by itself: the whole ward is tried again in the same process, and lives", own_account=True, speed=300)
def safe_mode_ends(bench):
    with_safe_mode(bench)
    bench.begin()
    bench.must_have(bench.worry())
    bench.end()
    poison = Poison(bench)
    for _ in range(3):
        poison.must_end(bench)
    poison.cure()
    poison.start(bench)
    began = time.monotonic()
    assert wait_until(lambda: bench.told("system.not_watched"), PATIENCE), "nobody is told that nobody is watched"
    assert not bench.answers(), "it takes commands, and cannot do them"
    # A quarter of an hour of the ward is three seconds.
    assert wait_until(bench.answers, PATIENCE), "the whole ward is not tried again"
    took = time.monotonic() - began
    bench.must_be_up()
    bench.must_have(bench.worry())
    over = "SELECT count(*) FROM transitions WHERE condition = 'system.not_watched' AND state IN ('resolved', 'resolving')"
    assert wait_until(lambda: bench.ask(over) > 0, PATIENCE), "it lives, and is still said not to watch"
    shown = bench.run("status", "--config", bench.path("spotward.yaml")).stdout
    assert "NOBODY IS BEING WATCHED" not in shown, shown
    with open(os.path.join(bench.state, "starts"), encoding="ascii") as file:
        assert file.read().split()[1:] == ["0"], "the failed starts are still counted"
    return f"the whole ward again after {took:.1f} s, 300 times as fast as life"


@row("A6", "a limit of 64 MiB of memory, and then one below what it has: nothing is lost", quick=False)
def memory_limit(bench):
    group = f"/sys/fs/cgroup/memory/spotward-{os.getpid()}"
    try:
        os.mkdir(group)
    except OSError as error:
        raise Skipped(f"no control group of memory can be made: {error}")
    bench.cures.append(lambda: os.rmdir(group))

    def put(name, text):
        with open(os.path.join(group, name), "w", encoding="ascii") as file:
            file.write(str(text))

    put("memory.limit_in_bytes", 64 << 20)
    bench.begin(preexec_fn=lambda: put("cgroup.procs", os.getpid()))
    bench.devices = [desaturating(bench.path("ports", "bedside-left"))]
    bench.devices[0].start()
    bench.must_have(*[bench.worry() for _ in range(5)])
    with open(os.path.join(group, "memory.max_usage_in_bytes"), encoding="ascii") as file:
        peak = int(file.read()) >> 20
    assert peak < 64, f"{peak} MiB at 64"
    bench.team.be("busy")
    note = bench.worry()
    # Below what it has: the kernel takes back what it can and ends it when it asks for more.
    put("memory.swappiness", 0)
    for limit in range(peak, 0, -1):
        try:
            put("memory.limit_in_bytes", limit << 20)
        except OSError:
            put("memory.limit_in_bytes", limit + 1 << 20)
            break
    began = time.monotonic()
    while bench.daemon.poll() is None and time.monotonic() - began < PATIENCE:
        with contextlib.suppress(OSError):
            asked(bench.control, {"command": "nothing", "padding": "x" * 4_000}, 1)
    ended = bench.daemon.poll()
    if ended is None:
        bench.kill()
    bench.daemon.wait()
    bench.team.be("up")
    bench.begin()
    bench.must_have(note)
    how = "killed by the kernel" if ended == -signal.SIGKILL else "it went on, and was killed here"
    return f"{peak} MiB at the most under a limit of 64; below that {how}; what was owed was told by the next"


@row("A12", "killed and started 20 times while somebody is worried: one episode, and few messages")
def rebooted(bench):
    bench.begin()
    note = bench.worry()
    bench.must_have(note)
    started = bench.ask("SELECT count(DISTINCT episode_id) FROM transitions WHERE condition = 'concern'")
    took = take_over(bench)
    assert took and took["done"], f"nobody could take it: {took}"
    before = len(bench.team.copies)
    for _ in range(20):
        bench.kill()
        bench.begin()
    time.sleep(2)
    episodes = bench.ask("SELECT count(DISTINCT episode_id) FROM transitions WHERE condition = 'concern'")
    assert episodes == started == 1, f"{episodes} episodes of one worry"
    came = [copy for copy in bench.team.copies[before:] if copy["note"] == note]
    ids = {copy["id"] for copy in came}
    assert len(ids) <= 3, f"{len(ids)} messages more of one worry"
    return f"{len(ids)} messages more of it after it was taken, {len(came) - len(ids)} repeats"


@row("A7", "no descriptor left, for 10 s", quick=False)
def no_descriptors(bench):
    bench.devices = [desaturating(bench.path("ports", "bedside-left"))]
    bench.devices[0].start()
    bench.begin()
    bench.must_have(bench.worry())
    process = bench.daemon.pid
    assert wait_until(lambda: readings(bench) > 20, PATIENCE), "the device is not read"
    old = resource.prlimit(process, resource.RLIMIT_NOFILE)
    held = len(os.listdir(f"/proc/{process}/fd"))
    bench.cures.append(lambda: bench.daemon.poll() is None and resource.prlimit(process, resource.RLIMIT_NOFILE, old))
    resource.prlimit(process, resource.RLIMIT_NOFILE, (4, old[1]))
    before = readings(bench)
    time.sleep(10)
    bench.must_be_up()
    after = readings(bench)
    bench.cures.pop()()
    assert after > before + 20, f"{after - before} readings meanwhile"
    bench.must_have(bench.worry())
    return f"{held} were open; {after - before} readings of the open line meanwhile, then heard again"


def readings(bench):
    written_out(bench.control)
    return bench.ask("SELECT count(*) FROM readings")


@row("A11", "standard error is closed")
def closed_error(bench):
    bench.begin(stdout=subprocess.DEVNULL, preexec_fn=lambda: (os.close(2), os.close(1), os.close(0)))
    notes = [bench.worry() for _ in range(3)]
    bench.must_have(*notes)
    # What is logged must not land in a file that got its number.
    for where, _, names in os.walk(bench.state):
        for name in names:
            path = os.path.join(where, name)
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                assert b" spotward: [" not in file.read(), f"the log was written into {name}"


@row("A11", "standard error is a full pipe that nobody reads")
def full_pipe(bench):
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"x" * 4096)
    except BlockingIOError:
        pass
    try:
        while True:
            os.write(writer, b"x")
    except BlockingIOError:
        pass
    os.set_blocking(writer, True)
    bench.cures.append(lambda: os.close(reader))
    began = time.monotonic()
    try:
        bench.begin(stdout=writer, stderr=writer)
    finally:
        os.close(writer)
    bench.must_have(bench.worry())
    bench.end()
    return f"started, told and stopped in {time.monotonic() - began:.1f} s"


# D. Devices


@row("D7", "devices that never say anything: silence is told on time")
def silent_devices(bench):
    bench.devices = [desaturating(bench.path("ports", "bedside-left")), racing(bench.path("ports", "bedside-right"))]
    began = time.monotonic()
    bench.begin()
    assert wait_until(lambda: bench.told("tech.silence"), 40), "no silence after 20 minutes of the ward"
    return f"on record after {time.monotonic() - began:.1f} s, 30 times as fast as life"


@row("D8", "1 MB/s of noise on one line, while the other sends", quick=False)
def flood(bench):
    right = racing(bench.path("ports", "bedside-right"))
    left = desaturating(bench.path("ports", "bedside-left"))
    bench.devices = [right, left]
    right.start()
    bench.begin()
    assert wait_until(lambda: readings(bench) > 20, PATIENCE), "the device is not read"
    chance, before, sent = random.Random(8), readings(bench), 0
    end = time.monotonic() + 8
    while time.monotonic() < end:
        try:
            sent += os.write(left.master, chance.randbytes(4096))
            time.sleep(0.004)
        except BlockingIOError:
            time.sleep(0.002)
    bench.must_have(bench.worry())
    came = readings(bench) - before
    assert came > 100, f"{came} readings of the other line"
    return f"{sent / 8e6:.1f} MB/s; {came} readings of the other line meanwhile"


# F. Time


def with_clock(bench):
    """Has the daemon's wall clock run as many seconds ahead as `step` says."""
    if not shutil.which("cc"):
        raise Skipped("no C compiler for clock-step.c")
    library, steps = bench.path("clock-step.so"), bench.path("clock-step")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, os.path.join(HERE, "clock-step.c"), "-ldl"], check=True)

    def step(seconds):
        with open(steps, "r+b" if os.path.exists(steps) else "wb") as file:
            file.write(struct.pack("q", int(seconds)))
    step(0)
    return step, {"LD_PRELOAD": library, "SPOTWARD_CLOCK_STEP": steps}


def both_send(bench):
    """No device is gone: at the speed of life an alarm of the equipment would wait its hour after a clock was set back."""
    bench.devices = [desaturating(bench.path("ports", "bedside-left"), speed=1),
                     racing(bench.path("ports", "bedside-right"), speed=1)]
    for device in bench.devices:
        device.start()


@row("F1", "the wall clock steps 40 times, by seconds and by minutes", speed=1)
def small_steps(bench):
    step, surroundings = with_clock(bench)
    bench.begin(environment=surroundings)
    chance, notes = random.Random(1), []
    for number in range(40):
        step(chance.choice((-1, 1)) * chance.choice((1, 7, 61, 200)))
        time.sleep(0.15)
        if number % 8 == 0:
            notes.append(bench.worry())
    step(0)
    bench.must_be_up()
    bench.must_have(*notes)
    return f"{len(notes)} worries told"


@row("F1", "an hour, a day and 20 years there and back", quick=False, speed=1, refusals=True)
def large_steps(bench):
    step, surroundings = with_clock(bench)
    bench.cures.append(lambda: step(0))
    both_send(bench)
    bench.begin(environment=surroundings)
    for seconds in (3600, -3600, DAY, -DAY, 20 * 365 * DAY, -20 * 365 * DAY):
        step(seconds)
        note = bench.worry()
        bench.must_be_up()
        bench.must_have(note, within=5)
    step(0)


@row("F2", "the hub boots in 1970: accepted within two attempts", speed=1, refusals=True)
def booted_in_1970(bench):
    step, surroundings = with_clock(bench)
    bench.cures.append(lambda: step(0))
    step(120 - time.time())
    both_send(bench)
    bench.begin(environment=surroundings)
    note = bench.worry()
    try:
        bench.must_have(note, within=5)
        # The receiver has it a moment before the hub has its answer on record.
        assert wait_until(lambda: bench.attempts("accepted = 1"), PATIENCE), "the answer was never put on record"
        tried = bench.ask("SELECT max(attempt) FROM deliveries")
        assert tried <= 2, f"{tried} attempts"
        return f"{tried} attempts"
    finally:
        # The clock is put right while it runs, as by NTP.
        step(0)


# G. Operation


@row("G1", "a wrong configuration and SIGHUP: the old one holds, and it is said")
def wrong_reload(bench):
    bench.begin()
    with open(bench.path("spotward.yaml"), encoding="utf-8") as file:
        text = file.read()
    bench.cures.append(lambda: bench.write("spotward.yaml", text))
    bench.write("spotward.yaml", text.replace("state: state", "state:"))
    bench.daemon.send_signal(signal.SIGHUP)
    time.sleep(2)
    if bench.daemon.poll() is not None:
        status, bench.daemon = bench.daemon.returncode, None
        raise AssertionError(f"it ended with status {status}")
    assert "state" in bench.log_text.split("ready")[-1], "nothing is said of it"
    bench.must_have(bench.worry())


@row("G2", "a secret that is missing, empty, open to others, too short, too long")
def wrong_secrets(bench):
    path = bench.path("secret.txt")
    with open(path, "rb") as file:
        sound = file.read()
    bench.cures.append(lambda: (bench.write("secret.txt", sound.decode()), os.chmod(path, 0o600)))
    for what, content, mode in (("missing", None, 0), ("empty", b"\n", 0o600), ("open", sound, 0o644),
                                ("short", b"LEAK" * 5, 0o600), ("long", b"LEAK" * 40, 0o600)):
        if os.path.exists(path):
            os.unlink(path)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content)
            os.chmod(path, mode)
        for command in ("check", "run"):
            done = bench.run(command, "--config", bench.path("spotward.yaml"))
            told = done.stdout + done.stderr
            assert done.returncode == 78, f"{what}: {command} ended with {done.returncode}: {told[:200]}"
            assert "secret_file" in told or "secret.txt" in told, f"{what}: {command} does not name it: {told[-300:]}"
            assert "LEAK" not in told and sound[6:20].decode() not in told, f"{what}: {command} prints the secret"
    return "each refused by check and run with status 78, the file named, nothing of it printed"
