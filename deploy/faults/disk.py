"""A disk whose power can be cut: whatever was written and not synced is gone, as on a hub whose plug is pulled.

    nbdkit's cache filter (holds writes until a flush) → nbdfuse (a file) → loop device → ext4

Killing nbdkit loses the cache; the file system is then unmounted as it is and mounted anew, which replays its journal. Needs
root, loop devices and the packages nbdkit, libnbd-bin, fuse3 and e2fsprogs. Run by itself it says whether all that is here.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

from ward import wait_until

SIZE = 2 << 30      # sparse: only what is written takes room
PATIENCE = 20


class NoDisk(Exception):
    """Why no such disk can be made here, and what to do."""


class Disk:
    def __init__(self, folder, mount_point):
        for program in ("nbdkit", "nbdfuse", "losetup", "mkfs.ext4", "fusermount3"):
            if not shutil.which(program):
                raise NoDisk(f"{program} is missing: apt-get install nbdkit libnbd-bin fuse3 e2fsprogs mount")
        if os.geteuid() != 0 or not os.path.exists("/dev/fuse"):
            raise NoDisk("a disk is made of loop devices and FUSE, which takes root and /dev/fuse")
        self.folder, self.mount_point = folder, mount_point
        self.image, self.file = os.path.join(folder, "disk.img"), os.path.join(folder, "disk")
        self.number, self.loop, self.server, self.bridge = 0, None, None, None
        with open(self.image, "wb") as image:
            image.truncate(SIZE)
        os.makedirs(mount_point, exist_ok=True)
        try:
            self._plug_in()
            run("mkfs.ext4", "-q", "-E", "nodiscard", self.loop)
            self._mount()
        except NoDisk:
            subprocess.run(["losetup", "-d", self.loop] if self.loop else ["true"], stderr=subprocess.DEVNULL)
            subprocess.run(["fusermount3", "-u", "-z", self.file], stderr=subprocess.DEVNULL)
            for process in (self.bridge, self.server):
                if process:
                    process.kill()
            raise

    def cut(self, end_the_programs):
        """Pulls the plug: what is in the cache is gone, then `end_the_programs()`. `plug_in` follows."""
        self.server.kill()
        end_the_programs()
        self.server.wait()
        self._take_apart()

    def plug_in(self):
        self._plug_in()
        self._mount()

    def close(self):
        """For good, with everything written."""
        if self.loop:
            self._take_apart()
        if self.server.poll() is None:
            self.server.terminate()
            self.server.wait()

    def _plug_in(self):
        self.number += 1
        socket = os.path.join(self.folder, f"disk-{self.number}.sock")
        open(self.file, "wb").close()
        self.server = subprocess.Popen(
            ["nbdkit", "--foreground", "--exit-with-parent", "-U", socket, "--filter=cache", "file", self.image,
             "cache=writeback"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not wait_until(lambda: os.path.exists(socket), PATIENCE):
            raise NoDisk("nbdkit does not answer")
        self.bridge = subprocess.Popen(
            ["nbdfuse", self.file, f"nbd+unix:///?socket={socket}"], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        if not wait_until(lambda: os.path.getsize(self.file) == SIZE, PATIENCE):
            raise NoDisk("nbdfuse does not show the disk; is FUSE allowed here?")
        made = subprocess.run(["losetup", "-f", "--show", self.file], capture_output=True, text=True)
        if made.returncode:
            raise NoDisk(f"no loop device: {made.stderr.strip()}")
        self.loop = made.stdout.strip()

    def _mount(self):
        run("mount", self.loop, self.mount_point)
        os.chmod(self.mount_point, 0o700)

    def _take_apart(self):
        run("umount", "-l", self.mount_point)
        run("losetup", "-d", self.loop)
        # The kernel lets go of the loop device when the last write has failed.
        wait_until(lambda: self.loop not in subprocess.run(
            ["losetup", "-a"], capture_output=True, text=True).stdout, PATIENCE)
        self.loop = None
        subprocess.run(["fusermount3", "-u", "-z", self.file], stderr=subprocess.DEVNULL)
        if not wait_until(lambda: self.bridge.poll() is not None, 2):
            self.bridge.kill()
        self.bridge.wait()


def run(*command):
    for _ in range(50):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 0:
            return
        time.sleep(0.1)
    raise NoDisk(f"{' '.join(command)}: {done.stderr.strip()}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        try:
            disk = Disk(folder, os.path.join(folder, "mounted"))
            disk.close()
        except NoDisk as error:
            print(f"disk: {error}", file=sys.stderr)
            sys.exit(1)
