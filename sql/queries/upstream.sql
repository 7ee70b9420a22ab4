-- SPDX-License-Identifier: Apache-2.0
-- Upstreams and their orders.

-- name: upstream_all
SELECT code, body FROM upstream ORDER BY code;

-- name: upstream_get
SELECT code, body FROM upstream WHERE code = $1;

-- name: upstream_put
INSERT INTO upstream (code, body, loaded_at) VALUES ($1, $2, $3)
ON CONFLICT (code) DO UPDATE SET body = $2, loaded_at = $3;

-- name: demand_of_upstream
SELECT id FROM demand
WHERE jid = $1 AND upstream = $2 AND upstream_no = $3 AND upstream_no <> ''
ORDER BY upstream, upstream_no LIMIT 1;

-- name: event_seq_of_action
SELECT COALESCE(MAX(seq), 0) FROM event
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND action = $4;

-- name: demand_page_of_upstream
SELECT
    jid, id, num, version, state, origin, channel, way, direction, kind, class, place_id, lon,
    lat, crs, unit_id, lvl, receiver_unit, receiver_officer, person_id, privacy, head_count,
    on_behalf, notify, campaign, mechanism, mechanism_version, said_at, found_at, recorded_at,
    screened_at, valid, ground, redirect_to, complained_unit, upstream, upstream_no,
    upstream_due_at, code_hash, title, round, appealed, matters, reached, solved, grade, source,
    urgent, repeated, drawn, asked, batch_id, attempts, due_at, answered_at, ended_at,
    instructed_by, instructed_seq, instructed_due_at,
    return_until_at, petition_no, replied_at, reply_hash
FROM demand
WHERE jid = $1 AND upstream = $2 AND upstream_no <> ''
    AND (upstream_no > $3 OR (upstream_no = $3 AND id > $4))
ORDER BY upstream_no, id LIMIT $5;

-- name: upstream_tally
SELECT COUNT(*) AS open,
    COALESCE(SUM(CASE WHEN due_at > 0 AND due_at < $3 THEN 1 ELSE 0 END), 0) AS overdue
FROM demand
WHERE jid = $1 AND upstream = $2 AND upstream_no <> '' AND ended_at = 0 AND state <> 'answered';

-- name: upstream_open
SELECT id, num, upstream_no, title,
    CASE WHEN privacy = 'confidential' THEN 1 ELSE 0 END AS confidential, class, place_id, state, due_at, return_until_at, complained_unit FROM demand
WHERE jid = $1 AND upstream = $2 AND upstream_no <> '' AND ended_at = 0 AND state <> 'answered'
ORDER BY due_at, id LIMIT $3;

-- name: demand_of_petition
SELECT id FROM demand
WHERE jid = $1 AND petition_no = $2 AND petition_no <> '' ORDER BY petition_no LIMIT 1;
