#!/usr/bin/env python3
"""A reference receiver of spotward's alerts: Python 3 standard library, one file, meant to be read.

It does what docs/webhook-contract.md asks of every receiver, in this order:

    1. read the body, at most 64 KiB
    2. verify the signature over the exact bytes, and that its timestamp is within five minutes   else 401
    3. an id seen before: answer 200 again, do nothing
    4. a new one: write it to the log and fsync, only then answer 200, and tell people

An alert may carry others (`delivery.also`): each is taken once, under its own id. With --acknowledge-as the answer to
every alert that calls somebody is a signed acknowledgement, as a paging service would give it when somebody pressed
"taken".

Example, with a certificate for localhost:

    receiver.py --port 8443 --cert server.pem --key server.key --secret-file secret.txt --log accepted.ndjson
    receiver.py … --acknowledge-as "N. Owl:nurse"
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import hmac
import http.server
import json
import os
import ssl
import sys
import threading
import time

BODY_LIMIT = 64 * 1024
TOLERANCE_SECONDS = 5 * 60
SECRET_BYTES = range(24, 65)
SOCKET_TIMEOUT_SECONDS = 30


def read_secret(path):
    """`whsec_` and Base64, or the key as it stands; line ends after the last character do not count."""
    with open(path, "rb") as file:
        text = file.read(4096).rstrip(b"\r\n")
    if text.startswith(b"whsec_"):
        try:
            text = base64.b64decode(text[len(b"whsec_"):], validate=True)
        except binascii.Error:
            raise SystemExit(f"{path}: what follows whsec_ is not Base64")
    if len(text) not in SECRET_BYTES:
        raise SystemExit(f"{path}: the secret has {len(text)} bytes, not 24 to 64")
    return text


def ed25519():
    """The one thing the standard library has not: needed only where the hub or the receiver has a key of its own."""
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519 as module
        return module
    except ImportError:
        raise SystemExit("keys of one side's own (whpk_, whsk_) need a package: pip install cryptography")


def read_key(path, prefix):
    """The 32 bytes of an Ed25519 key: `whpk_` (the hub's, to verify with) or `whsk_` (the receiver's, to answer with)."""
    with open(path, "rb") as file:
        text = file.read(4096).strip().decode("ascii", "replace")
    try:
        key = base64.b64decode(text.removeprefix(prefix), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith(prefix) or len(key) not in (32, 64 if prefix == "whsk_" else 32):
        raise SystemExit(f"{path}: this is not {prefix} and the Base64 of an Ed25519 key")
    return key[:32]


def is_signed_by(public_key, signed, code):
    try:
        public_key.verify(base64.b64decode(code, validate=True), signed)
        return True
    except Exception:  # whatever is wrong with it, it is no signature
        return False


def refusal(headers, body, secrets, public_keys, now):
    """Why the request is not to be believed, or None. Nothing of the body is parsed before."""
    identifier = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not identifier or not timestamp.isascii() or not timestamp.isdigit():
        return "webhook-id or webhook-timestamp is missing or not as the standard has it"
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return "the timestamp is more than five minutes off"
    signed = f"{identifier}.{timestamp}.".encode() + body
    for signature in headers.get("webhook-signature", "").split():
        version, _, code = signature.partition(",")
        if version == "v1a" and any(is_signed_by(key, signed, code) for key in public_keys):
            return None
        if version != "v1":
            continue
        for secret in secrets:
            expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest())
            if hmac.compare_digest(expected, code.encode()):
                return None
    return "no signature matches"


def acknowledgement(event, name, role, sign, now):
    """The answer by which a person takes the episode, signed as the hub signs; None where there is nothing to take."""
    data = event["data"]
    if not data["episode"].get("pages") or "answer" not in data.get("ack", {}).get("methods", []):
        return None
    command = {"command": "acknowledge", "episode": data["episode"]["id"], "by": {"name": name, "role": role}}
    payload = json.dumps(command, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    # The same id for the same alert: when the answer is lost, the hub asks again and still takes it once.
    identifier = "ack_" + hashlib.sha256(f"{event['id']} {name} {role}".encode()).hexdigest()[:32]
    timestamp = str(int(now))
    signed = f"{identifier}.{timestamp}.{payload}".encode()
    return {
        "webhook-id": identifier,
        "webhook-timestamp": timestamp,
        "webhook-signature": sign(signed),
        "payload": payload,
    }


def shared_signature(secret):
    return lambda signed: "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def own_signature(seed):
    key = ed25519().Ed25519PrivateKey.from_private_bytes(seed)
    return lambda signed: "v1a," + base64.b64encode(key.sign(signed)).decode()


class Ledger:
    """The accepted alerts: a file of one JSON object a line, and the ids in it."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.seen = set()
        if path and os.path.exists(path):
            self._recover(path)
        self.file = open(path, "ab", buffering=0) if path else None
        if path:
            self._sync_folder(path)

    def _recover(self, path):
        """Takes up the ids of the runs before; half a line, left by a power cut, is cut off: it was never answered."""
        with open(path, "rb+") as file:
            whole = 0
            for line in file:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                try:
                    self.seen.add(json.loads(line)["id"])
                except (ValueError, KeyError, TypeError):
                    raise SystemExit(f"{path}: the line ending at byte {whole} is not ours; name another --log")
            file.truncate(whole)

    @staticmethod
    def _sync_folder(path):
        folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def take(self, entries):
        """Those that are new. They are on disk when this returns; an OSError means that none is taken."""
        with self.lock:
            new = list({entry["id"]: entry for entry in entries if entry["id"] not in self.seen}.values())
            if self.file and new:
                lines = (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in new)
                self._append("".join(lines).encode())
            self.seen.update(entry["id"] for entry in new)
            return new

    def _append(self, line):
        """All of it on disk, or nothing of it and an OSError."""
        before = os.fstat(self.file.fileno()).st_size
        try:
            if self.file.write(line) != len(line):
                raise OSError("the disk is full")
            os.fsync(self.file.fileno())
        except OSError:
            os.ftruncate(self.file.fileno(), before)
            raise


