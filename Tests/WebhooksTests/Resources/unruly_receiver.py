"""A receiver that misbehaves, one way a mode. It prints what it saw: `listening PORT`, `handshake failed`, `request N`.

    redirect   302 to itself at /elsewhere            huge    200 and an endless answer
    stall      200 with a content-length, then silence      drop    the connection closed instead of an answer
    mute       reads the request, then silence       take    200
    json       200 and JSON that is nothing to us    longjson 200 and more JSON than is read
    options after the key: max-tls-1.1 (and nothing newer), client-ca=FILE (asks who calls)
    refuse     400 and a document that would otherwise do
"""
import json
import socket
import ssl
import sys
import threading
import time

mode, cert, key = sys.argv[1:4]


def say(text):
    print(text, flush=True)


def read_request(stream):
    line = stream.readline()
    length = 0
    while True:
        header = stream.readline()
        if header in (b"\r\n", b""):
            break
        name, _, value = header.partition(b":")
        say(f"header {name.decode().lower()}")
        if name.lower() == b"content-length":
            length = int(value)
    body = stream.read(length)
    say(f"request {line.split()[1].decode()} {len(body)}")


def serve(connection):
    try:
        stream = connection if cert == "-" else context.wrap_socket(connection, server_side=True)
    except (ssl.SSLError, OSError):
        return say("handshake failed")
    try:
        read_request(stream.makefile("rb"))
        if mode == "redirect":
            place = f"Location: https://127.0.0.1:{port}/elsewhere"
            stream.sendall(f"HTTP/1.1 302 Found\r\n{place}\r\nContent-Length: 0\r\n\r\n".encode())
        elif mode == "stall":
            stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            time.sleep(60)
        elif mode == "huge":
            stream.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            sent = 0
            try:
                while sent < 64 << 20:
                    stream.sendall(b"x" * 16384)
                    sent += 16384
            finally:
                say(f"cut off {'early' if sent < 16 << 20 else 'late'}")
        elif mode == "mute":
            time.sleep(60)
        elif mode in ("json", "longjson", "refuse"):
            document = {"webhook-id": "a" * 24, "webhook-timestamp": "1", "webhook-signature": "", "payload": "x"}
            if mode == "longjson":
                document["payload"] = "x" * 8192
            body = json.dumps({"ok": True} if mode == "json" else document).encode()
            head = f"HTTP/1.1 {400 if mode == 'refuse' else 200} X\r\nContent-Type: Application/JSON; charset=utf-8\r\n"
            stream.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        elif mode == "take":
            stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\x1b[m")
        stream.close()
    except OSError:
        pass
    finally:
        connection.close()


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
if cert != "-":
    context.load_cert_chain(cert, key)
for option in sys.argv[4:]:
    if option == "max-tls-1.1":
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    elif option.startswith("client-ca="):
        context.load_verify_locations(option.removeprefix("client-ca="))
        context.verify_mode = ssl.CERT_REQUIRED
listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]
say(f"listening on https://127.0.0.1:{port}/")
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
