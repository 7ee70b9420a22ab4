-- SPDX-License-Identifier: Apache-2.0
-- Models that suggest, what they learn from and what became of what they suggested.

-- name: model_insert
INSERT INTO model (target, version, state, blob, bytes, decisions, held_back, cut_id, labels,
    macro_f1, correct, top3, sure, sure_correct, guess, before_version, before_correct, how,
    officer_id, made_at, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21);

-- name: model_list
SELECT target, version, state, blob, bytes, decisions, held_back, cut_id, labels, macro_f1,
    correct, top3, sure, sure_correct, guess, before_version, before_correct, how, officer_id,
    made_at
FROM model WHERE jid = $1 AND target = $2 AND version < $3 ORDER BY version DESC LIMIT $4;

-- name: model_in_use
SELECT target, version, state, blob, bytes, decisions, held_back, cut_id, labels, macro_f1,
    correct, top3, sure, sure_correct, guess, before_version, before_correct, how, officer_id,
    made_at
FROM model WHERE jid = $1 AND target = $2 AND state = 'in_use' ORDER BY version DESC LIMIT 1;

-- name: model_newest
SELECT MAX(version) AS version FROM model WHERE jid = $1 AND target = $2;

-- name: model_set_state
UPDATE model SET state = $4 WHERE jid = $1 AND target = $2 AND version = $3;

-- Files that nobody goes back to: all but the newest few.
-- name: model_old
SELECT target, version, state, blob, bytes, decisions, held_back, cut_id, labels, macro_f1,
    correct, top3, sure, sure_correct, guess, before_version, before_correct, how, officer_id,
    made_at
FROM model WHERE jid = $1 AND target = $2 AND version <= $3 AND state <> 'in_use' AND blob <> ''
ORDER BY version LIMIT 100;

-- name: model_forget
UPDATE model SET blob = '', bytes = 0 WHERE jid = $1 AND target = $2 AND version = $3;

-- name: all_model_uses
SELECT COUNT(*) AS n FROM model WHERE blob = $1 AND blob <> '';

-- name: model_rule
SELECT target, enabled, least_decisions, least_correct, least_confidence, officer_id, changed_at
FROM model_rule WHERE jid = $1 AND target = $2;

-- name: model_rule_put
INSERT INTO model_rule (target, enabled, least_decisions, least_correct, least_confidence,
    officer_id, changed_at, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (jid, target) DO UPDATE SET enabled = excluded.enabled,
    least_decisions = excluded.least_decisions, least_correct = excluded.least_correct,
    least_confidence = excluded.least_confidence, officer_id = excluded.officer_id,
    changed_at = excluded.changed_at;

-- name: model_night_take
INSERT INTO model_night (jid, day, node, begun_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (jid, day) DO UPDATE SET node = excluded.node, begun_at = excluded.begun_at
WHERE model_night.ended_at = 0 AND model_night.begun_at < $5;

-- name: model_night_end
UPDATE model_night SET ended_at = $3 WHERE jid = $1 AND day = $2;

-- What has been decided about demands, the newest first. Confidential ones are not learnt from, and
-- of what was erased there is nothing.
-- name: model_decided_class
SELECT d.id AS id, d.class AS label, d.title AS title, x.body AS words
FROM demand d JOIN event_text x ON x.jid = d.jid AND x.subject_kind = 'demand'
    AND x.subject_id = d.id AND x.seq = 1 AND x.name = 'words'
WHERE d.jid = $1 AND d.id < $2 AND d.valid = 'yes' AND d.class <> ''
    AND d.privacy <> 'confidential'
ORDER BY d.id DESC LIMIT $3;

-- name: model_decided_level
SELECT d.id AS id, m.lvl AS label, d.title AS title, x.body AS words
FROM demand d JOIN link l ON l.jid = d.jid AND l.demand_id = d.id
    JOIN matter m ON m.jid = l.jid AND m.id = l.matter_id
    JOIN event_text x ON x.jid = d.jid AND x.subject_kind = 'demand'
    AND x.subject_id = d.id AND x.seq = 1 AND x.name = 'words'
WHERE d.jid = $1 AND d.id < $2 AND d.privacy <> 'confidential' AND m.confidential = 0
    AND m.lvl <> '' AND m.dispatched_at > 0 AND l.state NOT IN ('withdrawn', 'void')
ORDER BY d.id DESC LIMIT $3;

-- name: model_decided_lead
SELECT d.id AS id, CAST(m.lead_unit AS TEXT) AS label, d.title AS title, x.body AS words
FROM demand d JOIN link l ON l.jid = d.jid AND l.demand_id = d.id
    JOIN matter m ON m.jid = l.jid AND m.id = l.matter_id
    JOIN event_text x ON x.jid = d.jid AND x.subject_kind = 'demand'
    AND x.subject_id = d.id AND x.seq = 1 AND x.name = 'words'
WHERE d.jid = $1 AND d.id < $2 AND d.privacy <> 'confidential' AND m.confidential = 0
    AND m.lead_unit <> 0 AND m.dispatched_at > 0 AND l.state NOT IN ('withdrawn', 'void')
ORDER BY d.id DESC LIMIT $3;

-- name: suggestion_use_insert
INSERT INTO suggestion_use (id, target, version, subject_kind, subject_id, suggested, confidence,
    chosen, outcome, at, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: suggestion_use_counts
SELECT target, version, outcome, COUNT(*) AS n FROM suggestion_use
WHERE jid = $1 AND at >= $2 AND at < $3
GROUP BY target, version, outcome ORDER BY target, version, outcome;

-- What was chosen in place of what was suggested, the most frequent first.
-- name: suggestion_use_others
SELECT target, suggested, chosen, COUNT(*) AS n FROM suggestion_use
WHERE jid = $1 AND at >= $2 AND at < $3 AND outcome <> 'followed' AND outcome <> 'unsure'
GROUP BY target, suggested, chosen ORDER BY n DESC, target, suggested, chosen LIMIT 50;
