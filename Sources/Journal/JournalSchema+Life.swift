extension JournalSchema {
    /// Commands, observations, notices, coverage; what an episode's life adds to the alert log; the outbox by child.
    ///
    /// Transitions of before get the members that have come since, so that an open episode lives on: level 0 of the ladder
    /// of its priority, counted from its firing, the next step overdue (somebody is told again after the upgrade), taken by
    /// nobody. What waited in the outbox goes out by itself, as it may have been sent already.
    static let lifeOfAnAlert = """
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
        INSERT INTO coverage
          SELECT admission, second / 3600, count(DISTINCT second), max(second) FROM (
            SELECT admission, min(coalesce(measured_wall_us, arrived_wall_us), arrived_wall_us) / 1000000 AS second
            FROM readings WHERE admission IS NOT NULL AND disposition = 0
              AND arrived_wall_us >= (SELECT max(arrived_wall_us) FROM readings) - 93600000000
              AND (spo2 IS NOT NULL AND implausible & 1 = 0 OR hr IS NOT NULL AND implausible & 2 = 0
                OR rr IS NOT NULL AND implausible & 4 = 0 OR temp IS NOT NULL AND implausible & 8 = 0))
          GROUP BY 1, 2;

        ALTER TABLE admissions ADD COLUMN last_run INTEGER;
        UPDATE admissions SET last_run = (SELECT max(run) FROM runs);

        DROP TRIGGER transitions_are_kept;
        ALTER TABLE transitions ADD COLUMN level INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE transitions ADD COLUMN roles INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE transitions ADD COLUMN suppressed_by INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE transitions ADD COLUMN latched INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE transitions ADD COLUMN acked_until_wall_us INTEGER;
        ALTER TABLE transitions ADD COLUMN command_number INTEGER;
        UPDATE transitions SET roles = (audience = 'team'), fold_state = json_set(fold_state,
          '$.roles', (audience = 'team'),
          '$.ladder', CASE WHEN condition LIKE 'system.%' THEN 5 ELSE 4 - priority END,
          '$.level', 0,
          '$.ladderStartedAt', json(json_extract(fold_state, '$.firedAt')),
          '$.wasAcknowledged', json('false'), '$.isLatched', json('false'), '$.isTest', json('false'),
          '$.suppressedBy', 0,
          '$.peakPriority', (SELECT max(before.priority) FROM transitions before
            WHERE before.episode_id = transitions.episode_id AND before.episode_seq <= transitions.episode_seq));
        UPDATE transitions SET fold_state = json_set(fold_state,
          '$.nextStepAt', json(json_extract(fold_state, '$.firedAt'))) WHERE state <> 'resolved';
        UPDATE transitions SET fold_state = json_set(fold_state,
          '$.score.respiratoryDistress', json('{"age":[0,0],"score":{"missing":{}}}'),
          '$.score.oxygen', json('{"age":[0,0],"score":{"missing":{}}}'),
          '$.score.systolicBloodPressure', json('{"age":[0,0],"score":{"missing":{}}}'),
          '$.score.capillaryRefill', json('{"age":[0,0],"score":{"missing":{}}}'))
          WHERE json_type(fold_state, '$.score') = 'object';
        CREATE TRIGGER transitions_are_kept BEFORE UPDATE ON transitions
          BEGIN SELECT RAISE(ABORT, 'the alert log is never changed'); END;
        CREATE INDEX transitions_by_key ON transitions (dedup_key, seq);
        CREATE INDEX transitions_latched ON transitions (state, dedup_key) WHERE latched = 1;
        CREATE INDEX transitions_by_child ON transitions (admission_id, at_wall_us);

        UPDATE scores SET snapshot = json_set(snapshot,
          '$.respiratoryDistress', json('{"age":[0,0],"score":{"missing":{}}}'),
          '$.oxygen', json('{"age":[0,0],"score":{"missing":{}}}'),
          '$.systolicBloodPressure', json('{"age":[0,0],"score":{"missing":{}}}'),
          '$.capillaryRefill', json('{"age":[0,0],"score":{"missing":{}}}'));
        CREATE INDEX scores_by_child ON scores (admission, score);

        ALTER TABLE outbox ADD COLUMN admission_id TEXT;
        ALTER TABLE outbox ADD COLUMN paced INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN carried_by INTEGER;
        ALTER TABLE outbox ADD COLUMN is_lead INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN lead_urgency INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN lead_paced INTEGER NOT NULL DEFAULT 0;
        UPDATE outbox SET
          admission_id = (SELECT t.admission_id FROM transitions t WHERE t.alert_id = outbox.alert_id)
          WHERE state = 'queued';
        UPDATE outbox SET paced = (priority < 4 AND admission_id IS NOT NULL) WHERE state = 'queued';
        UPDATE outbox SET is_lead = 1, carried_by = hub_seq,
          lead_urgency = (SELECT max(w.priority) FROM outbox w
            WHERE w.state = 'queued' AND w.endpoint = outbox.endpoint AND w.episode_id = outbox.episode_id),
          lead_paced = (SELECT min(w.paced) FROM outbox w
            WHERE w.state = 'queued' AND w.endpoint = outbox.endpoint AND w.episode_id = outbox.episode_id)
          WHERE state = 'queued' AND hub_seq = (SELECT min(w.hub_seq) FROM outbox w
            WHERE w.state = 'queued' AND w.endpoint = outbox.endpoint AND w.episode_id = outbox.episode_id);
        DROP INDEX outbox_queued;
        CREATE INDEX outbox_queued ON outbox (endpoint, episode_id, hub_seq) WHERE state = 'queued';
        CREATE INDEX outbox_of_a_child ON outbox (endpoint, admission_id, hub_seq) WHERE state = 'queued';
        CREATE INDEX outbox_carried ON outbox (endpoint, carried_by) WHERE carried_by IS NOT NULL;
        CREATE INDEX outbox_leads ON outbox (is_lead, lead_urgency DESC, hub_seq, endpoint, due_wall_us, lead_paced,
          admission_id, attempt_count) WHERE is_lead = 1;
        CREATE INDEX outbox_of_an_alert ON outbox (alert_id);
        CREATE INDEX deliveries_of_an_item ON deliveries (hub_seq, endpoint);
        """
}
