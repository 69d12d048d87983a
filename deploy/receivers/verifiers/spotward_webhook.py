"""Verifies a message of a spotward hub: copy this file into a receiver written in Python.

    from spotward_webhook import verify, Refused
    try:
        verify(headers, body, keys)       # headers: a mapping with lower-case names; body: the bytes as they came
    except Refused as refusal:
        answer(401, str(refusal))

`keys` are what the hub's operator gave: `whsec_…`, a secret both share (signature v1), or `whpk_…`, the hub's public
key (signature v1a, for which `pip install cryptography`). Several may be alive while one is being changed.
The format is Standard Webhooks 1.0.0.
"""

import base64
import binascii
import hashlib
import hmac
import time

TOLERANCE_SECONDS = 300


class Refused(Exception):
    """Why a message is not to be believed: a word for machines, as in vectors.json."""


def verify(headers, body, keys, now=None):
    """Returns the message's id, or raises Refused. Parse the body only after it has returned."""
    identifier = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not identifier or not timestamp or not signatures:
        raise Refused("header-missing")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Refused("timestamp-not-a-number")
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        raise Refused("timestamp-off")
    signed = f"{identifier}.{timestamp}.".encode() + body
    for signature in signatures.split():
        version, _, code = signature.partition(",")
        for key in keys:
            if version == "v1" and key.startswith("whsec_") and _is_shared(key, signed, code):
                return identifier
            if version == "v1a" and key.startswith("whpk_") and _is_ed25519(key, signed, code):
                return identifier
    raise Refused("no-signature-matches")


def _is_shared(key, signed, code):
    secret = base64.b64decode(key.removeprefix("whsec_"), validate=True)
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest())
    return hmac.compare_digest(expected, code.encode())


def _is_ed25519(key, signed, code):
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix("whpk_"), validate=True))
        public.verify(base64.b64decode(code, validate=True), signed)
        return True
    except (InvalidSignature, binascii.Error, ValueError):
        return False
