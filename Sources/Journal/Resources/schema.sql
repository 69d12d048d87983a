CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
CREATE TABLE hub (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  last_hub_seq INTEGER NOT NULL
) STRICT;
CREATE TABLE runs (
  run INTEGER PRIMARY KEY,
  boot_id TEXT NOT NULL,
  started_wall_us INTEGER NOT NULL, started_mono_us INTEGER NOT NULL,
  stopped_wall_us INTEGER,
  build TEXT NOT NULL, config_hash TEXT NOT NULL, rules_hash TEXT NOT NULL, chart_hash TEXT NOT NULL
) STRICT;
CREATE TABLE admissions (
  admission INTEGER PRIMARY KEY,
  admission_id TEXT NOT NULL UNIQUE,
  last_timely_wall_us INTEGER
, last_run INTEGER, last_timely_mono_us INTEGER) STRICT;
CREATE TABLE sources (
  source INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE documents (
  number INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL, folder TEXT NOT NULL,
  claimed_wall_us INTEGER NOT NULL,
  state TEXT NOT NULL,
  rows_applied INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0, retrospective INTEGER NOT NULL DEFAULT 0,
  valueless INTEGER NOT NULL DEFAULT 0, unassigned INTEGER NOT NULL DEFAULT 0,
  implausible INTEGER NOT NULL DEFAULT 0, unreadable INTEGER NOT NULL DEFAULT 0,
  reasons TEXT NOT NULL DEFAULT '{}',
  finished_wall_us INTEGER
) STRICT;
CREATE TABLE readings (
  reading INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  source INTEGER NOT NULL,
  admission INTEGER,
  arrived_wall_us INTEGER NOT NULL, arrived_mono_us INTEGER NOT NULL,
  measured_wall_us INTEGER,
  spo2 REAL, hr REAL, rr REAL, temp REAL,
  quality INTEGER NOT NULL, signal INTEGER NOT NULL,
  disposition INTEGER NOT NULL, implausible INTEGER NOT NULL,
  document INTEGER REFERENCES documents, document_row INTEGER
, oxygen TEXT) STRICT;
CREATE TABLE scores (
  score INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  admission INTEGER NOT NULL REFERENCES admissions,
  at_wall_us INTEGER NOT NULL, at_mono_us INTEGER NOT NULL,
  partial_sum INTEGER NOT NULL, minimum_total INTEGER NOT NULL, maximum_total INTEGER NOT NULL,
  snapshot TEXT NOT NULL
) STRICT;
CREATE TABLE transitions (
  seq INTEGER PRIMARY KEY,
  alert_id TEXT NOT NULL UNIQUE,
  run INTEGER NOT NULL REFERENCES runs,
  episode_id TEXT NOT NULL, episode_seq INTEGER NOT NULL, dedup_key TEXT NOT NULL,
  admission_id TEXT, source_name TEXT,
  condition TEXT NOT NULL, event TEXT NOT NULL, state TEXT NOT NULL,
  priority INTEGER NOT NULL, audience TEXT NOT NULL,
  at_wall_us INTEGER NOT NULL, at_mono_us INTEGER NOT NULL,
  hub_seq INTEGER UNIQUE,
  line TEXT NOT NULL, fold_state TEXT NOT NULL
, level INTEGER NOT NULL DEFAULT 0, roles INTEGER NOT NULL DEFAULT 0, suppressed_by INTEGER NOT NULL DEFAULT 0, latched INTEGER NOT NULL DEFAULT 0, acked_until_wall_us INTEGER, command_number INTEGER) STRICT;
CREATE INDEX transitions_by_episode ON transitions (episode_id, episode_seq, state);
CREATE INDEX transitions_by_time ON transitions (at_wall_us);
CREATE TABLE outbox (
  hub_seq INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  alert_id TEXT NOT NULL REFERENCES transitions (alert_id),
  episode_id TEXT NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempt_count INTEGER NOT NULL DEFAULT 0,
  first_attempt_wall_us INTEGER,
  due_wall_us INTEGER NOT NULL,
  accepted_wall_us INTEGER, admission_id TEXT, paced INTEGER NOT NULL DEFAULT 0, carried_by INTEGER, is_lead INTEGER NOT NULL DEFAULT 0, lead_urgency INTEGER NOT NULL DEFAULT 0, lead_paced INTEGER NOT NULL DEFAULT 0, since_wall_us INTEGER, left_wall_us INTEGER, left_reason TEXT, left_command INTEGER, fallback_of TEXT, fallback_due_us INTEGER,
  PRIMARY KEY (hub_seq, endpoint)
) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries (
  delivery INTEGER PRIMARY KEY,
  hub_seq INTEGER NOT NULL, endpoint TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  started_wall_us INTEGER NOT NULL, duration_us INTEGER NOT NULL,
  stage TEXT NOT NULL, curl_code INTEGER NOT NULL, http_status INTEGER,
  answer TEXT NOT NULL,
  accepted INTEGER NOT NULL,
  FOREIGN KEY (hub_seq, endpoint) REFERENCES outbox
) STRICT;
CREATE INDEX deliveries_by_time ON deliveries (started_wall_us);
CREATE TRIGGER deliveries_are_kept BEFORE UPDATE ON deliveries
  BEGIN SELECT RAISE(ABORT, 'attempts are appended, never changed'); END;
CREATE TABLE counters (
  run INTEGER NOT NULL REFERENCES runs,
  source_name TEXT NOT NULL,
  name TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (run, source_name, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE events (
  event INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  at_wall_us INTEGER NOT NULL, at_mono_us INTEGER NOT NULL,
  kind TEXT NOT NULL, source_name TEXT, text TEXT NOT NULL
) STRICT;
CREATE TABLE commands (
  number INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  run_number INTEGER NOT NULL,
  at_wall_us INTEGER NOT NULL, at_mono_us INTEGER NOT NULL,
  kind TEXT NOT NULL,
  admission_id TEXT, source_name TEXT, episode_id TEXT,
  by_name TEXT NOT NULL, by_role TEXT NOT NULL,
  line TEXT NOT NULL,
  outcome TEXT, outcome_wall_us INTEGER,
  origin TEXT NOT NULL
) STRICT;
CREATE INDEX commands_by_run_number ON commands (run_number);
CREATE INDEX commands_by_child ON commands (admission_id, at_wall_us);
CREATE INDEX commands_by_episode ON commands (episode_id) WHERE episode_id IS NOT NULL;
CREATE INDEX commands_without_outcome ON commands (number) WHERE outcome IS NULL;
CREATE TRIGGER commands_are_kept BEFORE UPDATE OF number, run, run_number, at_wall_us, at_mono_us, kind,
  admission_id, source_name, episode_id, by_name, by_role, line, origin ON commands
  BEGIN SELECT RAISE(ABORT, 'a command is never changed'); END;
CREATE TRIGGER outcomes_are_kept BEFORE UPDATE OF outcome, outcome_wall_us ON commands
  WHEN OLD.outcome IS NOT NULL BEGIN SELECT RAISE(ABORT, 'an outcome is never changed'); END;
CREATE TABLE observations (
  number INTEGER PRIMARY KEY REFERENCES commands,
  admission_id TEXT NOT NULL,
  measured_wall_us INTEGER NOT NULL, entered_wall_us INTEGER NOT NULL,
  by_name TEXT NOT NULL, by_role TEXT NOT NULL,
  form TEXT NOT NULL,
  corrects INTEGER REFERENCES observations, reason TEXT
) STRICT;
CREATE INDEX observations_by_child ON observations (admission_id, measured_wall_us);
CREATE INDEX observations_correcting ON observations (corrects) WHERE corrects IS NOT NULL;
CREATE TRIGGER observations_are_kept BEFORE UPDATE ON observations
  BEGIN SELECT RAISE(ABORT, 'an observation is corrected by another, never changed'); END;
CREATE TABLE notices (
  notice INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  admission_id TEXT NOT NULL,
  at_wall_us INTEGER NOT NULL, at_mono_us INTEGER NOT NULL,
  word TEXT NOT NULL, kind TEXT NOT NULL,
  command_number INTEGER,
  UNIQUE (admission_id, at_wall_us, kind)
) STRICT;
CREATE INDEX notices_by_word ON notices (admission_id, word, at_wall_us);
CREATE TABLE coverage (
  admission INTEGER NOT NULL, hour INTEGER NOT NULL,
  valid_seconds INTEGER NOT NULL, last_second INTEGER NOT NULL,
  PRIMARY KEY (admission, hour)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER transitions_are_kept BEFORE UPDATE ON transitions
  BEGIN SELECT RAISE(ABORT, 'the alert log is never changed'); END;
CREATE INDEX transitions_by_key ON transitions (dedup_key, seq);
CREATE INDEX transitions_latched ON transitions (state, dedup_key) WHERE latched = 1;
CREATE INDEX transitions_by_child ON transitions (admission_id, at_wall_us);
CREATE INDEX scores_by_child ON scores (admission, score);
CREATE INDEX outbox_queued ON outbox (endpoint, episode_id, hub_seq) WHERE state = 'queued';
CREATE INDEX outbox_of_a_child ON outbox (endpoint, admission_id, hub_seq) WHERE state = 'queued';
CREATE INDEX outbox_carried ON outbox (endpoint, carried_by) WHERE carried_by IS NOT NULL;
CREATE INDEX outbox_leads ON outbox (is_lead, lead_urgency DESC, hub_seq, endpoint, due_wall_us, lead_paced,
  admission_id, attempt_count) WHERE is_lead = 1;
CREATE INDEX outbox_of_an_alert ON outbox (alert_id);
CREATE INDEX deliveries_of_an_item ON deliveries (hub_seq, endpoint);
CREATE INDEX readings_with_oxygen ON readings (admission, arrived_wall_us) WHERE oxygen IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (endpoint, hub_seq) WHERE state = 'dead';
CREATE TABLE proofs (
  hub_seq INTEGER NOT NULL, endpoint TEXT NOT NULL,
  level TEXT NOT NULL,
  at_wall_us INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (hub_seq, endpoint, level),
  FOREIGN KEY (hub_seq, endpoint) REFERENCES outbox ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TRIGGER proofs_are_kept BEFORE UPDATE ON proofs
  BEGIN SELECT RAISE(ABORT, 'a proof is never changed'); END;
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  run INTEGER NOT NULL, boot_id TEXT NOT NULL,
  at_mono_us INTEGER NOT NULL, at_wall_us INTEGER NOT NULL,
  kind TEXT NOT NULL, subject INTEGER, what TEXT NOT NULL,
  digest BLOB NOT NULL, salt BLOB, hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_by_subject ON audit (kind, subject) WHERE salt IS NOT NULL;
CREATE TRIGGER audit_is_kept BEFORE UPDATE OF seq, run, boot_id, at_mono_us, at_wall_us, kind, subject, what,
  digest, hash ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_salt_only_goes BEFORE UPDATE OF salt ON audit WHEN NEW.salt IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a salt is only taken away'); END;
CREATE TRIGGER audit_is_whole BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is never cut'); END;
CREATE TABLE erasures (
  erasure INTEGER PRIMARY KEY,
  admission_sha256 TEXT NOT NULL,
  at_wall_us INTEGER NOT NULL,
  by_name TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE INDEX scores_by_time ON scores (at_wall_us);
CREATE INDEX transitions_by_command ON transitions (command_number) WHERE command_number IS NOT NULL;
CREATE INDEX outbox_fallbacks ON outbox (fallback_due_us) WHERE fallback_due_us IS NOT NULL;
CREATE TABLE standings (
  endpoint TEXT PRIMARY KEY,
  standing TEXT NOT NULL,
  since_wall_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE taken_documents (
  taken INTEGER PRIMARY KEY,
  endpoint TEXT NOT NULL,
  document_id TEXT NOT NULL,
  UNIQUE (endpoint, document_id)
) STRICT;
CREATE TABLE acknowledgement_lists (
  endpoint TEXT PRIMARY KEY,
  cursor TEXT NOT NULL DEFAULT '',
  moved_wall_us INTEGER,
  failing_since_wall_us INTEGER,
  failure TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX transitions_of_tests ON transitions (seq) WHERE condition = 'system.test' AND event = 'fired';
CREATE TABLE differing_days (
  endpoint TEXT NOT NULL,
  day INTEGER NOT NULL,
  difference INTEGER NOT NULL,
  PRIMARY KEY (endpoint, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE reading_spans (
  minute INTEGER NOT NULL, first_reading INTEGER NOT NULL, last_reading INTEGER NOT NULL,
  PRIMARY KEY (minute, first_reading)
) STRICT, WITHOUT ROWID;
INSERT INTO "grdb_migrations" VALUES ('1 first tables');
INSERT INTO "grdb_migrations" VALUES ('2 the life of an alert');
INSERT INTO "grdb_migrations" VALUES ('3 oxygen of rows');
INSERT INTO "grdb_migrations" VALUES ('4 no names of files');
INSERT INTO "grdb_migrations" VALUES ('5 dead letters');
INSERT INTO "grdb_migrations" VALUES ('6 the audit log');
INSERT INTO "grdb_migrations" VALUES ('7 fallbacks and standings');
INSERT INTO "grdb_migrations" VALUES ('8 acknowledgements');
INSERT INTO "grdb_migrations" VALUES ('9 daily tests and differing days');
INSERT INTO "grdb_migrations" VALUES ('10 readings by the boot clock');
INSERT INTO "grdb_migrations" VALUES ('11 spans of readings');
INSERT INTO "hub" VALUES (1, 0);
PRAGMA application_id = 1936750436;
