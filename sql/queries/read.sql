-- SPDX-License-Identifier: Apache-2.0
-- What dossiers and lists read.

-- name: event_timeline
SELECT e.jid, e.subject_kind, e.subject_id, e.seq, e.actor_id, e.role, e.unit_id, e.action,
    e.from_state, e.to_state, e.occurred_at, e.recorded_at, e.data, e.prev_hash, e.hash,
    COALESCE(o.name, '') AS actor_name
FROM event AS e LEFT JOIN officer AS o ON o.id = e.actor_id
WHERE e.jid = $1 AND e.subject_kind = $2 AND e.subject_id = $3 ORDER BY e.seq;

-- name: officer_name
SELECT name FROM officer WHERE id = $1;

-- name: officers_of_unit
SELECT DISTINCT o.id AS id, o.name AS name FROM officer AS o
JOIN officer_role AS r ON r.officer_id = o.id
WHERE r.unit_id = $1 AND o.disabled_at = 0 AND (r.valid_to = 0 OR r.valid_to > $2)
ORDER BY o.name, o.id;

-- name: event_text_newest
SELECT t.body AS body FROM event_text t
JOIN event e ON e.jid = t.jid AND e.subject_kind = t.subject_kind AND e.subject_id = t.subject_id
    AND e.seq = t.seq
WHERE t.jid = $1 AND t.subject_kind = 'matter' AND t.subject_id = $2 AND t.name = 'words'
    AND e.action = 'dispatch'
ORDER BY t.seq DESC LIMIT 1;

-- How many rows each named list of a unit has ($2 the unit, $3 the officer, $4 now, $5 where counting
-- ends). Urgent and again are looked for among the first $6 open rows: no index knows them.
-- name: duty_list_counts
SELECT
    (SELECT COUNT(*) FROM (SELECT part FROM duty
        WHERE jid = $1 AND unit_id = $2 AND part = 'act' LIMIT $5) AS q1) AS act,
    (SELECT COUNT(*) FROM (SELECT part FROM duty
        WHERE jid = $1 AND unit_id = $2 AND officer_id = $3 AND officer_id <> 0 AND open = 1
        LIMIT $5) AS q2) AS mine,
    (SELECT COALESCE(SUM(n), 0) FROM rollup WHERE jid = $1 AND name = 'duty'
        AND k1 = CAST($2 AS TEXT) AND k2 LIKE 'part.%') AS part,
    (SELECT COUNT(*) FROM (SELECT part FROM duty
        WHERE jid = $1 AND unit_id = $2 AND open = 1 AND due_at <= $4 LIMIT $5) AS q3) AS overdue,
    (SELECT COUNT(*) FROM (SELECT part FROM duty
        WHERE jid = $1 AND unit_id = $2 AND open = 1 AND urgent = 1 LIMIT $5) AS q4) AS urgent,
    (SELECT COUNT(*) FROM (SELECT part FROM duty
        WHERE jid = $1 AND unit_id = $2 AND open = 1 AND rounds > 1 LIMIT $5) AS q5) AS again,
    (SELECT COUNT(*) FROM (SELECT part FROM duty WHERE jid = $1 AND unit_id = $2
        AND subject_kind = 'task' AND state = 'return_asked' LIMIT $5) AS q6) AS returned,
    (SELECT COUNT(*) FROM (SELECT part FROM duty
        WHERE jid = $1 AND unit_id = $2 AND open = 1 LIMIT $5) AS q7) AS n_open,
    (SELECT COUNT(*) FROM (SELECT part FROM duty
        WHERE jid = $1 AND unit_id = $2 LIMIT $5) AS q8) AS n_all;

-- How the lists of a unit stand ($2 the unit): another text whenever a row of them has come, changed or
-- left.
-- name: duty_mark
SELECT
    (SELECT COALESCE(MAX(changed_at), 0) FROM duty WHERE jid = $1 AND unit_id = $2 AND part = 'act') AS act,
    (SELECT COALESCE(MAX(changed_at), 0) FROM duty WHERE jid = $1 AND unit_id = $2 AND part = 'part') AS part,
    (SELECT COALESCE(MAX(changed_at), 0) FROM duty WHERE jid = $1 AND unit_id = $2 AND part = 'above') AS above,
    (SELECT COALESCE(SUM(n), 0) FROM rollup WHERE jid = $1 AND name = 'duty' AND k1 = CAST($2 AS TEXT)) AS n;

-- What of "mine" stands in another's name, for whom the officer stands in.
-- name: duty_mine_count
SELECT COUNT(*) AS n FROM (SELECT part FROM duty
    WHERE jid = $1 AND unit_id = $2 AND officer_id = $3 AND officer_id <> 0 AND open = 1
    LIMIT $4) AS q;

-- The demand whose words a row of the work list shows: that which opened the matter.
-- name: work_words_of_matter
SELECT m.complained_unit AS complained_unit, m.urged AS urged, COALESCE((SELECT l.demand_id FROM link AS l
    WHERE l.jid = $1 AND l.matter_id = m.id AND l.state NOT IN ('withdrawn', 'void')
    ORDER BY l.joined_at, l.demand_id LIMIT 1), 0) AS demand_id
FROM matter AS m WHERE m.jid = $1 AND m.id = $2;

-- name: work_words_of_task
SELECT m.complained_unit AS complained_unit, m.urged AS urged, COALESCE((SELECT l.demand_id FROM link AS l
    WHERE l.jid = $1 AND l.matter_id = m.id AND l.state NOT IN ('withdrawn', 'void')
    ORDER BY l.joined_at, l.demand_id LIMIT 1), 0) AS demand_id
FROM task AS t JOIN matter AS m ON m.jid = t.jid AND m.id = t.matter_id
WHERE t.jid = $1 AND t.id = $2;

-- name: work_words_of_demand
SELECT d.complained_unit AS complained_unit, d.privacy AS privacy, d.urged AS urged,
    COALESCE(x.body, '') AS words
FROM demand AS d LEFT JOIN event_text AS x ON x.jid = d.jid AND x.subject_kind = 'demand'
    AND x.subject_id = d.id AND x.seq = 1 AND x.name = 'words'
WHERE d.jid = $1 AND d.id = $2;

-- What was answered last without a matter: at once, or by an explanation.
-- name: event_text_last
SELECT seq, name, salt, body FROM event_text
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND name = $4
ORDER BY seq DESC LIMIT 1;
