"""A child's identifiers, planted where such things stand in life, and looked for in every byte that leaves the hub.

Nobody has this name, this address or this number: NHS numbers from 999 000 0000 on are for tests. `plant` drops a letter in FHIR and a
table whose rows name the child by its number, both under names of files such as exports have. `Leaks` looks through
what is said: requests as the receiver's TLS gives them, headers and all, and the log.
"""

import json

GIVEN, FAMILY, NUMBER = "Zanzibel", "Quillfeather", "9990000018"
IDENTIFIERS = {
    "a given name": GIVEN,
    "a family name": FAMILY,
    "an NHS number": NUMBER,
    "an NHS number as people write it": "999 000 0018",
    "a hospital's number": "RX-00417733",
    "a street": "14 Larkspur Passage",
    "a postcode": "ZQ1 9XY",
    "a telephone number": "020 7946 0959",
    "a mail address": "quillfeather.family@example.org",
    "a date of birth": "2024-03-02",
    "a date of birth without hyphens": "20240302",
    "a date of birth as people write it": "02/03/2024",
}
FILE_NAMES = (f"{FAMILY}_{GIVEN}_{NUMBER}.json", f"{GIVEN}-{FAMILY}-{NUMBER}.csv")
LONGEST = max(len(text) for text in IDENTIFIERS.values())


def plant(ward, number=0):
    """Two files that name the child in full; the hub has nobody of that name, and says so without repeating it.

    Each number gives two others: one that was there before is known by its bytes.
    """
    at = f"2026-11-21T{22 - number // 60 % 22:02}:{number % 60:02}:00Z"
    patient = {
        "resourceType": "Patient", "id": "p1", "birthDate": IDENTIFIERS["a date of birth"],
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NUMBER},
                       {"system": "urn:hospital", "value": IDENTIFIERS["a hospital's number"]}],
        "name": [{"family": FAMILY, "given": [GIVEN]}],
        "telecom": [{"system": "phone", "value": IDENTIFIERS["a telephone number"]},
                    {"system": "email", "value": IDENTIFIERS["a mail address"]}],
        "address": [{"line": [IDENTIFIERS["a street"]], "postalCode": IDENTIFIERS["a postcode"]}],
    }
    observation = {
        "resourceType": "Observation", "status": "final", "effectiveDateTime": at,
        "subject": {"reference": "Patient/p1", "display": f"{GIVEN} {FAMILY}",
                    "identifier": {"value": IDENTIFIERS["an NHS number as people write it"]}},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2708-6"}]},
        "valueQuantity": {"value": 97, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
    }
    bundle = {"resourceType": "Bundle", "type": "collection",
              "entry": [{"resource": patient}, {"resource": observation}]}
    letter, table = (name.replace(".", f"-{number}.", 1) if number else name for name in FILE_NAMES)
    ward.drop(letter, json.dumps(bundle))
    born = IDENTIFIERS["a date of birth as people write it"]
    ward.drop(table, f"measured_at,child,spo2\n{at},{NUMBER},97\n{at},{GIVEN} {FAMILY} {born},97\n")


class Leaks:
    """What was found in bytes that come in pieces."""

    def __init__(self):
        self.count = 0
        self.found = set()
        self.rests = {}

    def look(self, stream, data):
        """The next bytes of a stream; what stands across two pieces is found too."""
        self.count += len(data)
        text = self.rests.get(stream, b"") + bytes(data)
        for name, identifier in IDENTIFIERS.items():
            if identifier.encode() in text:
                self.found.add(f"{name} is in {stream}")
        self.rests[stream] = text[-LONGEST:]

    def look_into(self, name, path):
        with open(path, "rb") as file:
            while piece := file.read(1 << 20):
                self.look(name, piece)
