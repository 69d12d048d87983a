"""Rows B of the fault matrix: the disk under the state folder."""

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import time

from people import asked, MOTHER
from rows import CHILD, PATIENCE, Skipped, injected, injecting, row
from ward import wait_until

TMPFS = 64 << 20
WAL_BYTES = 36 << 20     # the bound of 32 MiB, and the transaction that crosses it


def on_small_disk(bench, options):
    """The state folder on a file system of its own."""
    os.makedirs(bench.state, mode=0o700, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", bench.state], capture_output=True, text=True)
    if mounted.returncode:
        raise Skipped(f"no tmpfs can be mounted: {mounted.stderr.strip()}")
    os.chmod(bench.state, 0o700)


def fill(folder, name="ballast"):
    """Every byte that is free."""
    path = os.path.join(folder, name)
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                pass
    return path


@row("B4", "a sync fails once, with EIO")
def one_failed_sync(bench):
    bench.begin()
    bench.must_have(bench.worry())
    with injecting(bench, "fdatasync:error=EIO:when=1", "fsync:error=EIO:when=1"):
        note = bench.worry()
        took = bench.must_have(note, within=30)
    assert injected(bench) >= 1, "no call was made to fail"
    bench.kill()
    bench.begin()
    return f"told after {took:.1f} s"


@row("B5", "all syncs fail for 6 s: a worry is told nevertheless, in 10 s", quick=False)
def dead_disk(bench):
    bench.begin()
    bench.must_have(bench.worry())
    with injecting(bench, "fdatasync:error=EIO", "fsync:error=EIO", "pwrite64:error=EIO"):
        answer = asked(bench.control, {"command": "concern", "by": MOTHER, "child": CHILD, "note": "undurable"})
        assert answer and answer["done"], f"refused: {answer}"
        is_told = wait_until(lambda: bench.has("undurable"), 6)
    assert is_told, "not told while the disk was dead"


@row("B5", "all writes fail for 6 s, then go on: nothing is lost of what was promised", quick=False)
def writes_fail_for_a_while(bench):
    bench.begin()
    notes = [bench.worry()]
    bench.must_have(*notes)
    with injecting(bench, "fdatasync:error=EIO", "fsync:error=EIO", "pwrite64:error=EIO"):
        try:
            notes.append(bench.worry())
        except AssertionError:
            pass        # refused: no promise
        time.sleep(6)
        bench.must_be_up()
    assert injected(bench) >= 1, "no call was made to fail"
    notes.append(bench.worry())
    bench.must_have(*notes, within=40)
    return f"{injected(bench)} calls failed"


@row("B6", "the disk is full for 8 s")
def full_disk(bench):
    on_small_disk(bench, f"size={TMPFS},mode=700")
    bench.begin()
    bench.must_have(bench.worry())
    ballast = fill(bench.state)
    bench.cures.append(lambda: os.path.exists(ballast) and os.unlink(ballast))
    notes = []
    for _ in range(4):
        try:
            notes.append(bench.worry())
        except AssertionError:
            pass
        time.sleep(2)
        bench.must_be_up()
    while_full = sum(bench.has(note) for note in notes)
    os.unlink(ballast)
    notes.append(bench.worry())
    bench.must_have(*notes, within=60)
    return f"{len(notes) - 1} worries promised and {while_full} told while it was full, all told after"


@row("B6", "the disk is full: a worry is taken and told at once, from the reserve", quick=False)
def reserve(bench):
    on_small_disk(bench, f"size={TMPFS},mode=700")
    bench.begin()
    bench.must_have(bench.worry())
    ballast = fill(bench.state)
    bench.cures.append(lambda: os.path.exists(ballast) and os.unlink(ballast))
    time.sleep(2)
    bench.must_have(bench.worry(), within=10)


@row("B7", "no file may grow any more (RLIMIT_FSIZE), for 6 s", quick=False)
def no_growth(bench):
    bench.begin()
    bench.must_have(bench.worry())
    process = bench.daemon.pid
    old = resource.prlimit(process, resource.RLIMIT_FSIZE)
    bench.cures.append(lambda: bench.daemon.poll() is None and resource.prlimit(process, resource.RLIMIT_FSIZE, old))
    resource.prlimit(process, resource.RLIMIT_FSIZE, (1, old[1]))
    notes = []
    for _ in range(3):
        try:
            notes.append(bench.worry())
        except (AssertionError, OSError):
            pass
        time.sleep(2)
        bench.must_be_up()
    bench.cures.pop()()
    notes.append(bench.worry())
    bench.must_have(*notes, within=60)
    return f"{len(notes) - 1} promised meanwhile, all told after"


@row("B7", "no inode is free, for 6 s", quick=False)
def no_inodes(bench):
    on_small_disk(bench, f"size={TMPFS},nr_inodes=60,mode=700")
    bench.begin()
    bench.must_have(bench.worry())
    made = []
    try:
        for number in range(200):
            path = os.path.join(bench.state, f"inode-{number}")
            with open(path, "w", encoding="utf-8"):
                made.append(path)
    except OSError:
        pass
    bench.cures.append(lambda: [os.unlink(path) for path in made if os.path.exists(path)])
    notes = []
    for _ in range(3):
        notes.append(bench.worry())
        time.sleep(2)
    bench.must_be_up()
    bench.must_have(*notes)
    return f"{len(made)} empty files in the way, {len(notes)} worries told"


@row("B8", "every sync takes 2 s more", quick=False)
def slow_syncs(bench):
    bench.begin()
    bench.must_have(bench.worry())
    with injecting(bench, "fdatasync:delay_enter=2s", "fsync:delay_enter=2s"):
        began = time.monotonic()
        note = bench.worry()
        bench.must_have(note, within=25)
        took = time.monotonic() - began
        answered = time.monotonic()
        bench.answers()
        assert time.monotonic() - answered < PATIENCE, "the door is held shut"
    return f"asked, on record and told in {took:.1f} s"


@row("B9", "EINTR on every third wait, sending, and access to the disk, and on every fortieth sync")
def interrupted(bench):
    bench.begin()
    # Not read(2) and write(2): by them the queues wake themselves through an eventfd, which the kernel never interrupts.
    names = ("pread64", "pwrite64", "epoll_pwait", "poll", "ppoll", "sendto", "recvfrom")
    rules = [f"{name}:error=EINTR:when=3+3" for name in names] + ["fdatasync:error=EINTR:when=2+40"]
    with injecting(bench, *rules):
        notes = [bench.worry() for _ in range(5)]
        bench.must_have(*notes, within=40)
        bench.must_be_up()
    assert injected(bench) > 20, f"{injected(bench)} calls were interrupted"
    return f"{injected(bench)} calls interrupted"


def without_its_file(bench, suffixes):
    """The journal's files are taken away; gives how long it took until they are back."""
    for suffix in suffixes:
        os.unlink(os.path.join(bench.state, f"journal.sqlite{suffix}"))
    note = bench.worry()
    began = time.monotonic()
    assert wait_until(lambda: bench.told("system.record_damaged"), 60), "nobody noticed, or nobody was told"
    took = time.monotonic() - began
    bench.must_have(note, bench.worry())
    return took


@row("B11", "the journal's file is removed while it is open: noticed in 60 s, and put back whole")
def removed_journal(bench):
    bench.begin()
    bench.must_have(bench.worry())
    return f"told and back after {without_its_file(bench, ('', '-wal', '-shm')):.1f} s"


@row("B11", "the log alone is removed while it is open", quick=False)
def removed_log(bench):
    bench.begin()
    bench.must_have(bench.worry())
    return f"told and back after {without_its_file(bench, ('-wal',)):.1f} s"


@row("B11", "another file is put in the journal's place while it is open", quick=False)
def replaced_journal(bench):
    bench.begin()
    bench.must_have(bench.worry())
    other = bench.path("other.sqlite")
    with open(other, "wb") as file:
        file.write(b"no database " * 1000)
    os.rename(other, os.path.join(bench.state, "journal.sqlite"))
    note = bench.worry()
    assert wait_until(lambda: bench.told("system.record_damaged"), 60), "nobody noticed, or nobody was told"
    bench.must_have(note, bench.worry())
    aside = [name for name in os.listdir(bench.state) if name.startswith("journal.corrupt-")]
    assert aside, "what was put in its place was not kept"


@row("B12", "another process holds the write lock for 8 s")
def foreign_lock(bench):
    bench.begin()
    bench.must_have(bench.worry())
    other = sqlite3.connect(os.path.join(bench.state, "journal.sqlite"), isolation_level=None, timeout=PATIENCE)
    notes = []
    try:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        while time.monotonic() < began + 8:
            try:
                notes.append(bench.worry())
            except AssertionError:
                pass
            time.sleep(1)
        bench.must_be_up()
        other.execute("ROLLBACK")
    finally:
        other.close()
    notes.append(bench.worry())
    bench.must_have(*notes, within=40)
    return f"{len(notes) - 1} promised meanwhile, all told after"


@row("B13", "a reader holds its place while 100,000 rows come: the log stays within 36 MiB, and worries are told", quick=False,
     own_account=True)
def long_reader(bench):
    bench.begin()
    bench.must_have(bench.worry())
    reader = sqlite3.connect(f"file:{os.path.join(bench.state, 'journal.sqlite')}?mode=ro", uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM readings").fetchone()
    bench.cures.append(reader.close)
    import drops
    now = drops.utc_now()
    for number in range(4):
        lines = [f"{drops.london_free(now - drops.datetime.timedelta(seconds=20_000 + second))},{CHILD},36.{second % 1000:03}"
                 for second in range(number * 25_000, (number + 1) * 25_000)]
        bench.drop(f"many-{number}.csv", "\n".join(["measured_at,child,temp", *lines]) + "\n")
    assert wait_until(lambda: len(bench.lying("accepted")) == 4, 120), "the files are not read"
    size = os.path.getsize(os.path.join(bench.state, "journal.sqlite-wal"))
    bench.must_have(bench.worry())
    # Dropped files are not in this row's account.
    for name in bench.lying("accepted"):
        os.unlink(bench.path("drop", "accepted", name))
        os.unlink(bench.path("drop", "accepted", f"{name}.receipt.json"))
    assert size <= WAL_BYTES, f"the log has {size >> 20} MiB"
    return f"the log had {size >> 20} MiB"


def flip(path, chance):
    """1 to 64 bits of a file, anywhere in it."""
    with open(path, "r+b") as file:
        size = os.path.getsize(path)
        for _ in range(chance.choice((1, 1, 2, 8, 64))):
            file.seek(chance.randrange(size))
            byte = file.read(1)[0]
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 1 << chance.randrange(8)]))


