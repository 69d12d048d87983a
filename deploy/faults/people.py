"""People who ask things of a ward while it is maltreated, and what they were promised.

They speak to the control socket as `spotward` does: one line of JSON out, one line back (docs/commands.md). What was
answered as done is a promise; promises.py looks whether it was kept.
"""

import contextlib
import dataclasses
import json
import os
import socket
import threading
import time

CHILDREN = ["adm-7f3a", "adm-c021"]
PATIENCE = 15               # seconds of yours for an answer of a daemon that lives
MOTHER = {"name": "mother", "role": "parent"}
NURSE = {"name": "N. Ward", "role": "nurse"}
DOCTOR = {"name": "Dr B Example", "role": "doctor"}
ADMITTED_AT_MOST = 12       # children that came by command and are still there
KINDS = {
    "concern": 30, "acknowledge": 22, "observe": 14, "set-limit": 8, "admit": 6, "close": 8, "pause": 4, "end-pause": 2,
    "discharge": 2, "test-alert": 2, "carer-answer": 2,
}


def connected(path, seconds=PATIENCE):
    """A connection to the control socket. The address has room for 107 bytes, so the folder is opened and named by number."""
    end = socket.socket(socket.AF_UNIX)
    end.settimeout(seconds)
    folder = os.open(os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY)
    give_up = time.monotonic() + seconds
    try:
        while True:
            try:
                end.connect(f"/proc/self/fd/{folder}/{os.path.basename(path)}")
                break
            except BlockingIOError:     # so many others are at the door that the kernel lets nobody else queue
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.002)
    except OSError:
        end.close()
        raise
    finally:
        os.close(folder)
    return end


def answer_line(end):
    """One line of the daemon; None when the connection ended before it was whole."""
    answer = b""
    while not answer.endswith(b"\n"):
        piece = end.recv(65_536)
        if not piece:
            return None
        answer += piece
    return answer


def asked(path, command, seconds=PATIENCE):
    """The daemon's answer to one command; None when there was none."""
    line = command if isinstance(command, bytes) else json.dumps(command).encode()
    with contextlib.closing(connected(path, seconds)) as end:
        end.sendall(line + b"\n")
        answer = answer_line(end)
    return json.loads(answer) if answer else None


def written_out(path):
    """A daemon that lives writes what it has into the journal, as for every command of `spotward` that reads it."""
    with contextlib.suppress(OSError):
        asked(path, b"", 2)


@dataclasses.dataclass
class Asked:
    """One thing that was asked, and the daemon's word on it: None when it was killed before it said any."""

    command: dict
    answer: dict = None
    was_sent: bool = False

    @property
    def kind(self):
        return self.command["command"]

    @property
    def is_promised(self):
        return bool(self.answer and self.answer["done"])


class Crowd:
    """Asks at random instants of a daemon's life; each asking has a thread, since the answer may never come."""

    def __init__(self, ward, team, chance):
        self.ward, self.team, self.chance = ward, team, chance
        self.asked = []
        self.threads = []
        self.count = 0
        self.admitted = []

    def ask(self, until):
        """Asks one thing of chance. It is tried again while the socket is not there, until this instant."""
        command = self.next()
        if command:
            self.give(command, until)

    def give(self, command, until):
        request = Asked(command)
        self.asked.append(request)
        self.threads.append(threading.Thread(target=self._ask, args=(request, until), daemon=True))
        self.threads[-1].start()

    def join(self):
        """After a kill: every connection has ended, so every thread does."""
        for thread in self.threads:
            thread.join(PATIENCE * 2)
        self.threads = []
        for request in self.asked:
            if request.is_promised and request.kind == "admit" and request.command["id"] not in self.admitted:
                self.admitted.append(request.command["id"])

    def _ask(self, request, until):
        line = json.dumps(request.command).encode() + b"\n"
        while not request.was_sent:
            try:
                with contextlib.closing(connected(self.ward.control)) as end:
                    request.was_sent = True     # from here on it may have been heard
                    end.sendall(line)
                    answer = answer_line(end)
                    request.answer = json.loads(answer) if answer else None
            except OSError:
                if time.monotonic() > until:
                    return
                time.sleep(0.01)

    # What is asked.

    def next(self):
        self.count += 1
        kind = self.chance.choices(list(KINDS), KINDS.values())[0]
        return getattr(self, "_" + kind.replace("-", "_"))()

    def _child(self):
        return self.chance.choice(CHILDREN * 3 + self._present())

    def _present(self):
        gone = {request.command["child"] for request in self.asked if request.kind == "discharge"}
        return [child for child in self.admitted if child not in gone]

    def _concern(self):
        return {"command": "concern", "by": MOTHER, "child": self._child(), "note": f"worry {self.count}"}

    def _carer_answer(self):
        return {"command": "carer-answer", "by": MOTHER, "child": self._child(), "answer": self.chance.choice("WSB"),
                "note": f"answer {self.count}"}

    def _acknowledge(self):
        episode = self._episode(lambda _: True)
        return episode and {"command": "acknowledge", "by": NURSE, "episode": episode, "note": f"taken {self.count}"}

    def _close(self):
        episode = self._episode(lambda copy: copy["condition"].startswith("concern"))
        return episode and {"command": "close", "by": DOCTOR, "episode": episode, "reason": f"seen {self.count}"}

    def _episode(self, is_meant):
        """An episode the team has heard of lately."""
        lately = [copy["episode"] for copy in self.team.copies[-40:] if is_meant(copy)]
        return self.chance.choice(lately) if lately else None

    def _observe(self):
        return {"command": "observe", "by": NURSE, "child": self._child(), "rr": 20 + self.chance.random() * 10,
                "respiratory_distress": self.chance.choice(["none", "mild"]), "consciousness": "A"}

    def _set_limit(self):
        return {"command": "set-limit", "by": DOCTOR, "child": self._child(), "vital_sign": "hr", "side": "high",
                "value": 200 + self.count % 50, "reason": f"plan {self.count}"}

    def _admit(self):
        if len(self._present()) >= ADMITTED_AT_MOST:
            return None
        return {"command": "admit", "by": NURSE, "id": f"adm-by-{self.count:05}", "born_on": "2020-05-01",
                "template": "asthma", "floors_declined": "as on the chart"}

    def _discharge(self):
        present = self._present()
        return {"command": "discharge", "by": DOCTOR, "child": present[0], "reason": "well"} if present else None

    def _pause(self):
        return {"command": "pause", "by": NURSE, "child": self.chance.choice(CHILDREN), "minutes": 1, "reason": "bath"}

    def _end_pause(self):
        return {"command": "end-pause", "by": NURSE, "child": self.chance.choice(CHILDREN)}

    def _test_alert(self):
        return {"command": "test-alert", "by": NURSE, "child": self.chance.choice(CHILDREN)}
