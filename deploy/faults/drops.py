"""Files to be dropped, made from chance, and what the journal must hold of each when all is over."""

import dataclasses
import datetime
import json

from ward import SPEED, london_free, utc_now

CHILD, OTHER_CHILD, STRANGER = "adm-c021", "adm-7f3a", "adm-nobody"


@dataclasses.dataclass
class Drop:
    """One dropped file, and the account of it that must come out."""

    name: str
    kind: str
    rows: int           # rows the journal holds of it, refused ones too
    outcome: str        # accepted or refused
    sha256: str = ""
    note: str = ""      # of a concern


class Basket:
    """Makes files; no two have the same content unless that is asked for."""

    def __init__(self, chance):
        self.chance = chance
        self.count = 0
        self.last_content = None

    def next(self, seconds_alive):
        """(what must come out, the bytes). `seconds_alive` is how long the daemon has run: its clock runs ahead."""
        self.count += 1
        night = utc_now() + datetime.timedelta(seconds=seconds_alive * (SPEED - 1))
        kind = self.chance.choices(
            ["temperatures", "export", "lines", "strangers", "misfit", "again", "worry"], [45, 20, 10, 8, 7, 5, 15])[0]
        if kind == "again" and self.last_content is None:
            kind = "temperatures"
        return getattr(self, f"_{kind}")(night)

    def _temperatures(self, night):
        """Two temperatures of now; every other file prompts to think of sepsis, the next takes it back."""
        celsius = 38.0 + self.chance.random() if self.count % 2 else 36.5 + self.chance.random() / 2
        rows = [f"{london_free(night - datetime.timedelta(seconds=age))},{CHILD},{celsius + age / 1000:.3f}"
                for age in (60, 20)]
        return self._file("temperatures", "csv", ["measured_at,child,temp", *rows], 2, "accepted")

    def _export(self, night):
        """3,000 rows of the last hours: some of nobody, some implausible, some not readable at all, and a dip now and then.

        Only those of the last ten minutes may alarm, and two exports often name the same seconds.
        """
        rows = []
        for number in range(3000):
            at = london_free(night - datetime.timedelta(seconds=4 * (3000 - number)))
            child = STRANGER if number % 97 == 0 else OTHER_CHILD if number % 2 else CHILD
            pulse = "fast" if number % 101 == 0 else 999 if number % 103 == 0 else self.chance.randint(85, 105)
            oxygen = 94 if number % 51 == 0 else self.chance.randint(96, 99)
            rows.append(f"{at},{child},{pulse},{oxygen}")
        return self._file("export", "csv", ["measured_at,child,hr,spo2", *rows], 3000, "accepted")

    def _lines(self, night):
        rows = [json.dumps({"measured_at": london_free(night - datetime.timedelta(seconds=number)), "child": CHILD,
                            "rr": self.chance.randint(18, 28)}) for number in range(500)]
        return self._file("lines", "ndjson", rows, 500, "accepted")

    def _strangers(self, night):
        """Not one row of it can be used: nobody knows the child."""
        rows = [f"{london_free(night)},{STRANGER},{37 + self.chance.random():.4f}" for _ in range(40)]
        return self._file("strangers", "csv", ["measured_at,child,temp", *rows], 40, "refused")

    def _misfit(self, night):
        return self._file(
            "misfit", "csv", ["measured_at,child,tmep", f"{london_free(night)},{CHILD},{self.chance.random()}"], 0,
            "refused")

    def _again(self, _):
        """The content of an earlier file under a new name: nothing of it is applied."""
        return Drop(f"again-{self.count:04}.csv", "again", 0, "accepted"), self.last_content

    def _worry(self, _):
        """A concern as a file, as it comes from a tablet without the control socket."""
        note = f"dropped worry {self.count}"
        command = {"command": "concern", "by": {"name": "mother", "role": "parent"}, "child": CHILD, "note": note}
        drop = Drop(f"worry-{self.count:04}.command.json", "worry", 0, "accepted", note=note)
        return drop, json.dumps(command).encode() + b"\n"

    def _file(self, kind, ending, lines, rows, outcome):
        content = ("\n".join(lines) + "\n").encode()
        if kind == "temperatures":
            self.last_content = content
        return Drop(f"{kind}-{self.count:04}.{ending}", kind, rows, outcome), content