class Faults:
    """For tests: answers another status, to the first N requests or to all."""

    def __init__(self, status, count, retry_after):
        self.status, self.count, self.retry_after = status, count, retry_after
        self.lock = threading.Lock()

    def next(self):
        with self.lock:
            if self.count is None:
                return self.status
            if self.count > 0:
                self.count -= 1
                return self.status or 503
            return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "spotward-receiver"
    sys_version = ""
    timeout = SOCKET_TIMEOUT_SECONDS
    disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

    def setup(self):
        super().setup()
        if isinstance(self.connection, ssl.SSLSocket):
            self.connection.do_handshake()  # here, in the connection's own thread, so that nobody waits for it

    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not length.isascii() or not length.isdigit() or int(length) > BODY_LIMIT:
            self.close_connection = True
            return self.answer(413 if length.isdigit() else 411, "a content-length of at most 64 KiB is needed")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        fault = self.server.faults.next()
        if fault:
            return self.answer(fault, "as asked for on the command line")
        reason = refusal(self.headers, body, self.server.secrets, self.server.public_keys, time.time())
        if reason:
            self.server.say(f"refused a request: {reason}")
            return self.answer(401, reason)
        try:
            event = json.loads(body)
            entries = self.entries(event)
            taken = self.taken(event)
        except (ValueError, KeyError, TypeError, AttributeError):
            return self.answer(400, "the body is not an alert")
        if event["id"] != self.headers["webhook-id"]:
            return self.answer(400, "webhook-id and the event's id differ")
        try:
            new = self.server.ledger.take(entries)
        except OSError as error:
            self.server.say(f"cannot write the log: {error}")
            return self.answer(500, "not stored, send it again")
        if taken:
            self.answer(200, json.dumps(taken), "application/json")
        else:
            self.answer(200, "accepted" if new else "accepted before")
        for entry in new:
            for line in self.lines(entry):
                self.server.say(line)
        if new and taken:
            self.server.say(printable(f"         answered: taken by {' as '.join(self.server.person)}"))
        return None

    def taken(self, event):
        if not self.server.person:
            return None
        return acknowledgement(event, *self.server.person, self.server.sign, time.time())

    @staticmethod
    def entries(event):
        """The alert itself, and those that travel with it: of them the hub tells the least."""
        delivery = event["data"]["delivery"]
        common = {
            "subject": event["subject"],
            "received_at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds"),
            "attempt": delivery["attempt"],
        }
        own = {"id": event["id"], "type": event["type"], "hub_seq": delivery["hub_seq"], "event": event}
        entries = [common | own]
        for member in delivery.get("also", []):
            its = {"id": str(member["id"]), "type": member["type"], "hub_seq": member["hub_seq"], "event": member}
            entries.append(common | its | {"carried_by": event["id"]})
        return entries

    @staticmethod
    def lines(entry):
        """What a person reads: the summary, then what somebody wrote. The text comes from outside: see `printable`."""
        data = entry["event"].get("data", entry["event"])
        summary = data.get("summary") or f"{data.get('priority')} {data.get('condition')} {data.get('state')}"
        lines = [f"{entry['received_at'][11:19]} #{entry['hub_seq']} {entry['type'].split('.')[-2]}: {summary}"]
        for who, words in (
            ("they say", data.get("concern", {}).get("note")),
            ("note", data.get("ack", {}).get("acked", {}).get("note")),
            ("reason", data.get("resolution", {}).get("reason")),
        ):
            if words:
                lines.append(f"         {who}: {words}")
        return [printable(line) for line in lines]

    def answer(self, status, text, kind="text/plain; charset=utf-8"):
        body = b"" if status in (204, 304) else (text + "\n").encode()
        self.send_response(status)
        if status in (429, 503) and self.server.faults.retry_after:
            self.send_header("retry-after", self.server.faults.retry_after)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # one line a new alert, not one a request


