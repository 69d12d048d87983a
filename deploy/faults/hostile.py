"""What nobody who means well sends: to the control socket, into the drop folder, as a receiver's answer, as a register.

Each case is used by bad-input.py on a running daemon. After each of them somebody is worried, and the team must hear it.
"""

import base64
import contextlib
import datetime
import hashlib
import hmac
import json
import os
import shutil
import socket
import time

from people import DOCTOR, MOTHER, NURSE, answer_line, asked, connected
from ward import london_free, utc_now, wait_until

PATIENCE = 20



def worry(bench):
    """A concern still gets through: answered as done, and with the team."""
    bench.worries += 1
    note = f"worry {bench.worries} after all that"
    bench.must_be_up()
    began = time.monotonic()
    answer = asked(bench.ward.control, {"command": "concern", "by": MOTHER, "child": "adm-c021", "note": note})
    took = time.monotonic() - began
    assert answer and answer["done"], f"the concern was not taken: {answer}"
    assert took < 1, f"the concern took {took:.1f} s"
    assert wait_until(lambda: any(copy["note"] == note for copy in bench.team.copies), PATIENCE), "the team was not told"
    bench.must_be_up()


def commands_on_record(bench):
    return bench.ask("SELECT count(*) FROM commands")


# The control socket.


def exchange(end, lines):
    """Sends lines one after another and gives the answers."""
    answers = []
    for line in lines:
        end.sendall(line + b"\n")
        answer = answer_line(end)
        assert answer, f"no answer to {line[:60]!r}"
        answers.append(json.loads(answer))
    return answers


def noise_on_the_socket(bench):
    """A thousand lines of noise, each of them answered with a refusal, and none on record."""
    before = commands_on_record(bench)
    lines = [bench.chance.randbytes(bench.chance.choice((1, 7, 90, 4000))).replace(b"\n", b"?") for _ in range(1000)]
    with contextlib.closing(connected(bench.ward.control)) as end:
        answers = exchange(end, lines)
    done = [line for line, answer in zip(lines, answers) if answer["done"]]
    assert not done, f"{len(done)} lines of noise were done"
    assert all(len(answer["message"]) < 2000 for answer in answers), "an answer repeats the noise"
    assert commands_on_record(bench) == before, "noise is on record as a command"
    worry(bench)
    return "1,000 lines, 1,000 refusals"


GOOD = {"command": "observe", "by": NURSE, "child": "adm-c021", "rr": 24}


def changed(**members):
    return json.dumps({**GOOD, **members}).encode()


