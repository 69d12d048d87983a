#!/usr/bin/env python3
"""Makes a document of any format that spotward reads, with so many rows, to be counted or timed.

    python3 documents.py FORMAT ROWS FILE

A row is a second of one child from 2026-11-21 20:00:00 (four seconds where the format has that step): quiet, with a
desaturation, a tachycardia and a probe taken off in each half hour. Values are invented. The file's name should hold
20261121200000: csv-bidmc takes its start from it. `csv` and `ndjson` are made by spotward-bench itself.
"""
import datetime
import struct
import sys

START = datetime.datetime(2026, 11, 21, 20, 0, 0)


def values(second):
    """SpO2, pulse; None with the probe off."""
    place = second % 1800
    if 900 <= place < 1020:
        return None, None
    return (88 if 120 <= place < 260 else 97 - second % 2), (196 if 520 <= place < 760 else 110 + second % 5)


def moment(second):
    return START + datetime.timedelta(seconds=second)


def shown(value, missing=""):
    return missing if value is None else str(value)


def csv_text(header, line, missing):
    def make(rows):
        lines = [header]
        for second in range(rows):
            spo2, pulse = values(second)
            lines.append(line(moment(second), second, shown(spo2, missing[0]), shown(pulse, missing[1])))
        return "".join(one + "\r\n" for one in lines).encode()
    return make


def clock12(t):
    return f"{(t.hour - 1) % 12 + 1}:{t:%M:%S}"


def viatom_app(t, second, spo2, pulse):
    return f"{t:%H:%M:%S %b %d %Y},{spo2},{pulse},0,0,0"


def o2_insight(t, second, spo2, pulse):
    return f'"{clock12(t)}{t:%p %b} {t.day}, {t.year}",{spo2},{pulse},3,0,0,'


def emay(t, second, spo2, pulse):
    return f"{t.month}/{t.day}/{t.year},{clock12(t)} {t:%p},{spo2},{pulse}"


def contec(t, second, spo2, pulse):
    return f"{t:%Y-%m-%d, %H:%M:%S}, {spo2}, {pulse}"


def bidmc(t, second, spo2, pulse):
    return f"{second},{pulse},{pulse},18,{spo2}"


def contec_file(rows):
    head = bytearray(1084)
    struct.pack_into("<H", head, 0, 856)
    head[856] = 1
    struct.pack_into("<7I", head, 1056, START.year, START.month, START.day, START.hour, START.minute, START.second, rows)
    pairs = (values(second) for second in range(rows))
    return bytes(head) + b"".join(bytes((s or 0x7F, p or 0xFF)) for s, p in pairs)


def viatom_v3(rows):
    head = bytearray(40)
    struct.pack_into("<BBH5BII", head, 0, 3, 0, START.year, START.month, START.day, START.hour, START.minute,
                     START.second, 40 + 5 * rows, 4 * rows)
    pairs = (values(second) for second in range(rows))
    return bytes(head) + b"".join(struct.pack("<BHBB", s or 0xFF, p or 0xFFFF, 0, 0) for s, p in pairs)


def viatom_oxyii(rows):
    pairs = (values(second) for second in range(rows))
    data = bytes((1, 3, 0, 0, 0, 0, 0, 0, 4, 0)) + b"".join(bytes((s or 0xFF, p or 0xFF, 0)) for s, p in pairs)
    seconds = int((START - datetime.datetime(1970, 1, 1)).total_seconds())
    tail = struct.pack("<I", sum(data) & 0xFFFFFFFF) + bytes((0x48, 0x12, 0x5A, 0xDA)) + struct.pack("<II", seconds, rows)
    return data + tail + bytes((1, 1, 3)) + bytes(48 - len(tail) - 3)


