"""Whether what people were promised was kept: answers of the control socket against the register, the journal and the
receiver's log. It shares no code with the program it judges.
"""

import collections
import glob
import hashlib
import json
import os

import account
import people

WORRIES = ("concern", "carer-answer")
BEFORE_TIME = ("escalated", "reminded", "ack_expired")
GROWN_WORSE = ("raised", "renewed", "resolved", "cleared_unacked", "voided", "acknowledged", "fired")


# The register, after each kill.


def register_lines(ward):
    """The commands of the register's file, or a sentence about what is wrong with it."""
    try:
        with open(ward.path("state", "register"), "rb") as file:
            content = file.read()
    except FileNotFoundError:
        return []
    head, _, rest = content.partition(b"\n")
    sum_line, _, body = rest.partition(b"\n")
    if head != b"spotward-register 1":
        return f"its first line is {head[:40]!r}"
    if sum_line != b"sha256 " + hashlib.sha256(head + b"\n" + body).hexdigest().encode():
        return "its checksum is not that of its content"
    return [json.loads(line) for line in body.splitlines()]


class RegisterWatch:
    """What was promised must stand in the register after every kill; what was only asked may."""

    def __init__(self, ward):
        self.ward = ward
        self.broken, self.missing = [], []
        self.looks = 0

    def look(self, asked):
        lines = register_lines(self.ward)
        self.looks += 1
        if isinstance(lines, str):
            self.broken.append(f"after kill {self.looks}: {lines}")
            return
        admitted = {line["id"] for line in lines if line["command"] == "admit"}
        left = {request.command["child"] for request in asked if request.kind == "discharge" and request.was_sent}
        for request in asked:
            if request.kind == "admit" and request.is_promised and request.command["id"] not in admitted | left:
                self.missing.append((request.command["id"], f"not in the register after kill {self.looks}"))
        standing = {line["child"]: line["value"] for line in lines if line["command"] == "set-limit"}
        for child, values in limits(asked).items():
            if child not in left and standing.get(child) not in values:
                self.missing.append((child, f"limit {standing.get(child)}, not one of {sorted(values)}"))


def limits(asked):
    """By child, the values its limit may have: the last one promised, and whatever was asked and not answered since."""
    values = {}
    for request in asked:
        if request.kind != "set-limit" or not request.was_sent:
            continue
        child, value = request.command["child"], request.command["value"]
        if request.is_promised:
            # Those asked in the same moment come in an order of their own.
            values[child] = {value} | values.get(child, set())
        elif request.answer is None and child in values:
            values[child].add(value)
    return values


# The journal and the receiver, at the end.


def open_episodes(journal):
    """The last transition of each episode that is not over."""
    return list(journal.execute(
        """SELECT * FROM transitions WHERE seq IN (SELECT max(seq) FROM transitions GROUP BY episode_id)
           AND state NOT IN ('resolved', 'void')"""))


def still_on_ward(ward):
    """Children the register does not say have left: a configured one is on the ward until it says so."""
    lines = register_lines(ward)
    left = {line["child"] for line in lines if line["command"] == "discharge"}
    admitted = {line["id"] for line in lines if line["command"] == "admit"}
    return (admitted | set(people.CHILDREN)) - left


def judge(result, ward, copies, asked, drops):
    """Adds to the account what became of everything that was asked."""
    journal = account.open_journal(ward.state)
    try:
        commands = {row["number"]: row for row in journal.execute("SELECT * FROM commands")}
        transitions = list(journal.execute("SELECT * FROM transitions ORDER BY seq"))
        still_open = open_episodes(journal)
        starts = {row["run"]: row["started_wall_us"] for row in journal.execute("SELECT * FROM runs")}
        observations = {row["number"]: json.loads(row["form"]) for row in journal.execute("SELECT * FROM observations")}
    finally:
        journal.close()
    accepted = {copy["id"] for copy in copies}
    caused = collections.defaultdict(list)
    for row in transitions:
        if row["command_number"] is not None:
            caused[row["command_number"]].append(row)

    counts = collections.Counter(request.kind for request in asked if request.was_sent)
    promised = [request for request in asked if request.is_promised]
    result.tell("things asked on the control socket", sum(counts.values()))
    result.tell("of them answered as done", len(promised))
    result.tell("answered with a refusal", sum(bool(request.answer) and not request.is_promised for request in asked))
    result.tell("cut off without an answer", sum(request.was_sent and not request.answer for request in asked))
    for kind in ("concern", "acknowledge", "observe", "set-limit", "admit", "close"):
        result.tell(f"{kind}: answered as done", sum(request.kind == kind for request in promised))

    result.expect("promised, and not on record", [
        (request.command, request.answer) for request in promised if not is_on_record(request, commands)])
    worries(result, [request for request in promised if request.kind == "concern"], commands, caused, accepted)
    dropped = [drop.note for drop in drops if drop.kind == "worry"]
    told = {json.loads(row["line"]).get("note") for number, row in commands.items() if row["kind"] == "concern"
            and any(alert["alert_id"] in accepted for alert in caused[number])}
    result.tell("concerns dropped as files", len(dropped))
    result.expect("concerns dropped and never accepted by the receiver", [note for note in dropped if note not in told])
    acknowledgements(result, promised, commands, caused, transitions, starts)
    result.expect("observations promised and not on record", [
        request.command for request in promised if request.kind == "observe"
        and observations.get(request.answer.get("number"), {}).get("rr") != request.command["rr"]])
    # A discharge that was cut off leaves the child on the ward, watched, or its alarms have ended.
    discharged = [request for request in asked if request.kind == "discharge"]
    promised_left = {request.command["child"] for request in discharged if request.is_promised}
    cut_off = {request.command["child"] for request in discharged} - promised_left
    on_ward = still_on_ward(ward)
    result.expect("alarms left open by a discharge that was cut off", [
        (row["admission_id"], row["condition"]) for row in still_open
        if row["admission_id"] in cut_off and row["admission_id"] not in on_ward])
    result.expect("alarms left open by a discharge that was promised", [
        (row["admission_id"], row["condition"]) for row in still_open if row["admission_id"] in promised_left])
    result.expect("commands on record without an outcome", [
        row["line"] for row in commands.values() if row["outcome"] is None and row["origin"] != "start"])


