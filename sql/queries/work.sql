-- SPDX-License-Identifier: Apache-2.0
-- What a unit of work keeps beside its subjects.

-- name: part_put
INSERT INTO part (jid, subject_kind, subject_id, officer_id, did, first_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (jid, subject_kind, subject_id, officer_id, did) DO NOTHING;

-- name: part_has
SELECT COUNT(*) AS n FROM part
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND officer_id = $4 AND did = $5;

-- name: part_any
SELECT COUNT(*) AS n FROM part
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND officer_id = $4;

-- name: duty_by_subject
SELECT jid, unit_id, subject_kind, subject_id, part, open, state, lvl, class, place_id, officer_id,
    num, title, due_at, born_at, changed_at, urgent, rounds, track
FROM duty WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY unit_id;

-- name: duty_page
SELECT subject_kind, subject_id FROM duty
WHERE jid = $1 AND unit_id = $2 AND (subject_kind, subject_id) > ($3, $4)
ORDER BY subject_kind, subject_id LIMIT $5;

-- name: duty_put
INSERT INTO duty (jid, unit_id, subject_kind, subject_id, part, open, state, lvl, class, place_id,
    officer_id, num, title, due_at, born_at, changed_at, urgent, rounds, track)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
ON CONFLICT (jid, unit_id, subject_kind, subject_id) DO UPDATE SET
    part = excluded.part, open = excluded.open, state = excluded.state, lvl = excluded.lvl,
    class = excluded.class, place_id = excluded.place_id, officer_id = excluded.officer_id,
    num = excluded.num, title = excluded.title, due_at = excluded.due_at, born_at = excluded.born_at,
    changed_at = excluded.changed_at, urgent = excluded.urgent, rounds = excluded.rounds,
    track = excluded.track;

-- What mostly changes in a row, alone: an index without a changed column is left as it is.
-- name: duty_set_state
UPDATE duty SET state = $5, changed_at = $6
WHERE jid = $1 AND unit_id = $2 AND subject_kind = $3 AND subject_id = $4;

-- name: duty_set_due
UPDATE duty SET state = $5, changed_at = $6, due_at = $7
WHERE jid = $1 AND unit_id = $2 AND subject_kind = $3 AND subject_id = $4;

-- name: duty_set_part
UPDATE duty SET state = $5, changed_at = $6, due_at = $7, part = $8
WHERE jid = $1 AND unit_id = $2 AND subject_kind = $3 AND subject_id = $4;

-- name: duty_drop
DELETE FROM duty WHERE jid = $1 AND unit_id = $2 AND subject_kind = $3 AND subject_id = $4;

-- name: rollup_add
INSERT INTO rollup (jid, name, k1, k2, slot, n) VALUES ($1, $2, $3, $4, 0, $5)
ON CONFLICT (jid, name, k1, k2, slot) DO UPDATE SET n = rollup.n + excluded.n;

-- name: rollup_read
SELECT k1, k2, SUM(n) AS n FROM rollup WHERE jid = $1 AND name = $2
GROUP BY k1, k2 ORDER BY k1, k2;

-- name: rollup_of
SELECT k2, SUM(n) AS n FROM rollup WHERE jid = $1 AND name = $2 AND k1 = $3
GROUP BY k2 ORDER BY k2;

-- name: span_close
UPDATE span SET to_at = $5
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND dim = $4 AND to_at = 0;

-- name: span_open
INSERT INTO span (jid, subject_kind, subject_id, dim, from_at, seq, value)
VALUES ($1, $2, $3, $4, $5, $6, $7);
