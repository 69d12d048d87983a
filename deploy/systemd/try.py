#!/usr/bin/env python3
"""Tries the package and its service for real: installed into a Debian root, started by systemd as PID 1 of a namespace.

    try.py --package spotward_0.1.0_amd64.deb [--root FOLDER]

Makes the root with debootstrap where --root names none (about two minutes; keep it for the next time by naming one). Then:
installs the package, boots systemd, looks whether the service waits for its configuration, starts, says that it is ready, stays
within its sandbox, keeps a concern it owes over an upgrade and the way back, takes over settings by SIGHUP, is started again after
SIGKILL and, by the watchdog, after it has been made to stand still; removes and purges the package and looks whether the journal
stays. Needs root and debootstrap. What it cannot show here: devices
(there is none), LoadCredential (it needs mounts this namespace may not make; a secret file stands in).

Exit status: 0 all as it must be, 1 not, 2 it could not be tried.
"""

import argparse
import contextlib
import pathlib
import shutil
import sqlite3
import sys
import time

from machine import Machine, NoRoot, debian, in_root, repacked

CONFIGURATION = """
hub: {id: hub-1}
state: /var/lib/spotward
admissions:
  - {id: adm-7f3a, born_on: 2022-03-01, admitted_at: 2026-01-01T08:00:00Z}
ports:
  folders: [{name: dropped, path: /var/lib/spotward-drop, child: adm-7f3a}]
endpoints: [{name: team, url: "https://127.0.0.1:9/", secret_file: /etc/spotward/webhook-secret}]
"""


class Tries:
    def __init__(self):
        self.failed = 0

    def expect(self, name, condition, detail=""):
        print(("ok      " if condition else "FAILED  ") + name + ("" if condition else f": {str(detail).strip()}"), flush=True)
        self.failed += not condition


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", required=True, type=pathlib.Path)
    parser.add_argument("--root", type=pathlib.Path, help="a Debian root to use, or to make and keep")
    options = parser.parse_args()
    try:
        with debian(options.root) as root:
            return trial(root, options.package)
    except NoRoot as error:
        print(f"try: {error}", file=sys.stderr)
        return 2


def trial(root, package):
    tries = Tries()
    shutil.copy(package, root / "spotward.deb")
    installed = in_root(root, "dpkg", "--install", "/spotward.deb", check=False)
    tries.expect("the package installs", installed.returncode == 0, installed.stderr)
    tries.expect("its user is there", "spotward" in (root / "etc/passwd").read_text())
    drop = (root / "var/lib/spotward-drop").stat()
    tries.expect("the drop folder is the group's", drop.st_mode & 0o7777 == 0o2770, oct(drop.st_mode))
    machine = Machine(root)
    try:
        if not machine.is_up():
            print("try: systemd does not come up in a namespace here", file=sys.stderr)
            return 2
        service(machine, root, tries)
    finally:
        machine.close()
    removed = in_root(root, "dpkg", "--remove", "spotward", check=False)
    tries.expect("it is removed, its configuration stays", removed.returncode == 0
                 and (root / "etc/spotward/spotward.yaml").exists(), removed.stderr)
    purged = in_root(root, "dpkg", "--purge", "spotward", check=False)
    tries.expect("it is purged, the journal stays", purged.returncode == 0 and not (root / "etc/spotward").exists()
                 and any((root / "var/lib/spotward").iterdir()), purged.stderr)
    print(f"{tries.failed} failed")
    return 1 if tries.failed else 0


def told(root):
    """The ids of the alerts on record."""
    with contextlib.closing(sqlite3.connect(f"file:{root}/var/lib/spotward/journal.sqlite?mode=ro", uri=True)) as journal:
        return {row[0] for row in journal.execute("SELECT alert_id FROM transitions")}


