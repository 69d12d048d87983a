"""A name server for one daemon: what its names resolve to is played, and nothing else on the machine sees it.

The daemon gets a mount namespace of its own, in which the resolver asks 127.0.0.77, where this one listens. It needs root.
"""

import ctypes
import os
import socket
import struct
import threading
import time

from rows import Skipped

SERVER = "127.0.0.77"
CLONE_NEWNS, MS_BIND, MS_REC, MS_PRIVATE = 0x20000, 4096, 16384, 1 << 18
SERVFAIL, NXDOMAIN = 2, 3
LIBC = ctypes.CDLL(None, use_errno=True)


class NameServer:
    """Answers by its mood: an address (or several), "servfail", "nxdomain", "empty", "mute", ("slow", seconds, address). It goes on
    until another one is made: the ward comes to rest by it."""

    newest = None

    def __init__(self, bench):
        if NameServer.newest:
            NameServer.newest.socket.close()
        NameServer.newest, self.mood, self.asked = self, "mute", 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self.socket.bind((SERVER, 53))
        except OSError as error:
            raise Skipped(f"no name server can listen at {SERVER}: {error}")
        self.resolver = bench.write("resolv.conf", f"nameserver {SERVER}\noptions timeout:2 attempts:1\n")
        self.switch = bench.write("nsswitch.conf", "hosts: dns\n")
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                query, sender = self.socket.recvfrom(4096)
            except OSError:
                return
            self.asked += 1
            threading.Thread(target=self.answer, args=(query, sender), daemon=True).start()

    def answer(self, query, sender):
        mood = self.mood
        if mood == "mute":
            return
        if mood[0] == "slow":
            time.sleep(mood[1])
            mood = mood[2]
        end = query.index(b"\0", 12) + 5
        question = query[12:end]
        is_address = question[-4:-2] == b"\0\1"
        code = {"servfail": SERVFAIL, "nxdomain": NXDOMAIN}.get(mood, 0) if isinstance(mood, str) else 0
        addresses = [] if not is_address or mood in ("servfail", "nxdomain", "empty") else [mood] if isinstance(mood, str) else mood
        head = query[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(addresses), 0, 0)
        records = b"".join(b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4" + socket.inet_aton(address) for address in addresses)
        try:
            self.socket.sendto(head + question + records, sender)
        except OSError:
            pass

    def enter(self):
        """Before the daemon's program is loaded, in its process."""
        if LIBC.unshare(CLONE_NEWNS) != 0 or LIBC.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) != 0:
            raise OSError(ctypes.get_errno(), "no mount namespace")
        for source, target in ((self.resolver, "/etc/resolv.conf"), (self.switch, "/etc/nsswitch.conf")):
            if LIBC.mount(os.fsencode(source), os.fsencode(os.path.realpath(target)), None, MS_BIND, None) != 0:
                raise OSError(ctypes.get_errno(), f"no bind mount over {target}")