def printable(text):
    """Nothing that a terminal would obey."""
    return "".join(character if character.isprintable() else "?" for character in str(text))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address, secrets, public_keys, sign, ledger, faults, person):
        super().__init__(address, Handler)
        self.secrets, self.public_keys, self.sign = secrets, public_keys, sign
        self.ledger, self.faults, self.person = ledger, faults, person
        self.printing = threading.Lock()

    def say(self, text):
        with self.printing:
            print(text, flush=True)

    def handle_error(self, request, client_address):
        self.say(f"a connection failed: {sys.exc_info()[1]}")


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8443, help="0 takes a free one; the first line printed names it")
    parser.add_argument("--cert", help="certificate chain, PEM")
    parser.add_argument("--key", help="its private key, PEM")
    parser.add_argument("--plain", action="store_true", help="plain HTTP, on a loopback address only")
    parser.add_argument(
        "--secret-file", action="append", default=[], help="shared secret; again for a second one during a change")
    parser.add_argument(
        "--public-key-file", action="append", default=[],
        help="the hub's public key (whpk_...), where it signs with a key of its own; again for a second one")
    parser.add_argument("--answer-key-file", help="the receiver's own key (whsk_...), to sign answers with")
    parser.add_argument("--log", help="NDJSON file that accepted alerts are appended to; read again at start")
    parser.add_argument(
        "--acknowledge-as", metavar="NAME:ROLE", help="for demonstrations: take every alert at once, as this person")
    parser.add_argument("--status", type=int, help="for tests: answer this status instead of taking alerts")
    parser.add_argument("--fail-first", type=int, help="for tests: only the first N requests (status 503 by default)")
    parser.add_argument("--retry-after", help="for tests: the Retry-After header of a 429 or 503")
    options = parser.parse_args()
    if not options.secret_file and not options.public_key_file:
        parser.error("--secret-file or --public-key-file is needed: nothing is believed unverified")
    if options.acknowledge_as is not None and not options.secret_file and not options.answer_key_file:
        parser.error("--acknowledge-as signs its answers: give --secret-file or --answer-key-file")
    if options.plain and options.host not in ("127.0.0.1", "::1", "localhost"):
        parser.error("--plain is for a loopback --host only")
    if not options.plain and not (options.cert and options.key):
        parser.error("--cert and --key are needed (or --plain, on a loopback address)")
    if options.acknowledge_as is not None and not all(options.acknowledge_as.partition(":")):
        parser.error("--acknowledge-as needs a name and a role: \"N. Owl:nurse\"")
    return options


def main():
    options = arguments()
    secrets = [read_secret(path) for path in options.secret_file]
    public_keys = [
        ed25519().Ed25519PublicKey.from_public_bytes(read_key(path, "whpk_")) for path in options.public_key_file]
    sign = (own_signature(read_key(options.answer_key_file, "whsk_")) if options.answer_key_file
            else shared_signature(secrets[0]) if secrets else None)
    faults = Faults(options.status, options.fail_first, options.retry_after)
    person = options.acknowledge_as and options.acknowledge_as.partition(":")[::2]
    server = Server((options.host, options.port), secrets, public_keys, sign, Ledger(options.log), faults, person)
    if not options.plain:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(options.cert, options.key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "http" if options.plain else "https"
    server.say(f"listening on {scheme}://{options.host}:{server.server_address[1]}/")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
