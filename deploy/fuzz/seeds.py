#!/usr/bin/env python3
"""Corpora for the fuzz targets, and a dictionary for each, made from what the repository holds anyway: recordings, the tests'
samples, the examples, the manuals' examples. Nothing of it is stored.

    seeds.py FOLDER         # makes FOLDER/TARGET/… and FOLDER/TARGET.dict
"""

import hashlib
import os
import re
import subprocess
import sys
import textwrap

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SLICE = 700             # bytes of a recording's traffic in one seed


def read(*path):
    with open(os.path.join(ROOT, *path), "rb") as file:
        return file.read()


def found(folder, ending):
    for where, _, names in sorted(os.walk(os.path.join(ROOT, folder))):
        for name in sorted(names):
            if name.endswith(ending):
                yield os.path.relpath(os.path.join(where, name), ROOT)


class Corpus:
    def __init__(self, folder):
        self.folder = folder

    def add(self, target, seed):
        os.makedirs(os.path.join(self.folder, target), exist_ok=True)
        with open(os.path.join(self.folder, target, hashlib.sha256(seed).hexdigest()[:16]), "wb") as file:
            file.write(seed)

    def words(self, target, *folders):
        """The short texts of the readers are the words of what they read."""
        words = set()
        for folder in folders:
            for path in found(folder, ".swift"):
                words |= set(re.findall(rb'"([A-Za-z0-9_:<>/.|^~&{}\[\] -]{2,32})"', read(path)))
        with open(os.path.join(self.folder, f"{target}.dict"), "wb") as file:
            for word in sorted(words):
                file.write(b'"' + word + b'"\n')


def raw_values(path):
    """The names of an enum's cases in their order, by their raw values."""
    return re.findall(rb'^    case \w+ = "([^"]+)"|^    case (\w+)$', read(path), re.M)


def names(path):
    return [(raw or plain).decode() for raw, plain in raw_values(path)]


def swift_texts(folder):
    """Texts of several lines in Swift sources, their indent taken off."""
    for path in found(folder, ".swift"):
        for text in re.findall(r'"""\n(.*?)\n[ ]*"""', read(path).decode(), re.S):
            yield textwrap.dedent(text).encode()


def hexadecimal(text):
    """`03 00 00*26` as bytes; None for what is no such text."""
    made = bytearray()
    for word in text.split():
        part = re.fullmatch(rb"([0-9a-f]{2})(?:\*(\d+))?", word)
        if not part:
            return None
        made += bytes([int(part.group(1), 16)]) * int(part.group(2) or 1)
    return bytes(made)


def traffic(recording):
    """(protocol, bytes) of a recording of one source."""
    protocol = re.search(rb"^(?:protocol|source \d+ .*protocol=) ?(\S+)", recording, re.M)
    data = b"".join(bytes.fromhex(digits.decode()) for digits in re.findall(rb"^\S+ bytes \d+ ([0-9a-f]+)$", recording, re.M))
    return (protocol.group(1).decode() if protocol else None), data


def main():
    corpus = Corpus(sys.argv[1])
    os.makedirs(corpus.folder, exist_ok=True)

    protocols = names("Sources/Decoders/DeviceProtocol.swift")
    for path in found("devices", ".rec"):
        recording = read(path)
        protocol, data = traffic(recording)
        if protocol in protocols:
            for start in range(0, min(len(data), 6 * SLICE), SLICE):
                corpus.add("decoders", bytes([protocols.index(protocol), 7]) + data[start:start + SLICE])
        corpus.add("recordings", bytes([3]) + recording[:recording.rfind(b"\n", 0, 3000) + 1])
    for path in found("Tests/RecordingsTests", ".swift"):
        for text in swift_texts(os.path.dirname(path)):
            if text.startswith(b"spotward-recording"):
                corpus.add("recordings", bytes([1]) + text + b"\n")

    formats = names("Sources/Documents/DocumentFormat.swift")
    for text in swift_texts("Tests/DocumentsTests"):
        seed = hexadecimal(text) or text + b"\n"
        corpus.add("documents", bytes([200, 5, 0]) + seed[:4000])
        corpus.add("documents", bytes([200, 5, 1]) + seed[:4000].replace(b"\n", b"\r\n"))
    for number in range(len(formats)):
        corpus.add("documents", bytes([number, 1, 0]))

    for path in ("deploy/example/spotward.yaml",):
        corpus.add("daemon-file", read(path))
    for text in swift_texts("Tests/ConfigurationTests"):
        corpus.add("daemon-file", text + b"\n")
        corpus.add("rules-file", text + b"\n")
    corpus.add("rules-file", read("deploy/example/rules.yaml"))
    for path in found("devices", ".yaml"):
        corpus.add("device-profile", read(path))

    # A certificate as OpenSSL makes it, in both forms; its key is of nobody.
    for form in ("PEM", "DER"):
        corpus.add("certificates", subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-subj", "/CN=a", "-outform", form, "-keyout", os.devnull],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)

    examples = [line for line in read("docs/commands.md").splitlines() if line.startswith(b"{")]
    for line in examples:
        if b'"payload"' in line:
            corpus.add("answers", line)
            continue
        corpus.add("commands", b"\0" + line)
        settled = line[:-1] + b',"at":"2026-11-22T03:15:00.000Z"}\n'
        corpus.add("register", b"\1" + settled)
    corpus.add("register", b"\1")
    corpus.add("register", b"\0spotward-register 1\nsha256 0\n")
    corpus.add("commands", b'\1{"done":true,"message":"It is done.","number":4,"admission_id":"adm-1","episode_id":"e","refusals":["a"]}')
    for text in (b"0", b"120", b"-5", b"99999999999999999999", b"Sun, 22 Nov 2026 00:02:00 GMT", b"Fri, 31 Dec 1999 23:59:59 GMT"):
        corpus.add("headers", text)

    corpus.words("decoders", "Sources/Decoders")
    corpus.words("documents", "Sources/Documents")
    corpus.words("recordings", "Sources/Recordings")
    corpus.words("daemon-file", "Sources/Configuration")
    corpus.words("rules-file", "Sources/Configuration", "Sources/Alarms")
    corpus.words("device-profile", "Sources/Configuration", "Sources/Decoders")
    corpus.words("certificates", "Sources/Configuration")
    corpus.words("commands", "Sources/Register")
    corpus.words("register", "Sources/Register")
    corpus.words("answers", "Sources/Webhooks")
    corpus.words("headers", "Sources/Webhooks")


if __name__ == "__main__":
    main()
