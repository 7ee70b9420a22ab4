-- SPDX-License-Identifier: Apache-2.0
-- What the scheduler looks for: each from a position (due_at, id) onward, so that a subject that
-- cannot be moved never stands in the way of those behind it.

-- name: tick_unsigned
SELECT c.id AS clock_id, c.due_at AS due_at, c.subject_id AS subject_id
FROM clock c JOIN task t ON t.jid = c.jid AND t.id = c.subject_id
WHERE c.jid = $1 AND c.stopped_at = 0 AND c.paused_at = 0 AND c.kind = 'sign'
    AND c.subject_kind = 'task' AND c.due_at > 0 AND c.due_at <= $2 AND t.state = 'sent'
    AND (c.due_at, c.id) > ($3, $4)
ORDER BY c.due_at, c.id LIMIT $5;

-- Not drawn for call-back, or nobody to call.
-- name: tick_unrated
SELECT c.id AS clock_id, c.due_at AS due_at, c.subject_id AS subject_id
FROM clock c JOIN demand d ON d.jid = c.jid AND d.id = c.subject_id
WHERE c.jid = $1 AND c.stopped_at = 0 AND c.paused_at = 0 AND c.kind = 'callback'
    AND c.subject_kind = 'demand' AND c.due_at > 0 AND c.due_at <= $2 AND d.state = 'answered'
    AND d.origin = 'citizen' AND (d.person_id = 0 OR (d.drawn = 0 AND NOT EXISTS (
        SELECT 1 FROM link l WHERE l.jid = $1 AND l.demand_id = d.id AND l.state = 'answered'
            AND l.drawn = 1)))
    AND (c.due_at, c.id) > ($3, $4)
ORDER BY c.due_at, c.id LIMIT $5;

-- Drawn, with somebody to call: the desk's, overdue for all to see, until it has tried often enough
-- or the window after the due date is over ($6: nothing due later than this can be that far).
-- name: tick_uncalled
SELECT c.id AS clock_id, c.due_at AS due_at, c.subject_id AS subject_id
FROM clock c JOIN demand d ON d.jid = c.jid AND d.id = c.subject_id
WHERE c.jid = $1 AND c.stopped_at = 0 AND c.paused_at = 0 AND c.kind = 'callback'
    AND c.subject_kind = 'demand' AND c.due_at > 0 AND c.due_at <= $2 AND d.state = 'answered'
    AND d.origin = 'citizen' AND d.person_id <> 0 AND (d.drawn = 1 OR EXISTS (
        SELECT 1 FROM link l WHERE l.jid = $1 AND l.demand_id = d.id AND l.state = 'answered'
            AND l.drawn = 1))
    AND (d.attempts > 0 OR c.due_at <= $6) AND (c.due_at, c.id) > ($3, $4)
ORDER BY c.due_at, c.id LIMIT $5;

-- name: tick_unarchived
SELECT c.id AS clock_id, c.due_at AS due_at, c.subject_id AS subject_id
FROM clock c JOIN matter m ON m.jid = c.jid AND m.id = c.subject_id
WHERE c.jid = $1 AND c.stopped_at = 0 AND c.paused_at = 0 AND c.kind = 'lookback'
    AND c.subject_kind = 'matter' AND c.due_at > 0 AND c.due_at <= $2 AND m.state = 'closed'
    AND m.drawn = 0 AND (c.due_at, c.id) > ($3, $4)
ORDER BY c.due_at, c.id LIMIT $5;

-- Whether the small shared tables were changed by another process.
-- name: tick_fingerprint
SELECT r.clock_offset_ms AS clock_offset_ms, r.mechanism AS mechanism,
    (SELECT COUNT(*) FROM unit) AS units,
    (SELECT COALESCE(SUM(desks + valid_to % 1000003 + parent_id % 1000003 + LENGTH(name)), 0)
        FROM unit) AS unit_sum,
    (SELECT COUNT(*) FROM place) AS places,
    (SELECT COALESCE(SUM(valid_to % 1000003 + LENGTH(outline) + LENGTH(name)), 0)
        FROM place) AS place_sum,
    (SELECT COUNT(*) FROM event WHERE event.jid = $1 AND subject_kind = 'unit'
        AND (action LIKE 'unit-%' OR action LIKE 'place-%')) AS org_events,
    (SELECT COUNT(*) FROM mechanism) AS mechanisms,
    (SELECT COUNT(*) FROM directory_version WHERE directory_version.jid = $1) AS directories,
    (SELECT COUNT(*) FROM urgent_set WHERE urgent_set.jid = $1) AS urgent,
    (SELECT COUNT(*) FROM calendar_day) AS days,
    (SELECT COALESCE(SUM(day * (2 + rest)), 0) FROM calendar_day) AS day_sum,
    (SELECT COALESCE(SUM(id % 1000003 + stand_in_id % 1000003 + from_at % 1000003 + to_at % 1000003), 0)
        FROM absence) AS away_sum,
    (SELECT COALESCE(SUM(id % 1000003 + officer_id % 1000003 + to_at % 1000003), 0)
        FROM roster) AS roster_sum
FROM register r WHERE r.jid = $1;
