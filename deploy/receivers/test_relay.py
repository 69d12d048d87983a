#!/usr/bin/env python3
"""Holds relay.py against stub servers that answer as ntfy, Alertmanager and Home Assistant do."""

import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE.parent.parent / "Tests" / "WebhooksTests" / "Resources" / "golden"


class Stub(http.server.ThreadingHTTPServer):
    """Keeps what it took; refuses the first `refusals` requests."""

    def __init__(self, refusals=0, status=200):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.refusals, self.status = [], refusals, status
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        refused = self.server.refusals > 0
        self.server.refusals -= refused
        if not refused:
            self.server.taken.append((self.path, dict(self.headers.items()), body))
        self.send_response(503 if refused else self.server.status)
        if self.server.status == 302:
            self.send_header("location", self.server.elsewhere)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def entry(number, event, **changes):
    event = json.loads(json.dumps(event))
    event["id"] = f"{number:032x}"
    event["data"]["episode"].update(changes)
    return {"id": event["id"], "type": event["type"], "hub_seq": number, "subject": event["subject"],
            "received_at": "2026-11-21T23:07:25.000+00:00", "attempt": 1, "event": event}


def relay(log, to, url, *more):
    return subprocess.run([sys.executable, HERE / "relay.py", "--log", log, "--to", to, "--target", url, "--once", *more],
                          capture_output=True, text=True, timeout=60)


def check(name, condition, detail=""):
    print(("ok      " if condition else "FAILED  ") + name + ("" if condition else f": {detail}"))
    check.failed += not condition


check.failed = 0
alarm = json.loads((GOLDEN / "desaturation.json").read_text())
with tempfile.TemporaryDirectory() as folder:
    log = pathlib.Path(folder) / "accepted.ndjson"
    entries = [
        entry(1, alarm), entry(2, alarm, priority="P1", id="e2"), entry(3, alarm, pages=False, state="acknowledged"),
        entry(4, alarm, pages=False, state="resolved")]
    member = {"id": f"{5:032x}", "type": "org.spotward.alert.fired.v1", "hub_seq": 5, "episode_id": "e3",
              "condition": "tech.probe_off.mild", "priority": "P4", "state": "firing", "summary": "sensor off"}
    entries.append({"id": member["id"], "type": member["type"], "hub_seq": 5, "subject": "admission/adm-7f3a",
                    "received_at": "x", "attempt": 1, "event": member, "carried_by": entries[0]["id"]})
    log.write_text("".join(json.dumps(one) + "\n" for one in entries))

    stub = Stub()
    done = relay(log, "ntfy", stub.url + "/ward-3")
    pushed = [(headers["Priority"], body.decode()) for _, headers, body in stub.taken]
    check("ntfy gets what calls somebody, and nothing else", [one[0] for one in pushed] == ["4", "5"], f"{pushed} {done}")
    check("no value leaves by itself", not any("89" in body for _, body in pushed), pushed)
    relay(log, "ntfy", stub.url + "/ward-3")
    check("what was passed on is not passed on again", len(stub.taken) == 2, len(stub.taken))
    with open(log, "a") as file:
        file.write(json.dumps(entry(6, alarm)) + "\n" + '{"id": "half a li')
    token = pathlib.Path(folder) / "token"
    token.write_text("tk_1\n")
    relay(log, "ntfy", stub.url + "/ward-3", "--with-values", "--token-file", token)
    check("it goes on where it stopped, and half a line waits", len(stub.taken) == 3, len(stub.taken))
    check("values where they are asked for, and the token", b"89" in stub.taken[-1][2] and
          stub.taken[-1][1].get("Authorization") == "Bearer tk_1", stub.taken[-1])
    log.write_text("".join(json.dumps(one) + "\n" for one in entries))

    stub = Stub(refusals=2)
    done = relay(log, "alertmanager", stub.url)
    alerts = [json.loads(body)[0] for path, _, body in stub.taken]
    check("a target that refuses is asked again until it takes", len(alerts) == 5, f"{len(alerts)} {done.stderr}")
    check("Alertmanager is asked at its own path", all(path == "/api/v2/alerts" for path, _, _ in stub.taken))
    check("an episode is one alert by its labels", alerts[0]["labels"]["episode"] == alerts[3]["labels"]["episode"])
    check("it ends when the episode does, and not before", ["endsAt" in one for one in alerts] == [False] * 3 + [True, False])

    stub = Stub()
    relay(log, "home-assistant", stub.url + "/api/webhook/abc")
    bodies = [json.loads(body) for _, _, body in stub.taken]
    check("Home Assistant gets every change", [one["state"] for one in bodies] ==
          ["firing", "firing", "acknowledged", "resolved", "firing"], bodies)

    test = json.loads(json.dumps(entry(9, alarm)).replace("org.spotward.alert", "org.spotward.test.alert"))
    log.write_text(json.dumps(test) + "\n")
    for old in pathlib.Path(folder).glob("*.position"):
        old.unlink()
    relay(log, "home-assistant", stub.url)
    check("a test says that it is one", json.loads(stub.taken[-1][2])["message"].startswith("TEST, call nobody"))

    elsewhere, stub = Stub(), Stub(status=302)
    stub.elsewhere = elsewhere.url
    for old in pathlib.Path(folder).glob("*.position"):
        old.unlink()
    try:
        subprocess.run([sys.executable, HERE / "relay.py", "--log", log, "--to", "ntfy", "--target", stub.url, "--once"],
                       capture_output=True, timeout=3)
        check("a redirect is no success", False)
    except subprocess.TimeoutExpired:
        check("a redirect is no success, and is not followed", not elsewhere.taken and stub.taken)
    refused = relay(log, "ntfy", "http://ntfy.example/ward-3")
    check("plain http leaves this machine never", refused.returncode == 2 and "https" in refused.stderr, refused)
print(f"relay: {check.failed} failed")
sys.exit(1 if check.failed else 0)