def service(machine, root, tries):
    machine.inside("systemctl", "start", "spotward")
    tries.expect("without a configuration it is skipped and no failure", machine.show("ActiveState")["ActiveState"] == "inactive")
    (root / "etc/spotward/spotward.yaml").write_text(CONFIGURATION)
    secret = root / "etc/spotward/webhook-secret"
    secret.write_text("whsec_" + "QUJD" * 12 + "\n")
    secret.chmod(0o600)
    # The user's own file here; on a hub the service manager hands it over.
    in_root(root, "chown", "spotward:", "/etc/spotward/webhook-secret")
    folder = root / "etc/systemd/system/spotward.service.d"
    folder.mkdir(parents=True)
    (folder / "try.conf").write_text("[Service]\nLoadCredential=\nWatchdogSec=4\n")
    machine.inside("systemctl", "daemon-reload")
    started = machine.inside("systemctl", "start", "spotward")
    tries.expect("it starts and says that it is ready", started.returncode == 0 and machine.is_active(),
                 machine.inside("journalctl", "--no-pager", "-n", "20", "-u", "spotward").stdout + started.stderr)
    status = machine.show("StatusText", "MainPID", "NRestarts")
    tries.expect("it says in one sentence what it watches", "watch" in status.get("StatusText", ""), status)
    state = (root / "var/lib/spotward").stat()
    tries.expect("its state is its own", state.st_mode & 0o777 == 0o700 and state.st_uid != 0, oct(state.st_mode))
    (root / "var/lib/spotward-drop/row.csv").write_text("measured_at,spo2,hr\n2026-01-01T08:01:00Z,97,110\n")
    tries.expect("a dropped file is taken inside the sandbox, to its end", machine.wait_for(
        lambda: (root / "var/lib/spotward-drop/accepted/row.csv").exists()), list((root / "var/lib/spotward-drop").rglob("*")))
    time.sleep(6)
    tries.expect("the watchdog is fed", machine.show("NRestarts")["NRestarts"] == "0" and machine.is_active())
    exposure = machine.inside("systemd-analyze", "security", "--no-pager", "--threshold=12", "spotward.service")
    tries.expect("systemd itself finds it exposed by 1.2 at most", exposure.returncode == 0, exposure.stdout[-200:])

    worried = machine.inside("spotward", "concern", "adm-7f3a", "--from", "parent", "--by", "A. Parent",
                             "--config", "/etc/spotward/spotward.yaml")
    alerts = told(root)
    tries.expect("a concern is on record, owed to a receiver that is down", alerts, worried.stderr + worried.stdout)
    for name, deed in (("0.1.1", "upgraded"), ("0.1.0", "rolled back")):
        process = machine.show("MainPID")["MainPID"]
        done = machine.inside("dpkg", "--install", "--force-downgrade", "/" + repacked(root, name))
        tries.expect(f"{deed} while it runs, it is started anew and goes on", done.returncode == 0 and machine.wait_for(
            machine.is_active) and machine.show("MainPID")["MainPID"] not in (process, "0"), done.stderr)
        tries.expect(f"{deed}, nothing on record is lost", alerts <= told(root), (alerts, told(root)))
    status = machine.show("MainPID")

    configuration = root / "etc/spotward/spotward.yaml"
    configuration.write_text(CONFIGURATION + "no_such_key: 1\n")
    machine.inside("systemctl", "reload", "spotward")
    tries.expect("settings with a defect are not taken over, and that is said", machine.wait_for(
        lambda: "not used" in machine.show("StatusText").get("StatusText", "")) and machine.is_active(), machine.show("StatusText", "ActiveState"))
    configuration.write_text(CONFIGURATION.replace("admissions:", "admissions:\n  - {id: adm-9c1b, born_on: 2015-03-01, admitted_at: 2026-01-01T08:00:00Z}"))
    machine.inside("systemctl", "reload", "spotward")
    tries.expect("right ones are, by the same process", machine.wait_for(
        lambda: "watching 2" in machine.show("StatusText").get("StatusText", "")) and machine.is_active()
        and machine.show("MainPID") == {"MainPID": status["MainPID"]}, machine.show("StatusText", "MainPID", "ActiveState"))

    machine.inside("kill", "-9", status["MainPID"])
    tries.expect("killed, it is started again", machine.wait_for(
        lambda: machine.show("NRestarts")["NRestarts"] == "1" and machine.is_active()), machine.show("NRestarts"))
    process = machine.show("MainPID")["MainPID"]
    threads = machine.inside("sh", "-c", f"grep -l spotward.ports /proc/{process}/task/*/comm").stdout.split("/")
    tries.expect("its ports' thread is found by name", len(threads) > 4, threads)
    machine.inside("kill", "-STOP", process)
    tries.expect("standing still, it is ended by the watchdog and started again", machine.wait_for(
        lambda: machine.show("NRestarts")["NRestarts"] == "2" and machine.is_active(), 40), machine.show("NRestarts", "ActiveState"))
    began = time.monotonic()
    machine.inside("systemctl", "stop", "spotward")
    took = time.monotonic() - began
    tries.expect("it stops in order within five seconds", took < 5 and machine.show("Result")["Result"] == "success",
                 f"{took:.1f} s, {machine.show('Result')}")


if __name__ == "__main__":
    sys.exit(main())