def wrong_commands(bench):
    """(what is wrong, the line)"""
    episode = "0" * 32
    acknowledge = {"command": "acknowledge", "by": NURSE, "episode": episode}
    admit = {"command": "admit", "by": NURSE, "born_on": "2020-05-01", "floors_declined": "as on the chart"}

    def line(command, **members):
        return json.dumps({**command, **members}).encode()

    def nested(depth):
        return json.loads("[" * depth + "]" * depth)

    pause = {"command": "pause", "by": NURSE, "child": "adm-c021", "minutes": 5, "reason": "bath"}
    limit = {"command": "set-limit", "by": DOCTOR, "child": "adm-c021", "vital_sign": "spo2", "side": "low", "value": 88,
             "reason": "plan"}
    bind = {"command": "bind", "by": NURSE, "child": "adm-c021", "source": "bedside-right", "confirmed": True}
    discharge = {"command": "discharge", "by": DOCTOR, "child": "adm-c021", "reason": "well"}
    return [
        ("a number", b"1"), ("a list", b"[]"), ("no command", b"{}"), ("two objects", b"{}{}"),
        ("cut off", changed()[:-9]),
        ("more behind it", changed() + b" x"),
        ("a zero byte", changed()[:-1] + b"\x00}"),
        ("not UTF-8", changed().replace(b"adm-c021", b"adm-\xff\xfe")),
        ("a key twice", changed()[:-1] + b',"rr":60}'),
        ("an unknown key", changed(rrr=1)),
        ("20,000 levels", b"[" * 20_000 + b"]" * 20_000),
        ("levels in a member", changed(oxygen=nested(50))),
        ("5,000 members", changed(**{f"k{number}": 1 for number in range(5000)})),
        ("a command nobody knows", changed(command="shutdown")),
        ("no person", line({"command": "observe", "rr": 20})),
        ("a role nobody knows", changed(by={"name": "N", "role": "admin"})),
        ("an endless name", changed(by={"name": "N" * 5000, "role": "nurse"})),
        ("a name with an escape", changed(by={"name": "\x1b[2J", "role": "nurse"})),
        ("an NHS number for a name", changed(by={"name": "9990000018", "role": "nurse"})),
        ("a number without end", changed().replace(b"24", b"1e999")),
        ("not a number", changed().replace(b"24", b"NaN")),
        ("a breath of minus one", changed(rr=-1)),
        ("a text for a number", changed(rr="24")),
        ("measured next year", changed(measured_at=london_free(utc_now() + datetime.timedelta(days=365)))),
        ("measured on no day", changed(measured_at="2026-02-31T00:00:00Z")),
        ("nothing observed", line({key: GOOD[key] for key in ("command", "by", "child")})),
        ("correcting what is not there", changed(corrects=999_999, correction_reason="mistyped")),
        ("a child nobody admitted", changed(child="adm-nobody")),
        ("a child with a path", changed(child="../../etc/passwd")),
        ("an episode that is not", line(acknowledge)),
        ("every episode", line(acknowledge, episode="")),
        ("an episode with a wild card", line(acknowledge, episode="%")),
        ("taken for minus a minute", line(acknowledge, minutes=-1)),
        ("taken for a year", line(acknowledge, minutes=525_600)),
        ("taken for ever", line(acknowledge, minutes=2**63)),
        ("taken by the family", line(acknowledge, by=MOTHER)),
        ("a pause for ever", line(pause, minutes=61)),
        ("a pause by the family", line(pause, by=MOTHER)),
        ("a discharge by the family", line(discharge, by=MOTHER)),
        ("a limit that is no number of a child", line(limit, value=1e300)),
        ("a limit that means nothing", line(limit, side="high", value=99)),
        ("a grown-up", line(admit, born_on="1970-01-01")),
        ("a child not born", line(admit, born_on="2126-01-01")),
        ("an NHS number with a wrong check digit", line(admit, nhs_number="999 000 0019")),
        ("an NHS number for a pseudonym", line(admit, id="9990000018")),
        ("a pseudonym that was given", line(admit, id="adm-c021")),
        ("no floor and nobody who declined it", line({key: admit[key] for key in ("command", "by", "born_on")})),
        ("a device that is not", line(bind, source="bedside-middle")),
        ("the source of what is entered", line(bind, source="entered")),
    ]


def commands_that_are_wrong(bench):
    before = commands_on_record(bench)
    cases = wrong_commands(bench)
    with contextlib.closing(connected(bench.ward.control)) as end:
        answers = exchange(end, [line for _, line in cases])
    done = [what for (what, _), answer in zip(cases, answers) if answer["done"]]
    assert not done, f"done: {', '.join(done)}"
    mute = [what for (what, _), answer in zip(cases, answers) if not answer["message"].startswith("Nothing was done")]
    assert not mute, f"not said that nothing was done: {', '.join(mute)}"
    assert not bench.ask(
        "SELECT count(*) FROM commands WHERE number > ? AND outcome IN ('done', 'recorded')", before), "something was done"
    on_record = commands_on_record(bench) - before
    # The time is the daemon's to write: one that comes with a command is not believed.
    answer = asked(bench.ward.control, changed(at="2020-01-01T00:00:00Z"))
    line = json.loads(bench.ask("SELECT line FROM commands WHERE number = ?", answer["number"]))
    assert not line["at"].startswith("2020"), f"a command stands with the time it claimed: {line}"
    worry(bench)
    return f"{len(cases)} commands, as many refusals, {on_record} of them on record"


def a_line_without_end(bench):
    """More than 64 KiB without a line end: refused and hung up, whatever else comes."""
    with contextlib.closing(connected(bench.ward.control)) as end:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(64):
                end.sendall(b"x" * 65_536)
        with contextlib.suppress(ConnectionResetError):
            answer = answer_line(end)
            assert answer is None or not json.loads(answer)["done"]
    worry(bench)
    return "4 MiB on one line"