def edf(rows):
    """Records of 60 s, SpO2 and pulse once a second."""
    records = -(-rows // 60)
    def field(text, size):
        return str(text).encode().ljust(size)
    head = field(0, 8) + field("X X X X", 80) + field(f"Startdate {START:%d-%b-%Y}".replace("Nov", "NOV") + " X X X", 80)
    head += field(f"{START:%d.%m.%y}", 8) + field(f"{START:%H.%M.%S}", 8) + field(256 * 3, 8) + field("", 44)
    head += field(records, 8) + field(60, 8) + field(2, 4)
    both = (("SpO2.1s", 16), ("Pulse.1s", 16), ("", 80), ("", 80), ("%", 8), ("bpm", 8), (0, 8), (0, 8), (100, 8),
            (300, 8), (0, 8), (0, 8), (100, 8), (300, 8), ("", 80), ("", 80), (60, 8), (60, 8), ("", 32), ("", 32))
    body = bytearray()
    for record in range(records):
        seconds = [values(second) for second in range(record * 60, record * 60 + 60)]
        for place in (0, 1):
            body += struct.pack("<60h", *(-1 if one[place] is None else one[place] for one in seconds))
    return head + b"".join(field(text, size) for text, size in both) + bytes(body)


def wfdb(rows):
    head = f"n1 4 1 {rows} {START:%H:%M:%S}.000 {START:%d/%m/%Y}\n"
    head += "".join(f"n1.dat 16 1/{unit} 16 0 0 0 0 {name}\n"
                    for unit, name in (("bpm", "HR"), ("bpm", "PULSE"), ("pm", "RESP"), ("%", "SpO2")))
    pairs = (values(second) for second in range(rows))
    return head.encode() + b"\n\0\n" + b"".join(struct.pack("<4h", p or 0, p or 0, 18, s or 0) for s, p in pairs)


def hl7(rows):
    parts = []
    for second in range(rows):
        t = f"{moment(second):%Y%m%d%H%M%S}"
        spo2, pulse = (shown(value) for value in values(second))
        status = "R" if spo2 else "X"
        parts.append(
            f"\x0bMSH|^~\\&|GW^00A03700273EDE18^EUI-64|V|||{t}.0000+0000||ORU^R01^ORU_R01|{second}|P|2.6\r"
            f"PID|||P1\rOBR|1|1|1|182777000^monitoring of patient^SCT|||{t}.0000+0000\r"
            f"OBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.3.1.150456|{spo2}|262688^MDC_DIM_PERCENT^MDC|||||{status}|||{t}\r"
            f"OBX|2|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.3.1.149530|{pulse}|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||{status}\r"
            "OBX|3|NM|151562^MDC_RESP_RATE^MDC|1.5.1|18|264928^MDC_DIM_RESP_PER_MIN^MDC|||||F\r\x1c\r")
    return "".join(parts).encode()


def fhir(rows):
    """Observations in a Bundle, SpO2 and pulse in turn, indented as servers write them when asked to."""
    def one(second):
        spo2, pulse = values(second)
        code, value, unit = ("8867-4", pulse, "/min") if second % 2 else ("2708-6", spo2, "%")
        quantity = '"dataAbsentReason": {"text": "probe off"}' if value is None else (
            f'"valueQuantity": {{"value": {value}, "unit": "{unit}", "system": "http://unitsofmeasure.org",'
            f' "code": "{unit}"}}')
        return (f'  {{"fullUrl": "urn:uuid:{second}", "resource": {{"resourceType": "Observation", "id": "o{second}",\n'
                '   "meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/vitalsigns"]}, "status": "final",\n'
                '   "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category",'
                ' "code": "vital-signs"}]}],\n'
                f'   "code": {{"coding": [{{"system": "http://loinc.org", "code": "{code}", "display": "A sign"}}]}},\n'
                '   "subject": {"reference": "Patient/k"},\n'
                f'   "effectiveDateTime": "{moment(second):%Y-%m-%dT%H:%M:%SZ}", {quantity}}}}}')
    rows = ",\n".join(one(second) for second in range(rows))
    return f'{{"resourceType": "Bundle", "type": "collection", "entry": [\n{rows}]}}\n'.encode()


def fhir_xml(rows):
    def one(second):
        spo2, pulse = values(second)
        code, value, unit = ("8867-4", pulse, "/min") if second % 2 else ("2708-6", spo2, "%")
        quantity = '<dataAbsentReason><text value="probe off"/></dataAbsentReason>' if value is None else (
            f'<valueQuantity><value value="{value}"/><unit value="{unit}"/><system value="http://unitsofmeasure.org"/>'
            f'<code value="{unit}"/></valueQuantity>')
        return (f'<entry><fullUrl value="urn:uuid:{second}"/><resource><Observation><id value="o{second}"/>\n'
                '<status value="final"/><category><coding><code value="vital-signs"/></coding></category>\n'
                f'<code><coding><system value="http://loinc.org"/><code value="{code}"/></coding></code>\n'
                '<subject><reference value="Patient/k"/></subject>'
                f'<effectiveDateTime value="{moment(second):%Y-%m-%dT%H:%M:%SZ}"/>\n'
                f'{quantity}</Observation></resource></entry>\n')
    return ('<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>\n' + "".join(map(one, range(rows)))
            + "</Bundle>\n").encode()


def open_mhealth(rows):
    def one(second):
        spo2, pulse = values(second)
        name, value, unit = ("heart_rate", pulse, "beats/min") if second % 2 else ("oxygen_saturation", spo2, "%")
        return ('{"header": {"id": "%d", "schema_id": {"namespace": "omh", "name": "%s", "version": "2.0"},'
                ' "user_id": "k"}, "body": {"%s": {"value": %s, "unit": "%s"}, "effective_time_frame": {"date_time":'
                ' "%s"}}}' % (second, name, name, "null" if value is None else value, unit,
                              f"{moment(second):%Y-%m-%dT%H:%M:%SZ}"))
    return ("[" + ",\n".join(map(one, range(rows))) + "]\n").encode()


def apple_health(rows):
    """One Record in two is of steps, which a telephone counts all day; a row is one of the others."""
    def one(second):
        spo2, pulse = values(second)
        t = f"{moment(second):%Y-%m-%d %H:%M:%S} +0000"
        kind, unit, value = ("HeartRate", "count/min", pulse) if second % 2 else (
            "OxygenSaturation", "%", None if spo2 is None else spo2 / 100)
        def record(kind, unit, value):
            return (f' <Record type="HKQuantityTypeIdentifier{kind}" sourceName="A phone" sourceVersion="17.1"'
                    f' unit="{unit}" creationDate="{t}" startDate="{t}" endDate="{t}" value="{value}"/>\n')
        return record("StepCount", "count", 7) + record(kind, unit, shown(value))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="en_GB">\n' + "".join(map(one, range(rows)))
            + "</HealthData>\n").encode()


