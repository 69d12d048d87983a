"""A machine to be maltreated: a Debian root, and systemd as PID 1 of namespaces of its own over it. Used by try.py and upgrades.py."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

PACKAGES = "systemd,systemd-sysv,udev,libcurl4,libsqlite3-0,ca-certificates,procps"


class NoRoot(Exception):
    """Why there is no machine here."""


@contextlib.contextmanager
def debian(kept=None):
    """A root of its own, gone afterwards: a copy of this one, which is made first where it is not there."""
    if os.geteuid() != 0:
        raise NoRoot("namespaces and a root of its own take root")
    if run("unshare", "--mount", "--pid", "--net", "--fork", "--mount-proc", "true", check=False).returncode:
        raise NoRoot("namespaces are not given here, not even to root")
    with tempfile.TemporaryDirectory(prefix="spotward-try-") as folder:
        kept = kept or pathlib.Path(folder) / "kept"
        if not kept.exists():
            if not shutil.which("debootstrap"):
                raise NoRoot("debootstrap is missing: apt-get install debootstrap")
            print("makes a Debian root, about two minutes", flush=True)
            made = run("debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", kept, check=False)
            if made.returncode:
                shutil.rmtree(kept)
                raise NoRoot(f"debootstrap makes no root: {made.stdout.strip().splitlines()[-1:] or made.stderr.strip()}")
        root = pathlib.Path(folder) / "root"
        run("cp", "-a", kept, root)
        yield root


def run(*command, check=True, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if check and done.returncode:
        raise SystemExit(f"try: {' '.join(map(str, command))[:120]} ended with {done.returncode}: {done.stderr[-600:]}{done.stdout[-600:]}")
    return done


def in_root(root, *command, check=True):
    """A command in the root, with its own /proc, as on a machine that is on."""
    mounted = f"mount -t proc proc {root}/proc && exec chroot {root} " + '"$@"'
    return run("unshare", "--mount", "--pid", "--fork", "sh", "-c", mounted, "sh", *command, check=check)


class Machine:
    """systemd as PID 1 of namespaces of its own over the root. Its network may be one that outlives it."""

    def __init__(self, root, network=None):
        self.root = root
        boot = (
            f"mount --bind {root} {root} && cd {root} && mount -t proc proc proc && mount -t sysfs sys sys "
            "&& mount -t tmpfs tmpfs run && mount -t tmpfs tmpfs tmp && mount --rbind /dev dev "
            # Not chroot: a process in one may not make the user namespace of PrivateUsers=.
            "&& ip link set lo up && mkdir -p old && pivot_root . old && umount --lazy /old "
            "&& exec /lib/systemd/systemd --unit=basic.target")
        entry = ["nsenter", f"--net={network}", "unshare"] if network else ["unshare", "--net"]
        self.process = subprocess.Popen(
            [*entry, "--pid", "--fork", "--mount", "--uts", "--ipc", "--cgroup", "--mount-proc", "sh", "-c", boot],
            env={"container": "unshare", "PATH": os.environ["PATH"]}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = None

    def inside(self, *command, check=False, **options):
        if self.pid is None:
            children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            if not children:
                return subprocess.CompletedProcess(command, 1, "", "not yet")
            self.pid = children[0]
        return run("nsenter", "--target", self.pid, "--all", "--root", "--wd=/", *command, check=check, **options)

    def wait_for(self, question, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if question():
                return True
            time.sleep(0.2)
        return False

    def is_up(self):
        """Whether systemd has come up, or does within a minute."""
        return self.wait_for(lambda: self.inside("systemctl", "is-system-running").stdout.strip() in ("running", "degraded"), 60)

    def can_sandbox(self):
        """Whether this machine lets anything run in the sandbox of the service, but for credentials, which take mounts of their own."""
        unit = (self.root / "lib/systemd/system/spotward.service").read_text()
        kept = [line for line in unit.splitlines() if not re.match("Exec|Type|Notify|LoadCredential|Watchdog|Condition|Restart=", line)]
        probe = self.root / "etc/systemd/system/probe.service"
        probe.write_text("\n".join(kept).replace("[Service]", "[Service]\nType=oneshot\nExecStart=/bin/true"))
        self.inside("systemctl", "daemon-reload")
        done = self.inside("systemctl", "start", "probe")
        probe.unlink()
        return done.returncode == 0

    def show(self, *properties):
        found = self.inside("systemctl", "show", "spotward", *(f"--property={name}" for name in properties)).stdout
        return dict(line.split("=", 1) for line in found.splitlines() if "=" in line)

    def is_active(self):
        return self.show("ActiveState").get("ActiveState") == "active"

    def close(self):
        """As if the power were cut, but that the disk keeps what was written."""
        if self.pid:
            os.kill(int(self.pid), signal.SIGKILL)
        self.process.wait()


def repacked(root, version, program=None):
    """The package as another version of itself, with another program's text where one is given, inside the root; its name. The program of
    each version is of other bytes."""
    name = f"spotward-{version}.deb"
    with tempfile.TemporaryDirectory(dir=root) as folder:
        run("dpkg-deb", "--raw-extract", root / "spotward.deb", folder)
        path = pathlib.Path(folder) / "usr/bin/spotward"
        if program:
            path.write_text(program)
        else:
            # Behind the end of what the loader looks at.
            path.write_bytes(path.read_bytes() + version.encode())
        control = pathlib.Path(folder) / "DEBIAN/control"
        control.write_text(re.sub(r"(?m)^Version: .*$", f"Version: {version}", control.read_text()))
        run("dpkg-deb", "--root-owner-group", "-Znone", "--build", folder, root / name)
    return name
