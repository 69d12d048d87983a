"""Wrong configurations: each is the example with one thing broken. (what is wrong, the file the defect is in, the change)."""


def replaced(old, new):
    def change(text):
        assert old in text, old
        return text.replace(old, new, 1)
    return change


def added(lines):
    return lambda text: text + lines


DAEMON_FILE = [
    ("an unknown key", replaced("    - {name: bedside-left, path:", "    - {name: bedside-left, paht:")),
    ("a key twice", added("\nhub:\n  id: other\n")),
    ("a key without a value", replaced("state: state", "state:")),
    ("a missing section", replaced("hub:\n  id: hub-demo\n", "")),
    ("a text where a number is due", replaced("low: 85", 'low: "85"')),
    ("not a number at all", replaced("low: 85", "low: .nan")),
    ("a limit outside the plausible range", replaced("low: 85", "low: 8500")),
    ("a date that does not exist", replaced("born_on: 2024-03-02", "born_on: 2024-02-31")),
    ("a birth after the admission", replaced("born_on: 2024-03-02", "born_on: 2034-03-02")),
    ("an instant without a zone", lambda text: text.replace("Z\n    label", "\n    label", 1)),
    ("an NHS number for a pseudonym", replaced("id: adm-7f3a ", 'id: "9990000018" ')),
    ("a pseudonym twice", replaced("id: adm-c021", "id: adm-7f3a")),
    ("a protocol nobody knows", replaced("protocol: contec-v7", "protocol: contec-v8")),
    ("a port of a child nobody admitted", replaced("child: adm-7f3a}", "child: adm-7f3b}")),
    ("one port twice", replaced("path: ports/bedside-right", "path: ports/bedside-left")),
    ("a drop folder inside the state", replaced("path: drop}", "path: state/drop}")),
    ("an endpoint without TLS", replaced("url: https:", "url: http:")),
    ("an endpoint with a password in it", replaced("https://127", "https://user:word@127")),
    ("a secret that is not there", replaced("secret_file: secret.txt", "secret_file: nowhere.txt")),
    ("a secret everybody may read", replaced("secret_file: secret.txt", "secret_file: open-secret.txt")),
    ("an authority that is not there", replaced("ca_file: ca.pem", "ca_file: nowhere.pem")),
    ("rules that are not there", replaced("rules: rules.yaml", "rules: nowhere.yaml")),
    ("a chart that is a folder", added("\nchart: drop\n")),
    ("a clock that runs backwards", lambda text: text.replace("clock: {speed: ", "clock: {speed: -", 1)),
    ("a quotation mark never closed", replaced("id: hub-demo", 'id: "hub-demo')),
    ("a tab for indentation", replaced("\n  id: hub-demo", "\n\tid: hub-demo")),
    ("an anchor", replaced("id: hub-demo", "id: &hub hub-demo")),
    ("two documents", added("\n---\nhub: {id: second}\n")),
    ("forty levels", replaced("state: state", "state: " + "[" * 40 + "]" * 40)),
    ("aliases that would grow for ever", added(
        "\na: &a [x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefghij", "bcdefghijk")))),
    ("nothing in the file", lambda text: ""),
    ("more than a mebibyte", added("\n" + "# padding\n" * 120_000)),
    ("bytes that are not UTF-8", lambda text: text.encode().replace(b"hub-demo", b"hub-\xff\xfe")),
    ("a zero byte", lambda text: text.encode().replace(b"hub-demo", b"hub-\x00demo")),
    ("noise instead of text", lambda text: bytes((index * 197 + 13) % 256 for index in range(5000))),
]

RULES_FILE = [
    ("rules without a version", replaced("version: 1", "")),
    ("rules of another version", replaced("version: 1", "version: 2")),
    ("an alarm nobody knows", replaced("spot.spo2.low:", "spot.spo2.lwo:")),
    ("an urgent alarm kept on the hub", replaced(
        "severe: {priority: P1, onset: 15s, hold: 60s, audience: team}",
        "severe: {priority: P1, onset: 15s, hold: 60s, audience: hub}")),
    ("an onset longer than the window", replaced("mild: {priority: P3, onset: 120s", "mild: {priority: P3, onset: 3h")),
]
