"""Rows C of the fault matrix: the network and the receiver."""

import time

from rogue import Ear
from rows import PATIENCE, row
from ward import desaturating, racing, wait_until

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