def a_door_held_shut(bench):
    """More callers than there are places, who say half a line and wait."""
    held = []
    try:
        for _ in range(40):
            end = connected(bench.ward.control)
            held.append(end)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                end.sendall(b'{"command":"conc')
        worry(bench)
    finally:
        for end in held:
            end.close()
    worry(bench)
    return "40 callers held the line, a parent came through in under a second"


def questions_without_listening(bench):
    """Ten thousand commands by one who never reads the answers, and callers who hang up in the middle."""
    sent = 0
    with contextlib.closing(connected(bench.ward.control, 2)) as end:
        with contextlib.suppress(OSError):
            for _ in range(10_000):
                end.sendall(b'{"command":"nothing"}\n')
                sent += 1
        worry(bench)
    for _ in range(200):
        with contextlib.closing(connected(bench.ward.control)) as end:
            end.sendall(json.dumps(GOOD).encode()[:bench.chance.randrange(60)])
    worry(bench)
    return f"{sent} lines taken from one who did not listen, 200 who hung up"


# Dropped commands and signed documents.


def signed(secret, command, identifier, now=None, payload=None):
    """A signed document; `payload` puts another text where the signed one was."""
    line = command if isinstance(command, str) else json.dumps(command)
    timestamp = str(int(time.time() if now is None else now))
    code = hmac.new(secret, f"{identifier}.{timestamp}.{line}".encode(), hashlib.sha256).digest()
    return {"webhook-id": identifier, "webhook-timestamp": timestamp,
            "webhook-signature": "v1," + base64.b64encode(code).decode(), "payload": payload or line}


def open_episode(bench):
    """An alarm that is open and can be taken: somebody is worried."""
    worry(bench)
    return bench.ask("SELECT episode_id FROM transitions WHERE condition = 'concern' ORDER BY seq DESC LIMIT 1")


def taken_count(bench):
    return bench.ask("SELECT count(*) FROM transitions WHERE event = 'acknowledged'")


def command_files(bench):
    ward, secret = bench.ward, bench.team.secrets[0]
    episode = open_episode(bench)
    take = {"command": "acknowledge", "by": NURSE, "episode": episode}
    concern = {"command": "concern", "by": MOTHER, "child": "adm-c021", "note": "by a file"}
    whole = json.dumps(concern).encode()
    document = signed(secret, take, "file_" + "1" * 20)
    later = json.dumps(signed(secret, take, "file_" + "2" * 20, payload=json.dumps(take | {"minutes": 240})))
    admit = {"command": "admit", "by": NURSE, "born_on": "2020-05-01", "floors_declined": "no"}
    discharge = {"command": "discharge", "by": DOCTOR, "child": "adm-c021", "reason": "well"}
    other_version = "v9," + document["webhook-signature"][3:]
    files = [
        ("cut-off", whole[:-12]),
        ("two-lines", whole + b"\n" + whole + b"\n"),
        ("nested", b'{"a":' * 20_000 + b"1" + b"}" * 20_000),
        ("noise", bench.chance.randbytes(3000)),
        ("zero", whole[:-1] + b"\x00}"),
        ("wide", whole.decode().encode("utf-16")),
        ("long", b" " * 70_000 + whole),
        ("unsigned", json.dumps(take).encode()),
        ("of-another", json.dumps(signed(b"k" * 32, take, "file_" + "3" * 20)).encode()),
        ("with-another-payload", later.encode()),
        ("old", json.dumps(signed(secret, take, "file_" + "4" * 20, now=time.time() - 3600)).encode()),
        ("of-tomorrow", json.dumps(signed(secret, take, "file_" + "5" * 20, now=time.time() + 3600)).encode()),
        ("without-a-signature", json.dumps({**document, "webhook-signature": "v1,"}).encode()),
        ("signed-otherwise", json.dumps({**document, "webhook-signature": other_version}).encode()),
        ("another-field", json.dumps({**document, "secret": "x"}).encode()),
        ("signed-admission", json.dumps(signed(secret, admit, "file_" + "6" * 20)).encode()),
        ("signed-discharge", json.dumps(signed(secret, discharge, "file_" + "7" * 20)).encode()),
        ("by-the-family", json.dumps(signed(secret, take | {"by": MOTHER}, "file_" + "8" * 20)).encode()),
        ("signed-noise", json.dumps(signed(secret, "nothing", "file_" + "9" * 20)).encode()),
        ("unsigned-discharge", json.dumps(discharge).encode()),
    ]
    before = taken_count(bench)
    for name, content in files:
        ward.drop(f"{name}.command.json", content)
    for name, _ in files:
        receipt = bench.put_away(f"{name}.command.json", "refused")
        assert receipt["message"].startswith("Nothing was done"), f"{name}: {receipt}"
    with open(ward.path("drop", ".sparse"), "wb") as file:
        file.truncate(8 << 30)
    os.rename(ward.path("drop", ".sparse"), ward.path("drop", "huge.command.json"))
    bench.put_away("huge.command.json", "refused")
    assert taken_count(bench) == before, "an alarm was taken by one of them"
    # The right one is taken, once: neither its copy nor the same document written otherwise is taken again.
    ward.drop("right.command.json", json.dumps(document).encode())
    bench.put_away("right.command.json", "accepted")
    assert taken_count(bench) == before + 1, "the right one was not taken"
    ward.drop("copy.command.json", json.dumps(document).encode())
    ward.drop("spaced.command.json", json.dumps(document, indent=1).encode())
    for name in ("copy", "spaced"):
        told = bench.put_away(f"{name}.command.json", "accepted")
        assert "taken before" in told["message"], f"{name}: {told}"
    assert taken_count(bench) == before + 1, "the same document was taken twice"
    worry(bench)
    return f"{len(files) + 1} refused with a receipt; the right one taken once of three"


