"""Plays a device recording onto a pseudo-terminal, as the device itself would send it.

The daemon opens the terminal like any serial line. Only the hardware is played: bytes, driver, decoder are the real ones.
"""

import os
import pty
import threading
import time
import tty


def batches(path):
    """(seconds since the start, bytes) of a recording, in order. The format: docs/recording-format.md."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            parts = line.rstrip("\n").split(" ")
            if len(parts) == 4 and parts[1] == "bytes":
                yield float(parts[0]), bytes.fromhex(parts[3])


class Player:
    """One device: a pseudo-terminal with a link to it, and a thread that sends."""

    def __init__(self, recording, link, speed):
        self.recording, self.link, self.speed = recording, link, speed
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        if os.path.lexists(link):
            os.unlink(link)
        os.symlink(os.ttyname(slave), link)
        # The slave stays open here, so that the line does not hang up between two openings by the daemon.
        self.slave = slave
        self.sent = 0
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.play, daemon=True)
        threading.Thread(target=self.swallow, daemon=True).start()

    def start(self):
        self.thread.start()

    def play(self):
        start = time.monotonic()
        for at, data in batches(self.recording):
            wait = start + at / self.speed - time.monotonic()
            if wait > 0 and self.stopping.wait(wait):
                return
            os.write(self.master, data)
            self.sent += len(data)

    def swallow(self):
        """Takes what the daemon sends (start and keep-alive commands), as a device does."""
        try:
            while os.read(self.master, 4096):
                pass
        except OSError:
            pass

    def unplug(self):
        self.stopping.set()
        os.close(self.slave)
        os.close(self.master)