def is_on_record(request, commands):
    row = commands.get(request.answer.get("number"))
    return row is not None and row["kind"] == request.kind and (row["outcome"] is not None)


def worries(result, promised, commands, caused, accepted):
    """An answered concern is an alert the team has, once; one that was cut off is given again."""
    lost, untold, twice = [], [], []
    rows_of = collections.defaultdict(list)
    for row in commands.values():
        if row["kind"] in WORRIES:
            rows_of[json.loads(row["line"]).get("note")].append(row)
    for request in promised:
        told = [row for row in caused[request.answer.get("number")] if row["condition"] == "concern"]
        if not any(row["event"] in ("fired", "renewed") for row in told):
            lost.append((request.command["note"], request.answer))
        elif not any(row["alert_id"] in accepted for row in told):
            untold.append((request.command["note"], [row["alert_id"] for row in told]))
        said = [row for row in rows_of[request.command["note"]] if caused[row["number"]]]
        if len(said) > 1:
            twice.append((request.command["note"], [row["number"] for row in said]))
    result.expect("concerns promised and without an alert on record", lost)
    result.expect("concerns promised and never accepted by the receiver", untold)
    result.expect("concerns promised and told twice", twice)
    again = [note for note, rows in rows_of.items() if any(row["outcome"] == "given-again" for row in rows)]
    result.tell("concerns cut off on record and given again by the next daemon", len(again))
    result.expect("concerns on record and never done", [
        note for note, rows in rows_of.items()
        if not any(row["outcome"] in ("done", "recorded", "noSuchChild", "no-such-child") for row in rows)])


def acknowledgements(result, promised, commands, caused, transitions, starts):
    """Nobody is called by an episode that somebody has, until it runs out or grows worse.

    Where the clock was set back meanwhile, it lasts from a start no longer than it would have lasted anew: from any of the
    starts between, since what one of them put on record holds for those after it.
    """
    after = collections.defaultdict(list)
    for row in transitions:
        after[row["episode_id"]].append(row)
    untaken, broken = [], []
    stood = 0
    for request in promised:
        number = request.answer.get("number")
        if request.kind != "acknowledge" or number not in commands or commands[number]["outcome"] != "done":
            continue
        taken = next((row for row in caused[number] if row["event"] == "acknowledged"), None)
        if taken is None:
            untaken.append(request.command["episode"])
            continue
        stood += 1
        until = taken["acked_until_wall_us"]
        for row in after[taken["episode_id"]]:
            if row["episode_seq"] <= taken["episode_seq"] or until is None:
                continue
            if row["event"] in GROWN_WORSE:
                break
            lasts = until - taken["at_wall_us"]
            anew = [start + lasts for run, start in starts.items() if taken["run"] < run <= row["run"]]
            due = min([until, *anew])
            if row["event"] in BEFORE_TIME and row["at_wall_us"] < due - 1_000_000:
                broken.append((row["episode_id"], row["event"], (due - row["at_wall_us"]) / 1e6))
                break
            if row["event"] == "ack_expired":
                break       # in its time; what follows may look earlier, by a clock that was set back since
    result.tell("acknowledgements followed to their end", stood)
    result.expect("acknowledgements promised and not on record", untaken)
    result.expect("acknowledgements that did not last", broken)


# Replay.


def replays(result, ward):
    """Each run folded again from its recording. Of one that was killed, the journal or the recording has the longer end."""
    journal = account.open_journal(ward.state)
    try:
        runs = list(journal.execute("SELECT run, stopped_wall_us FROM runs ORDER BY run"))
        lines = account.by(journal.execute("SELECT run, line FROM transitions ORDER BY seq"), "run", "line")
    finally:
        journal.close()
    differing, failed = [], []
    same = behind = 0
    for run, stopped in runs:
        told = lines.get(run, [])
        paths = sorted(glob.glob(ward.path("state", "recordings", f"run-{run:06}-*.rec")))
        if not paths or all(os.path.getsize(path) == 0 for path in paths):
            behind += len(told)
            continue
        done = ward.run("replay", *paths, "--config", "spotward.yaml")
        if done.returncode != 0:
            failed.append((run, done.returncode, done.stderr[-300:]))
            continue
        again = done.stdout.splitlines()
        length = min(len(told), len(again))
        wrong = next((place for place in range(length) if told[place] != again[place]), None)
        if wrong is not None:
            differing.append((run, f"line {wrong + 1} of {len(told)}", told[wrong][:160], again[wrong][:160]))
        elif stopped is not None and len(told) != len(again):
            differing.append((run, f"{len(told)} alerts live, {len(again)} again"))
        same += length
        behind += len(told) - length
    result.tell("alerts that a replay of their run gave again, byte for byte", same)
    result.tell("alerts of a run's last moment, on record and not in its recording", behind)
    result.expect("runs whose replay differs", differing)
    result.expect("runs that cannot be replayed", failed)