def flipped(bench, suffix, count):
    """Bits of one of the journal's files are flipped, then the daemon is started. It must come up and tell a worry; and what is then
    not on record any more must have been noticed, by the start or by the audit.
    """
    chance = random.Random(10)
    bench.begin()
    bench.must_have(*[bench.worry() for _ in range(6)])
    # A stop in order brings all of it into the file; a kill leaves it in the log.
    if suffix:
        bench.kill()
    else:
        bench.end()
    sound = bench.path("sound")
    shutil.copytree(bench.state, sound, ignore=shutil.ignore_patterns("*.sock"))
    before = kept(sound)
    figures = dict.fromkeys(("set aside", "said to be damaged", "found by the audit", "nothing lost", "LOST AND NOT FOUND"), 0)
    for _ in range(count):
        shutil.rmtree(bench.state)
        shutil.copytree(sound, bench.state)
        flip(os.path.join(bench.state, f"journal.sqlite{suffix}"), chance)
        bench.begin()
        bench.must_have(bench.worry())
        aside = any(name.startswith("journal.corrupt-") for name in os.listdir(bench.state))
        if not aside:
            time.sleep(1)   # the history is looked through beside the ward
        is_told = bench.told("system.record_damaged")
        bench.end()
        if aside or is_told:
            figures["set aside" if aside else "said to be damaged"] += 1
        elif bench.run("audit", "verify", "--config", bench.path("spotward.yaml")).returncode != 0:
            figures["found by the audit"] += 1
        else:
            figures["nothing lost" if before <= kept(bench.state) else "LOST AND NOT FOUND"] += 1
    said = ", ".join(f"{value} {name}" for name, value in figures.items() if value)
    # SQLite takes a log with a wrong checksum for one that ends there, as after a power cut.
    assert suffix == "-wal" or not figures["LOST AND NOT FOUND"], said
    return f"each came up and told: {said}"


def kept(state):
    """The rows that may not be lost, by what does not change of them."""
    journal = sqlite3.connect(f"file:{os.path.join(state, 'journal.sqlite')}?mode=ro", uri=True)
    try:
        return set(journal.execute("SELECT 'alert', alert_id, line FROM transitions UNION ALL "
                                   "SELECT 'command', number, line FROM commands").fetchall())
    finally:
        journal.close()


@row("B10", "bits of the journal are flipped between two starts, 8 times", own_account=True)
def few_flips(bench):
    return flipped(bench, "", 8)


@row("B10", "the same, 60 times", quick=False, own_account=True)
def many_flips(bench):
    return flipped(bench, "", 60)


@row("B10", "bits of the log's index are flipped under a killed daemon, 8 times", quick=False, own_account=True)
def flipped_index(bench):
    return flipped(bench, "-shm", 8)


@row("B10", "bits of the log are flipped under a killed daemon, 8 times: it comes up and tells; what stood behind a bit may be gone",
     quick=False, own_account=True)
def flipped_log(bench):
    return flipped(bench, "-wal", 8)