# A receiver's answers.


def answers_of_a_receiver(bench):
    """Whatever a receiver answers, the alert counts as accepted and nobody has taken it."""
    team, secret = bench.team, bench.team.secrets[0]
    count = [0]

    def right(event, **members):
        count[0] += 1
        command = {"command": "acknowledge", "by": NURSE, "episode": event["data"]["episode"]["id"], **members}
        return signed(secret, command, f"ans_{count[0]:028}")

    kinds = {
        "noise": lambda event: bench.chance.randbytes(200).hex(),
        "cut off": lambda event: json.dumps(right(event))[:-20],
        "nested": lambda event: '{"a":' * 3000 + "1" + "}" * 3000,
        "ten megabytes": lambda event: " " * 10_000_000 + json.dumps(right(event)),
        "another's secret": lambda event: json.dumps(signed(b"k" * 32, right(event)["payload"], "o" * 30)),
        "old": lambda event: json.dumps(signed(secret, right(event)["payload"], f"old{count[0]:027}", now=time.time() - 3600)),
        "another payload": lambda event: json.dumps({**right(event), "payload": right(event, minutes=240)["payload"]}),
        "the family": lambda event: json.dumps(right(event, by=MOTHER)),
        "no such episode": lambda event: json.dumps(right(event, episode="f" * 32)),
        "for ever": lambda event: json.dumps(right(event, minutes=10**9)),
        "a discharge": lambda event: json.dumps(signed(secret, {
            "command": "discharge", "by": DOCTOR, "child": "adm-c021", "reason": "well"}, f"dis{event['id'][:27]}")),
        "a concern": lambda event: json.dumps(signed(secret, {
            "command": "concern", "by": MOTHER, "child": "adm-c021"}, f"con{event['id'][:27]}")),
    }
    before = taken_count(bench)
    on_record = bench.ask("SELECT count(*) FROM commands WHERE origin = 'answer'")
    try:
        for kind, make in kinds.items():
            team.reply = lambda event: make(event) + "\n"
            # A receiver that takes so long a body for its answer has not answered whole: the alert comes again.
            if kind != "ten megabytes":
                worry(bench)
            else:
                time.sleep(1)
            assert taken_count(bench) == before, f"{kind}: an alarm was taken"
        added = bench.ask(
            "SELECT count(*) FROM commands WHERE origin = 'answer' AND outcome IN ('done', 'recorded')")
        assert added == on_record, f"{added} answers were done"
        # The right one is.
        team.reply = lambda event: json.dumps(right(event))
        worry(bench)
        assert wait_until(lambda: taken_count(bench) > before, PATIENCE), "the right answer was not taken"
    finally:
        team.reply = None
    worry(bench)
    return f"{len(kinds)} kinds refused, the right one taken"


