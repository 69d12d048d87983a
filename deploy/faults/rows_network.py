"""Rows C of the fault matrix: the network and the receiver."""

import os
import signal
import ssl
import time

from names import NameServer
from rogue import Ear
from rows import PATIENCE, row
from ward import desaturating, racing, reference, wait_until

NAME = "team.spotward.test"
ADDRESS_KEPT = 60           # seconds, Limits.addressCacheTime
MINUTE = 60                 # of yours: what is owed after an outage must be told in it
REJECTIONS = (400, 401, 403, 404, 409, 410, 413, 415, 422)


def outage(bench, hours):
    """Nobody takes anything for so long, while alarms come and go and somebody worries every hour."""
    bench.devices = [desaturating(bench.path("ports", "bedside-left"), speed=bench.row.speed),
                     racing(bench.path("ports", "bedside-right"), speed=bench.row.speed)]
    for device in bench.devices:
        device.start()
    bench.begin()
    bench.must_have(bench.worry())
    bench.team.be("down")
    notes = []
    for _ in range(hours):
        notes.append(bench.worry())
        time.sleep(3600 / bench.row.speed)
        bench.must_be_up()
    owed = bench.owed()
    while bench.devices:
        bench.devices.pop().unplug()
    bench.team.be("up")
    began = time.monotonic()
    took = bench.must_have(*notes, within=MINUTE)
    assert wait_until(lambda: bench.owed() == 0, MINUTE - took), f"{bench.owed()} of {owed} are still owed after {MINUTE} s"
    everything = time.monotonic() - began
    return (f"{owed} owed; every worry told after {took:.1f} s, and all after {everything:.1f} s")


def edit(bench, *changes):
    """Each text of the configuration must be there, and another takes its place."""
    with open(bench.path("spotward.yaml"), encoding="utf-8") as file:
        text = file.read()
    for old, new in changes:
        assert old in text, f"not in the example's configuration: {old}"
        text = text.replace(old, new)
    bench.write("spotward.yaml", text)


@row("C1", "the receiver's name: an error, unknown, without an address, slow, no answer, an address that may not be called", quick=False)
def false_names(bench):
    names = NameServer(bench)
    # The same port, at an address of this machine that the configuration does not allow.
    ear = Ear(host="127.0.0.2", port=bench.team.port)
    try:
        edit(bench, (f"https://127.0.0.1:{bench.team.port}/", f"https://{NAME}:{bench.team.port}/"),
             ("    ca_file: ca.pem", "    ca_file: ca.pem\n    allow_addresses: [127.0.0.1/32]"))
        waits = []
        for mood in ("servfail", "nxdomain", "empty", "mute", "127.0.0.2", ["169.254.169.254", "10.0.0.1"], ("slow", 1.5, "127.0.0.1")):
            names.mood = mood
            bench.begin(preexec_fn=names.enter)
            note = bench.worry()
            if mood[0] == "slow":
                bench.must_have(note)
            else:
                bench.must_try(1, where="accepted = 0 AND stage IN ('dns', 'address', 'timeout')")
                assert not bench.has(note), f"delivered with the name {mood}"
                names.mood = "127.0.0.1"
                # An address is kept for a while, also one that may not be called.
                waits.append(bench.must_have(note, within=ADDRESS_KEPT + PATIENCE))
            bench.end()
        assert ear.connections == 0, f"{ear.connections} connections to an address that may not be called"
        assert names.asked >= 7, "the name server was not asked"
        bench.begin(preexec_fn=names.enter)
        return f"never connected to a refused address; told {max(waits):.1f} s at most after the name was right again"
    finally:
        ear.close()


@row("C2", "nobody takes anything for an hour of the ward, then all is told within a minute", speed=300)
def hour_of_outage(bench):
    return outage(bench, 1)


@row("C2", "nobody takes anything for a day of the ward, then all is told within a minute", speed=600, quick=False)
def day_of_outage(bench):
    return outage(bench, 24)


@row("C3", "a certificate of another authority, of another host, out of its time")
def false_certificates(bench):
    bench.begin()
    for name in ("foreign", "elsewhere", "expired"):
        bench.team.present(bench.folder, name)
        note = bench.worry()
        bench.must_try(2, where="accepted = 0 AND stage = 'tls'")
        leaked = bench.team.received
        assert leaked == 0, f"{leaked} bytes reached the receiver with the certificate '{name}'"
        assert not bench.has(note), "delivered nevertheless"
        bench.team.present(bench.folder, "server")
        bench.must_have(note)
    assert bench.team.received > 0, "the bytes of requests were not counted at all"
    return "no byte of a request under any of the three; delivered with the right one"


