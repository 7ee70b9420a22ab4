-- SPDX-License-Identifier: Apache-2.0
-- Ledgers taken over, and pages of what is exported.

-- name: batch_insert
INSERT INTO batch (jid, id, name, file_name, file_sha256, map, officer_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: batch_unfinished
SELECT id FROM batch
WHERE jid = $1 AND file_sha256 = $2 AND name = $3 AND finished_at = 0 ORDER BY id LIMIT 1;

-- name: batch_finish
UPDATE batch SET finished_at = $3, rows_seen = $4, rows_known = $5, rows_rejected = $6,
    rows_new = (SELECT COUNT(DISTINCT line) FROM batch_row
        WHERE batch_row.jid = $1 AND batch_row.batch_id = $2)
WHERE jid = $1 AND id = $2;

-- name: batch_row_find
SELECT batch_id, demand_id, line FROM batch_row WHERE jid = $1 AND row_hash = $2;

-- name: batch_row_insert
INSERT INTO batch_row (jid, row_hash, batch_id, demand_id, line) VALUES ($1, $2, $3, $4, $5);

-- name: demand_known
SELECT num, title, upstream_no, said_at FROM demand WHERE jid = $1 AND id = $2;

-- name: demand_known_by_num
SELECT num, title, upstream_no, said_at FROM demand WHERE jid = $1 AND num = $2;

-- name: demand_page
SELECT
    jid, id, num, version, state, origin, channel, way, direction, kind, class, place_id, lon,
    lat, crs, unit_id, lvl, receiver_unit, receiver_officer, person_id, privacy, head_count,
    on_behalf, notify, campaign, mechanism, mechanism_version, said_at, found_at, recorded_at,
    screened_at, valid, ground, redirect_to, complained_unit, upstream, upstream_no,
    upstream_due_at, code_hash, title, round, appealed, matters, reached, solved, grade, source,
    urgent, repeated, drawn, asked, batch_id, attempts, due_at, answered_at, ended_at,
    instructed_by, instructed_seq, instructed_due_at,
    return_until_at, petition_no, replied_at, reply_hash, urged, visit_id, tags
FROM demand WHERE jid = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: matter_page
SELECT
    jid, id, num, version, state, owner_unit, lvl, class, kind, difficulty, place_id, title,
    mechanism, mechanism_version, lead_unit, answer_unit, desk_unit, go_between, listed, staged,
    urgent, confidential, repeated, supervised, sponsor_id, sponsor_units, dispatch_no,
    meeting_no, demands, links_open, round, returns, handbacks, redispatches, review_round,
    review_units, review_agreed, report_final, result, cause, cause_class, solved, thorough,
    close_ground, drawn, opened_at, dispatched_at, answered_at, first_closed_at, closed_at,
    bank_review_at, upstream, upstream_no, complained_unit, asked, due_at,
    sponsor_at, sponsor_seq, sponsor_said_at, instructed_units, instructed_done, bundle_id, bundle_unit,
    urged, track
FROM matter WHERE jid = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: task_page
SELECT
    jid, id, matter_id, num, version, state, role, unit_id, officer_id, desk_unit, sent_at,
    signed_at, arrived_at, reported_at, agreed_at, return_refused, before_return, final, result,
    extension_days, extensions, due_at, whistle_unit
FROM task WHERE jid = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: event_page
SELECT
    jid, subject_kind, subject_id, seq, actor_id, role, unit_id, action, from_state, to_state,
    occurred_at, recorded_at, data, prev_hash, hash
FROM event WHERE jid = $1 AND (subject_kind > $2 OR (subject_kind = $2 AND
    (subject_id > $3 OR (subject_id = $3 AND seq > $4))))
ORDER BY subject_kind, subject_id, seq LIMIT $5;
