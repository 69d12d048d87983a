"""Wrong configurations: each is the example with one thing broken. (what is wrong, the file the defect is in, the change)."""

import re


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
    ("a missing section", lambda text: re.sub(r"hub:\n(  .*\n)+", "", text, count=1)),
    ("a text where a number is due", replaced("low: 85", 'low: "85"')),
    ("not a number at all", replaced("low: 85", "low: .nan")),
    ("a limit outside the plausible range", replaced("low: 85", "low: 8500")),
    ("a date that does not exist", replaced("born_on: 2024-03-02", "born_on: 2024-02-31")),
    ("a birth after the admission", replaced("born_on: 2024-03-02", "born_on: 2034-03-02")),
    ("an instant without a zone", lambda text: text.replace("Z\n    label", "\n    label", 1)),
    ("an NHS number for a pseudonym", replaced("id: adm-7f3a ", 'id: "9990000018" ')),
    ("a pseudonym twice", replaced("id: adm-c021", "id: adm-7f3a")),
    ("a profile nobody knows", replaced("profile: contec-cms50e", "profile: contec-cms50x")),
    ("a port of a child nobody admitted", replaced("child: adm-7f3a}", "child: adm-7f3b}")),
    ("one port twice", replaced("path: ports/bedside-right", "path: ports/bedside-left")),
    ("a drop folder inside the state", replaced("path: drop}", "path: state/drop}")),
    ("an endpoint without TLS", replaced("url: https:", "url: http:")),
    ("an endpoint with a password in it", replaced("https://127", "https://user:word@127")),
    ("a secret that is not there", replaced("secret_file: secret.txt", "secret_file: nowhere.txt")),
    ("a secret everybody may read", replaced("secret_file: secret.txt", "secret_file: open-secret.txt")),
    ("an authority that is not there", replaced("ca_file: ca.pem", "ca_file: nowhere.pem")),
    ("rules that are not there", replaced("rules: rules.yaml", "rules: nowhere.yaml")),
    ("a hub's telephone without a digit", replaced("phone: Ring 020 7946 0000 or 999 ", "phone: ring the ward")),
    ("a hub's telephone that cannot be seen", replaced("phone: Ring 020 7946 0000 or 999 ", 'phone: "999\\e[2J" ')),
    ("a control socket without a place", added("\ncontrol: {socket: }\n")),
    ("a control socket in a drop folder", added("\ncontrol: {socket: drop/control.sock}\n")),
    ("a control socket in place of the state", added("\ncontrol: {socket: state}\n")),
    ("a control socket of a name too long", added(f"\ncontrol: {{socket: {'s' * 120}}}\n")),
    ("another key beside the control socket", added("\ncontrol: {socket: a.sock, mode: 0777}\n")),
    ("a floor declined by nobody", replaced("floors_declined: {by: Dr A Example, ", "floors_declined: {")),
    ("a floor declined without a reason", replaced(', reason: "heart rate as on the chart"', "")),
    ("an NHS number as a reason", replaced("heart rate as on the chart", "as for 999 000 0018")),
    ("a usual value of nothing", replaced("vital_sign: spo2, value: 93", "vital_sign: spo3, value: 93")),
    ("a usual value outside the plausible range", replaced("vital_sign: spo2, value: 93", "vital_sign: spo2, value: 930")),
    ("a usual value twice", replaced(
        "      - {vital_sign: spo2, value: 93, author: Dr A Example}\n",
        "      - {vital_sign: spo2, value: 93, author: Dr A Example}\n" * 2)),
    ("a place nobody knows", replaced("setting: home", "setting: abroad")),
    ("a reading due every second", replaced("setting: home", "cadence: 1s")),
    ("a port with the name of what is entered", replaced("name: bedside-left", "name: entered")),
    ("a receiver of a role nobody knows", replaced("ca_file: ca.pem\n", "ca_file: ca.pem\n    roles: [primry]\n")),
    ("a receiver of no role", replaced("ca_file: ca.pem\n", "ca_file: ca.pem\n    roles: []\n")),
    ("a role of a ladder that no receiver serves", replaced(
        "ca_file: ca.pem\n", "ca_file: ca.pem\n    roles: [primary, second, in-charge, operations]\n")),
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
    ("an alarm of a child as of the equipment", replaced("severe: {priority: P1,", "severe: {priority: P4,")),
    ("a concern that is less than urgent", replaced(
        "concern:\n    severe: {priority: P2, onset: 0s, hold: 0s}", "concern:\n    severe: {priority: P3, onset: 0s, hold: 0s}")),
    ("a concern that waits", replaced(
        "concern:\n    severe: {priority: P2, onset: 0s, hold: 0s}", "concern:\n    severe: {priority: P2, onset: 2h, hold: 0s}")),
    ("an audience, as rules had before", replaced("hold: 60s}", "hold: 60s, audience: hub}")),
    ("a question asked every second day", replaced("carer_question_every: 24h", "carer_question_every: 48h")),
    ("an urgent alarm kept on the hub", replaced(
        "  P1:\n    steps:\n      - {after: 0s, roles: [primary]}", "  P1:\n    steps:\n      - {after: 0s, roles: []}")),
    ("an urgent alarm for the keepers of the hub", replaced(
        "  P2:\n    steps:\n      - {after: 0s, roles: [primary]}", "  P2:\n    steps:\n      - {after: 0s, roles: [operations]}")),
    ("an urgent alarm that does not climb to the end", replaced("      - {after: 10m, roles: [escalation]}\n", "")),
    ("an urgent alarm that climbs too late", replaced("{after: 10m, roles: [escalation]}", "{after: 16m, roles: [escalation]}")),
    ("a first step that waits", replaced("- {after: 0s, roles: [primary]}", "- {after: 5s, roles: [primary]}")),
    ("steps out of order", replaced("{after: 5m, roles: [in-charge]}", "{after: 1m, roles: [in-charge]}")),
    ("five steps", replaced(
        "      - {after: 2m, roles: [second]}\n", "      - {after: 2m, roles: [second]}\n      - {after: 3m, roles: [second]}\n")),
    ("no steps", replaced(
        "    steps:\n      - {after: 0s, roles: []}\n      - {after: 10m, roles: []}\n      - {after: 20m, roles: [primary]}\n",
        "    steps: []\n")),
    ("equipment that nobody ever hears of", replaced("{after: 20m, roles: [primary]}", "{after: 20m, roles: []}")),
    ("a hub that nobody ever hears of", replaced(
        "      - {after: 0s, roles: [operations]}\n      - {after: 5m, roles: [primary]}\n      - {after: 15m, roles: [in-charge]}\n",
        "      - {after: 0s, roles: []}\n")),
    ("a concern without the independent reviewer", replaced("roles: [primary, reviewer]", "roles: [primary]")),
    ("a role nobody knows", replaced("roles: [second]", "roles: [secnd]")),
    ("a role twice on a step", replaced("roles: [second]", "roles: [second, second]")),
    ("a ladder nobody knows", replaced("  P4:\n    steps:", "  P5:\n    steps:")),
    ("a reminder without a pause", replaced("remind_every: 2m", "remind_every: 0s")),
    ("an end of the ladder that is silent", replaced("then_every: 5m", "then_every: never")),
    ("an acknowledgement that lasts for ever", replaced("acknowledgement_lasts: 15m", "acknowledgement_lasts: 30d")),
    ("an onset longer than the window", replaced("mild: {priority: P3, onset: 120s", "mild: {priority: P3, onset: 3h")),
]