@row("C4", "the request is cut behind its byte k, then the connection reset")
def cut_requests(bench):
    bench.begin()
    for count in (0, 1, 400, 1200):
        bench.team.be(("request", count))
        note = bench.worry()
        bench.must_try(2)
        assert not bench.has(note), "half a request was taken for one"
        bench.team.be("up")
        bench.must_have(note)


@row("C4", "the answer is cut behind its byte k, after the alert was stored")
def cut_answers(bench):
    bench.begin()
    for count in (0, 8, 14, 17, 40, 66, 71):
        bench.team.be(("response", count))
        note = bench.worry()
        bench.must_try(2)
        bench.team.be("up")
        bench.must_have(note)
    copies = [copy["id"] for copy in bench.team.copies]
    return f"{len(copies) - len(set(copies))} repeats, each with its first id"


@row("C5", "200, then a stall; then 64 MB; then 4 MB of headers; then 103 without end", quick=False)
def endless_answers(bench):
    bench.begin()
    note = bench.worry()
    bench.must_have(note)
    before, seen = bench.resident, []
    for mood in ("stall", "endless", "headers", "informational"):
        bench.team.be(mood)
        note = bench.worry()
        began = time.monotonic()
        bench.must_try(1, within=15)
        seen.append(f"{mood} {time.monotonic() - began:.1f} s")
        bench.team.be("up")
        bench.must_have(note)
    grown = bench.resident - before
    assert grown < 16 * 1024, f"{grown} kB more memory"
    return f"given up after {', '.join(seen)}; {grown} kB more memory"


@row("C6", "301, 302, 307 and 308, to another port of this machine and to a file")
def redirects(bench):
    ear = Ear()
    try:
        bench.begin()
        for status in (301, 302, 307, 308):
            for where in (f"https://127.0.0.1:{ear.port}/", "file:///etc/hostname"):
                bench.team.be(("redirect", status, where))
                note = bench.worry()
                bench.must_try(1)
                assert not bench.has(note)
                bench.team.be("up")
                bench.must_have(note)
        assert ear.connections == 0, f"{ear.connections} connections to where the redirects led"
        return "never followed"
    finally:
        ear.close()


@row("C7", f"each of {', '.join(map(str, REJECTIONS))}: tried on, none ends it")
def rejections(bench):
    bench.begin()
    notes = []
    for status in REJECTIONS:
        bench.team.be(status)
        notes.append(bench.worry())
        bench.must_try(2, where=f"accepted = 0 AND http_status = {status}")
    bench.team.be("up")
    return f"all {len(notes)} told {bench.must_have(*notes):.1f} s after the receiver was well again"


@row("C7", "a receiver that rejects is an alarm of the hub: system.receiver_rejects", quick=False)
def rejection_alarm(bench):
    bench.begin()
    bench.team.be(403)
    bench.worry()
    assert wait_until(lambda: bench.told("system.receiver_rejects"), 12), "no such transition is on record"


@row("C8", "429 and 503 with Retry-After: 0, a year, a date, negative, noise", quick=False)
def retry_after(bench):
    bench.begin()
    longest = 0
    for status in (429, 503):
        for text in ("0", "31536000", "Fri, 31 Dec 2049 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:59 GMT", "-5", "soon", "9" * 40):
            bench.team.be(status, text)
            bench.worry()
            began = time.monotonic()
            # 30 s and its spread at this speed, and what a busy machine takes.
            bench.must_try(2, within=8, where=f"accepted = 0 AND http_status = {status}")
            longest = max(longest, time.monotonic() - began)
    return f"two attempts each within {longest:.1f} s, where 30 s of the ward are 1 s"


@row("C11", "the answer is lost after the alert was stored, twenty times")
def lost_answers(bench):
    bench.begin()
    for _ in range(20):
        bench.team.be("mute")
        before = len(bench.team.copies)
        note = bench.worry()
        assert wait_until(lambda: len(bench.team.copies) > before, PATIENCE), "nothing comes at all"
        bench.team.be("up")
        bench.must_have(note)
    copies = [copy["id"] for copy in bench.team.copies]
    return f"{len(copies)} copies of {len(set(copies))} alerts"


