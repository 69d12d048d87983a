#!/usr/bin/env python3
"""Does anybody notice when the record is changed? Edits of a real daemon's audit log, and bits flipped in its journal.

A real daemon writes a small journal: worries, acknowledgements, observations, two runs. Then, with seeded chances:

  chain    one edit of the exported log (a bit, a line taken out, two changed places, a line written twice, the tail cut):
           `spotward audit verify FILE --head` must say that it is not what was written
  rows     one edit of the file by somebody who knows SQLite (a value of an entry, or of the row it tells of, changed; a row
           taken out; a salt taken away): `spotward audit verify` must say so
  flips    1 to 64 bits of the journal, anywhere: found (by the check of the file, by the audit log, or because it is no
           journal any more), or nothing of alarms, commands, entries, events and the audit log is different. Never different
           and not found. Readings, scores, deliveries and counters have no digest: a bit in one of their values that leaves
           the page sound is not found, and is counted apart

    python3 deploy/faults/record.py --spotward .build/debug/spotward [--edits 60] [--seed N]

Exit status: 0 when all were found, else 1.
"""

import argparse
import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

SECRET = "0123456789abcdef0123456789abcdef"


def say(text):
    print(text, flush=True)


class Hub:
    """A daemon with two children and nobody who answers."""

    def __init__(self, spotward):
        self.spotward = os.path.abspath(spotward)
        self.folder = tempfile.mkdtemp(prefix="spotward-record-")
        self.state = os.path.join(self.folder, "state")
        self.config = os.path.join(self.folder, "spotward.yaml")
        os.mkdir(os.path.join(self.folder, "drop"), 0o700)
        with open(os.open(os.path.join(self.folder, "secret.txt"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as secret:
            secret.write(SECRET)
        admitted = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with open(self.config, "w") as file:
            file.write(
                "hub: {id: hub-record, canary: false}\nstate: state\nadmissions:\n"
                f"  - {{id: adm-a, born_on: 2024-03-02, admitted_at: {admitted}}}\n"
                f"  - {{id: adm-b, born_on: 2015-03-02, admitted_at: {admitted}}}\n"
                "ports:\n  folders:\n    - {name: drop, path: drop}\n"
                "endpoints:\n  - {name: team, url: \"https://127.0.0.1:1/\", secret_file: secret.txt}\n")

    def run(self, *words):
        return subprocess.run([self.spotward, *words], capture_output=True, text=True)

    def ask(self, *words):
        done = self.run(*words, "--config", self.config, "--by", "N. Owl", "--role", "nurse")
        if done.returncode != 0:
            sys.exit(f"record: {' '.join(words)}: {done.stderr}{done.stdout}")
        return done.stdout

    def live(self):
        for life in range(2):
            daemon = subprocess.Popen(
                [self.spotward, "run", "--config", self.config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            socket = os.path.join(self.state, "control.sock")
            for _ in range(200):
                if os.path.exists(socket):
                    break
                time.sleep(0.05)
            for number in range(6):
                self.ask("concern", "adm-a" if number % 2 else "adm-b", "--note", f"worry {life} {number}")
                self.ask("observe", "adm-a", "--avpu", "A")
            with open(os.path.join(self.folder, "drop", f".{life}"), "w") as file:
                now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
                file.write("measured_at,child,temp\n" + "".join(f"{now},adm-a,3{6 + life}.{n % 10}\n" for n in range(40)))
            os.rename(os.path.join(self.folder, "drop", f".{life}"), os.path.join(self.folder, "drop", f"{life}.csv"))
            time.sleep(1.5)
            daemon.terminate()
            daemon.wait(20)


def picture(path):
    """What anybody reads of a journal, a hash for each table, and whether SQLite finds it sound; None: it cannot be read."""
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        tables = {}
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
            rows = database.execute(f"SELECT * FROM \"{table}\"").fetchall()
            tables[table] = hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
        sound = database.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        database.close()
        return tables, sound
    except (sqlite3.Error, UnicodeDecodeError):
        return None, False


def edited_chain(lines, dice):
    lines = list(lines)
    match dice.randrange(5):
        case 0:
            del lines[dice.randrange(len(lines))]
        case 1:
            place = dice.randrange(len(lines) - 1)
            lines[place], lines[place + 1] = lines[place + 1], lines[place]
        case 2:
            place = dice.randrange(len(lines))
            lines.insert(place, lines[place])
        case 3:
            del lines[-dice.randrange(1, len(lines)):]
        case _:
            place = dice.randrange(len(lines))
            line = bytearray(lines[place])
            line[dice.randrange(len(line))] ^= 1 << dice.randrange(8)
            lines[place] = bytes(line)
    return b"".join(lines)


ROWS = {
    "audit": ["run", "boot_id", "at_mono_us", "at_wall_us", "kind", "subject", "what", "digest", "salt", "hash"],
    "transitions": ["alert_id", "episode_id", "condition", "event", "state", "priority", "line", "fold_state", "level"],
    "commands": ["kind", "by_name", "by_role", "line", "at_wall_us"],
    "observations": ["form", "measured_wall_us"],
    "events": ["kind", "text"],
}


def edit_rows(path, dice):
    """One edit by somebody who knows SQLite; says what it was."""
    database = sqlite3.connect(path)
    for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {trigger}")
    database.execute("PRAGMA foreign_keys = OFF")
    while True:
        table = dice.choice(list(ROWS))
        keys = [key for (key,) in database.execute(f"SELECT rowid FROM {table}").fetchall()]
        if not keys:
            continue
        key = dice.choice(keys)
        if dice.randrange(4) == 0:
            # The tail alone cannot show that it was cut: that is what a noted head is for.
            said = f"DELETE FROM {table} WHERE rowid = {key}"
        else:
            column = dice.choice(ROWS[table])
            value = database.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (key,)).fetchone()[0]
            if value is None:
                continue
            # SQLite's substr() of a blob without a byte is NULL.
            shorter = "substr({c}, 2)" if value else "x'00'"
            other = {"int": "{c} + 1", "str": "{c} || 'x'", "bytes": shorter}[type(value).__name__]
            said = f"UPDATE {table} SET {column} = {other.format(c=column)} WHERE rowid = {key}"
        database.execute(said)
        database.commit()
        database.close()
        return said


def main():
    options = argparse.ArgumentParser(description="Edits of the record, each of which must be found.")
    options.add_argument("--spotward", default=".build/debug/spotward")
    options.add_argument("--edits", type=int, default=60, help="of each of the three kinds")
    options.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    options = options.parse_args()
    dice = random.Random(options.seed)
    say(f"seed {options.seed}")
    hub = Hub(options.spotward)
    hub.live()
    journal = os.path.join(hub.state, "journal.sqlite")
    sound = hub.run("audit", "verify", "--state", hub.state)
    head = hub.run("audit", "head", "--state", hub.state).stdout.strip()
    if sound.returncode != 0 or not head:
        sys.exit(f"record: the untouched log is not sound: {sound.stdout}{sound.stderr}")
    exported = os.path.join(hub.folder, "audit.ndjson")
    hub.run("audit", "export", "--state", hub.state, "--out", exported)
    lines = open(exported, "rb").read().splitlines(keepends=True)
    say(f"{len(lines)} entries, head {head[:24]}…")
    missed = []

    for number in range(options.edits):
        text = edited_chain(lines, dice)
        if text == b"".join(lines):
            continue
        with open(exported, "wb") as file:
            file.write(text)
        if hub.run("audit", "verify", exported, "--head", head).returncode != 65:
            missed.append(f"chain {number}")
    say(f"chain: {options.edits} edits, {len(missed)} not found")

    work = os.path.join(hub.folder, "work")
    for number in range(options.edits):
        shutil.rmtree(work, ignore_errors=True)
        os.mkdir(work)
        shutil.copy(journal, work)
        said = edit_rows(os.path.join(work, "journal.sqlite"), dice)
        if hub.run("audit", "verify", "--state", work, "--head", head).returncode not in (65, 74):
            missed.append(f"rows {number}: {said}")
    say(f"rows: {options.edits} edits, {sum(text.startswith('rows') for text in missed)} not found")

    before, _ = picture(journal)
    harmless = found = apart = 0
    whole = open(journal, "rb").read()
    for number in range(options.edits):
        shutil.rmtree(work, ignore_errors=True)
        os.mkdir(work)
        flipped = bytearray(whole)
        for _ in range(dice.randint(1, 64)):
            flipped[dice.randrange(len(flipped))] ^= 1 << dice.randrange(8)
        with open(os.path.join(work, "journal.sqlite"), "wb") as file:
            file.write(flipped)
        after, is_sound = picture(os.path.join(work, "journal.sqlite"))
        verdict = hub.run("audit", "verify", "--state", work, "--head", head)
        if verdict.returncode < 0:
            missed.append(f"flips {number}: ended by signal {-verdict.returncode}")
        elif verdict.returncode != 0 or not is_sound:
            found += 1
        elif after == before:
            harmless += 1
        elif all(after.get(table) == before[table] for table in ROWS):
            apart += 1
        else:
            missed.append(f"flips {number}: different and not found")
    say(f"flips: {options.edits} files, {found} found, {harmless} harmless, {apart} in values without a digest, "
        f"{sum(text.startswith('flips') for text in missed)} different and not found")

    if missed:
        say("NOT FOUND:\n  " + "\n  ".join(missed))
        say(f"kept: {hub.folder}")
        sys.exit(1)
    shutil.rmtree(hub.folder)


if __name__ == "__main__":
    main()