# The register.


def broken_registers(bench):
    """The daemon does not start on a register it cannot trust, says which and what to do, and starts on the right one."""
    ward = bench.ward
    answer = asked(ward.control, {"command": "set-limit", "by": DOCTOR, "child": "adm-c021", "vital_sign": "hr",
                                  "side": "high", "value": 200, "reason": "plan"})
    assert answer and answer["done"], f"no limit was set: {answer}"
    answer = asked(ward.control, {"command": "admit", "by": NURSE, "id": "adm-register", "born_on": "2020-05-01",
                                  "template": "asthma", "floors_declined": "as on the chart"})
    assert answer and answer["done"], f"no child was admitted: {answer}"
    status, _ = ward.stop()
    assert status == 0, f"status {status}"
    path = ward.path("state", "register")
    with open(path, "rb") as file:
        good = file.read()
    kept = ward.path("kept-register")
    shutil.copy(path, kept)
    cases = [(f"cut after {length} bytes", good[:length]) for length in sorted(
        {0, 1, 20, 21, 60, len(good) - 1} | {bench.chance.randrange(len(good)) for _ in range(8)})]
    for _ in range(16):
        place, bit = bench.chance.randrange(len(good)), bench.chance.randrange(8)
        flipped = bytearray(good)
        flipped[place] ^= 1 << bit
        cases.append((f"bit {bit} of byte {place}", bytes(flipped)))
    lines = good.splitlines(keepends=True)
    cases += [
        ("a line twice", good + lines[-1]), ("a line less", b"".join(lines[:-1])),
        ("of a version to come", good.replace(b"spotward-register 1", b"spotward-register 2", 1)),
        ("noise", bench.chance.randbytes(5000)), ("zeros", bytes(len(good))),
        ("its own checksum over nonsense", checked(b'{"command":"admit"}\n')),
        ("its own checksum over noise", checked(b"\xff\xfe\n")),
    ]
    try:
        for what, content in cases:
            with open(path, "wb") as file:
                file.write(content)
            refuses(bench, what)
            with open(path, "rb") as file:
                assert file.read() == content, f"{what}: the daemon changed it"
        for what, make in (("open to everybody", loosened), ("a link", linked), ("a folder", folded), ("gone", gone)):
            shutil.copy(kept, path)
            os.chmod(path, 0o600)
            make(path)
            refuses(bench, what)
            if os.path.isdir(path) and not os.path.islink(path):
                os.rmdir(path)
            with contextlib.suppress(FileNotFoundError):
                os.remove(path)
    finally:
        shutil.copy(kept, path)
        os.chmod(path, 0o600)
        starts = ward.log_text.count(" started: ")
        ward.start()
        wait_until(lambda: ward.log_text.count(" started: ") > starts, PATIENCE)
    wait_until(lambda: os.path.exists(ward.control), PATIENCE)
    answer = asked(ward.control, {"command": "concern", "by": MOTHER, "child": "adm-register", "note": "still known"})
    assert answer["done"], f"the child of the register is not known any more: {answer}"
    worry(bench)
    return f"{len(cases) + 4} registers refused with a sentence; on the right one it starts, and the child is there"


def checked(body):
    head = b"spotward-register 1\n"
    return head + b"sha256 " + hashlib.sha256(head + body).hexdigest().encode() + b"\n" + body


def loosened(path):
    os.chmod(path, 0o666)


def linked(path):
    os.rename(path, path + ".elsewhere")
    os.symlink(path + ".elsewhere", path)


def folded(path):
    os.remove(path)
    os.mkdir(path)


def gone(path):
    os.remove(path)


def refuses(bench, what):
    done = bench.ward.run("run", "--config", "spotward.yaml", timeout=20)
    assert done.returncode > 0, f"{what}: status {done.returncode}: {done.stderr[-300:]!r}"
    sentence = next((line for line in done.stderr.splitlines() if "register" in line and "cannot start" in line), None)
    assert sentence, f"{what}: no sentence about the register: {done.stderr[-300:]!r}"