@row("C13", "proxies in the environment")
def proxies(bench):
    ear = Ear()
    try:
        address = f"http://127.0.0.1:{ear.port}"
        names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        bench.begin(environment=dict.fromkeys(names, address) | {"no_proxy": "", "NO_PROXY": ""})
        bench.must_have(bench.worry())
        assert ear.connections == 0, f"{ear.connections} connections to the proxy"
        return "not asked once"
    finally:
        ear.close()


@row("C16", "a receiver that comes and goes every second, for 20 s", quick=False)
def flapping(bench):
    bench.begin()
    notes = []
    for second in range(20):
        bench.team.be("down" if second % 2 else "up")
        if second % 3 == 0:
            notes.append(bench.worry())
        time.sleep(1)
    bench.team.be("up")
    bench.must_have(*notes)
    return f"{len(notes)} worries told"


@row("C14", "the secret is changed while the ward runs: the hub signs with both, then the receiver goes over, then the old one is gone")
def rotated_secret(bench):
    bench.write("secret-2.txt", "whsec_" + "c2Vjb25kIHNlY3JldCBvZiB0aGUgbWF0cml4ISEhISE=" + "\n")
    os.chmod(bench.path("secret-2.txt"), 0o600)
    old, new = (reference.read_secret(bench.path(name)) for name in ("secret.txt", "secret-2.txt"))
    bench.begin()
    bench.must_have(bench.worry())

    def reload(*changes):
        edit(bench, *changes)
        bench.daemon.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert wait_until(bench.answers, PATIENCE), "no door after the reload"

    notes = []
    reload(("secret_file: secret.txt", "secret_file: secret-2.txt\n    previous_secret_file: secret.txt"))
    for secrets in ([old], [old, new], [new]):
        bench.team.secrets = secrets
        notes.append(bench.worry())
        bench.must_have(*notes)
    reload(("\n    previous_secret_file: secret.txt", ""))
    notes.append(bench.worry())
    bench.must_have(*notes)
    refused = [status for status in bench.team.statuses if status != 200]
    assert not refused and not bench.team.complaints, f"refused: {refused} {bench.team.complaints}"
    return f"{len(bench.team.statuses)} requests, none refused"


def client_certificate(bench, name):
    """What the hub shows the receiver, which asks for it."""
    edit(bench, ("    ca_file: ca.pem", f"    ca_file: ca.pem\n    client_certificate: {name}.pem\n    client_key_file: {name}.key"))
    os.chmod(bench.path(f"{name}.key"), 0o600)


@row("C14", "the hub's own certificate ends in ten days: the team is told once, and that it is over when another is there")
def ending_client(bench):
    bench.team.context.load_verify_locations(bench.path("ca.pem"))
    bench.team.context.verify_mode = ssl.CERT_REQUIRED
    client_certificate(bench, "client-soon")

    def told():
        return [copy["body"]["data"]["episode"]["state"] for copy in bench.team.copies
                if copy["condition"].startswith("system.certificate")]

    began = time.monotonic()
    bench.begin()
    bench.must_have(bench.worry())
    assert wait_until(told, PATIENCE), "not announced"
    took = time.monotonic() - began
    for _ in range(2):          # a reload is a start, and what was told is told no second time
        bench.daemon.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert wait_until(bench.answers, PATIENCE), "no door after the reload"
        bench.must_have(bench.worry())
    assert told() == ["firing"], told()
    edit(bench, ("client-soon", "client"))
    os.chmod(bench.path("client.key"), 0o600)
    bench.daemon.send_signal(signal.SIGHUP)
    assert wait_until(lambda: told() == ["firing", "resolved"], PATIENCE), told()
    bench.must_have(bench.worry())
    return f"told {took:.1f} s after the start, and once"


@row("C14", "the hub's own certificate is out of its time: nothing is taken, and all is told under a new one")
def expired_client(bench):
    bench.team.context.load_verify_locations(bench.path("ca.pem"))
    bench.team.context.verify_mode = ssl.CERT_REQUIRED
    client_certificate(bench, "client-expired")
    bench.begin()
    note = bench.worry()
    bench.must_try(2)
    assert not bench.has(note), "taken with a certificate that is out of its time"
    edit(bench, ("client-expired", "client"))
    os.chmod(bench.path("client.key"), 0o600)
    bench.daemon.send_signal(signal.SIGHUP)
    return f"told {bench.must_have(note, within=40):.1f} s after another was put there"
