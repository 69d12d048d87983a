// Task T on NDJSON in Node: the file read in pieces, JSON.parse a line, the rules of ../oracle.py in plain objects.
//
//     node loop.mjs FOLDER OUT
import fs from "node:fs";

const [folder, out] = process.argv.slice(2);
const told = JSON.parse(fs.readFileSync(`${folder}/bands.json`, "utf8"));
const [QUIET, PENDING, STANDING, CLEARING] = [0, 1, 2, 3];
const table = (bands) => {
  const scores = new Uint8Array(512).fill(4);
  for (const [low, high, points] of bands) scores.fill(points, low, high + 1);
  return scores;
};
const spo2Scores = table(told.spo2);
const bands = told.bands.map((band) => [band.from_months, table(band.hr)]);
const lines = [];
const emit = (t, name, channel, action, score) => lines.push([t, name, channel, action, score]);

class Channel {
  constructor(name) { this.name = name; this.state = QUIET; this.since = 0; this.last = -1e15; }
  sample(t, score, patient) {
    const broken = t - this.last > told.contiguous_ms;
    this.last = t;
    switch (this.state) {
      case QUIET:
        if (score >= told.raise_at) { this.state = PENDING; this.since = t; }
        break;
      case PENDING:
        if (score < told.raise_at) this.state = QUIET;
        else if (broken) this.since = t;
        else if (t - this.since >= told.dwell_ms) { this.state = STANDING; emit(t, patient, this.name, "RAISE", score); }
        break;
      case STANDING:
        if (score === 0) { this.state = CLEARING; this.since = t; }
        break;
      default:
        if (score !== 0) this.state = STANDING;
        else if (broken) this.since = t;
        else if (t - this.since >= told.clear_ms) { this.state = QUIET; emit(t, patient, this.name, "CLEAR", score); }
    }
  }
}

const patients = new Map();
for (const line of fs.readFileSync(`${folder}/patients.csv`, "utf8").trim().split("\n").slice(1)) {
  const [name, months] = line.split(",");
  const scores = bands.filter(([from]) => from <= Number(months)).at(-1)[1];
  patients.set(name, { name, scores, seen: 0, silent: false, spo2: new Channel("SPO2"), hr: new Channel("HR") });
}
const heard = new Map();    // longest unheard first: a Map keeps the order of insertion

const take = (row) => {
  const t = row.t_ms;
  for (const patient of heard.values()) {
    if (t - patient.seen < told.gap_ms) break;
    heard.delete(patient.name);
    patient.silent = true;
    emit(patient.seen + told.gap_ms, patient.name, "GAP", "RAISE", 0);
  }
  const patient = patients.get(row.patient_id);
  if (patient.silent) { patient.silent = false; emit(t, patient.name, "GAP", "CLEAR", 0); }
  patient.seen = t;
  heard.delete(patient.name);
  heard.set(patient.name, patient);
  if (row.spo2 !== null) patient.spo2.sample(t, spo2Scores[row.spo2], patient.name);
  if (row.hr !== null) patient.hr.sample(t, patient.scores[row.hr], patient.name);
};

const file = fs.openSync(`${folder}/W.ndjson`);
const piece = Buffer.alloc(1 << 20);
let rest = "";
for (let count; (count = fs.readSync(file, piece)) > 0;) {
  // W is ASCII, so no character is cut.
  const text = rest + piece.latin1Slice(0, count);
  let start = 0;
  for (let end; (end = text.indexOf("\n", start)) >= 0; start = end + 1) take(JSON.parse(text.slice(start, end)));
  rest = text.slice(start);
}
lines.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : a[3] < b[3] ? -1 : 1));
fs.writeFileSync(out, lines.map((line) => line.join(",") + "\n").join(""));