FORMATS = {
    "csv-viatom-app": csv_text("Time,Oxygen Level,Pulse Rate,Motion,O2 Reminder,PR Reminder", viatom_app, ("--", "--")),
    "csv-o2insight": csv_text("Time,SpO2(%),Pulse Rate(bpm),Motion,SpO2 Reminder,PR Reminder,", o2_insight,
                              ("255", "65535")),
    "csv-emay": csv_text("Date,Time,SpO2(%),PR(bpm)", emay, ("", "")),
    "csv-contec": csv_text("DATE,TIME,SPO2,PULSE", contec, ("127", "255")),
    "csv-bidmc": csv_text("Time [s], HR, PULSE, RESP, SpO2", bidmc, ("NaN", "NaN")),
    "contec-spo2-file": contec_file, "viatom-file-v3": viatom_v3, "viatom-oxyii-file": viatom_oxyii,
    "edf-resmed-sa2": edf, "wfdb-numerics": wfdb, "hl7v2-oru": hl7, "fhir-r4": fhir, "fhir-r4-xml": fhir_xml,
    "omh": open_mhealth, "apple-health": apple_health,
}


# Lines of a text written as the format also allows them, or so that they are refused.
OTHERWISE = {
    "csv": (lambda line: line if '"' in line else ",".join(f'"{cell}"' for cell in line.split(",")),
            lambda line: line.replace("97", "x").replace("96", "\u00e9"), lambda line: '"' + line,
            lambda line: line + ",,,", lambda line: line + ",9" * 10, lambda line: line.replace(" ", "\u00a0")),
    "json": (lambda line: line.replace('"final"', r'"fin\u0061l"').replace('"value"', r'"v\u0061lue"'),
             lambda line: line.replace('"A sign"', '"' + r"\"\u00e9\ud83d\ude00" * 90 + '"').replace('"k"', '"' + "k" * 2000 + '"'),
             lambda line: line.replace(": 97", ": 9.7e1").replace(": 96", ": 96.123456789012345678"),
             lambda line: line.replace('Z"', '+01:00"').replace("2708-6", "nothing").replace('"%"', '"{x}%"')),
    "xml": (lambda line: line.replace('"%"', '"&#37;"').replace('"final"', '"fi&#x6e;al"').replace("count/", "count&#47;"),
            lambda line: line.replace("><", "><!-- & -->\n<").replace('"A phone"', "'&quot;&amp;&lt;'"),
            lambda line: line.replace('"97"', '"x"').replace('"0.97"', '"9.7e-1"').replace("vital-signs", "v" * 1500),
            lambda line: line.replace('Z"', '+01:00"').replace("2708-6", "nothing")),
    "hl7v2": (lambda line: line.replace("MDC", r"M\X44\C"), lambda line: line.replace("|NM|", "|ST|"),
              lambda line: line.replace("150456", "1"), lambda line: line.replace("262688", "9"),
              lambda line: line.replace("|||||F", "|||INV~NAV||F")),
}
FAMILY = {"fhir-r4": "json", "omh": "json", "fhir-r4-xml": "xml", "apple-health": "xml"}


def otherwise(form, document):
    """The same document with half of its lines written otherwise; `None` for what is no text."""
    edits = OTHERWISE.get(FAMILY.get(form, form.split("-")[0]))
    if edits is None:
        return None
    end = "\r" if form == "hl7v2-oru" else "\n"
    first, *lines = document.decode().split(end)
    turn = 2 * len(edits) + 1
    # The last piece is what stands behind the last end of a line: nothing, or the end of the whole.
    for place in range(len(lines) - 1):
        if place % turn < len(edits):
            lines[place] = edits[place % turn](lines[place])
    return end.join([first, *lines]).encode()


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in FORMATS:
        sys.exit(f"documents: python3 documents.py FORMAT ROWS FILE, a FORMAT of {', '.join(FORMATS)}")
    with open(sys.argv[3], "wb") as file:
        file.write(FORMATS[sys.argv[1]](int(sys.argv[2])))


if __name__ == "__main__":
    main()
