"""Runs a script for as long as standard input is open: it ends with whoever started it, however that one ends."""

import os
import runpy
import sys
import threading


def watch():
    # The descriptor itself: the buffered reader's lock would get in the way of a process that is ending.
    while os.read(0, 4096):
        pass
    os._exit(0)


threading.Thread(target=watch, daemon=True).start()
sys.argv = sys.argv[1:]
sys.path[0] = os.path.dirname(sys.argv[0])
runpy.run_path(sys.argv[0], run_name="__main__")
