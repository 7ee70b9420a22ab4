-- SPDX-License-Identifier: Apache-2.0
-- name: matter_insert
INSERT INTO matter (
    jid, id, num, version, state, owner_unit, lvl, class, kind, difficulty, place_id, title, mechanism, mechanism_version, lead_unit, answer_unit, desk_unit, go_between, listed, staged, urgent, confidential, repeated, supervised, sponsor_id, sponsor_units, dispatch_no, meeting_no, demands, links_open, round, returns, handbacks, redispatches, review_round, review_units, review_agreed, report_final, result, cause, cause_class, solved, thorough, close_ground, drawn, opened_at, dispatched_at, answered_at, first_closed_at, closed_at, bank_review_at, upstream, upstream_no, complained_unit, asked, due_at, sponsor_at, sponsor_seq, sponsor_said_at, instructed_units, instructed_done, bundle_id, bundle_unit, urged, track
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65
);

-- What never changes stands in the condition, see demand_update.
-- name: matter_update
UPDATE matter SET
    version = $4, state = $5, owner_unit = $6, lvl = $7, class = $8, kind = $9, difficulty = $10, place_id = $11, title = $12, mechanism = $13, mechanism_version = $14, lead_unit = $15, answer_unit = $16, desk_unit = $17, go_between = $18, listed = $19, staged = $20, urgent = $21, confidential = $22, repeated = $23, supervised = $24, sponsor_id = $25, sponsor_units = $26, dispatch_no = $27, meeting_no = $28, demands = $29, links_open = $30, round = $31, returns = $32, handbacks = $33, redispatches = $34, review_round = $35, review_units = $36, review_agreed = $37, report_final = $38, result = $39, cause = $40, cause_class = $41, solved = $42, thorough = $43, close_ground = $44, drawn = $45, opened_at = $46, dispatched_at = $47, answered_at = $48, first_closed_at = $49, closed_at = $50, bank_review_at = $51, upstream = $52, upstream_no = $53, complained_unit = $54, asked = $55, due_at = $56, sponsor_at = $57, sponsor_seq = $58, sponsor_said_at = $59, instructed_units = $60, instructed_done = $61, bundle_id = $62, bundle_unit = $63, urged = $64, track = $65
WHERE jid = $1 AND id = $2 AND version = $66 AND num = $3;

-- name: matter_get
SELECT jid, id, num, version, state, owner_unit, lvl, class, kind, difficulty, place_id, title, mechanism, mechanism_version, lead_unit, answer_unit, desk_unit, go_between, listed, staged, urgent, confidential, repeated, supervised, sponsor_id, sponsor_units, dispatch_no, meeting_no, demands, links_open, round, returns, handbacks, redispatches, review_round, review_units, review_agreed, report_final, result, cause, cause_class, solved, thorough, close_ground, drawn, opened_at, dispatched_at, answered_at, first_closed_at, closed_at, bank_review_at, upstream, upstream_no, complained_unit, asked, due_at, sponsor_at, sponsor_seq, sponsor_said_at, instructed_units, instructed_done, bundle_id, bundle_unit, urged, track FROM matter
WHERE jid = $1 AND id = $2;

-- name: matter_by_num
SELECT jid, id, num, version, state, owner_unit, lvl, class, kind, difficulty, place_id, title, mechanism, mechanism_version, lead_unit, answer_unit, desk_unit, go_between, listed, staged, urgent, confidential, repeated, supervised, sponsor_id, sponsor_units, dispatch_no, meeting_no, demands, links_open, round, returns, handbacks, redispatches, review_round, review_units, review_agreed, report_final, result, cause, cause_class, solved, thorough, close_ground, drawn, opened_at, dispatched_at, answered_at, first_closed_at, closed_at, bank_review_at, upstream, upstream_no, complained_unit, asked, due_at, sponsor_at, sponsor_seq, sponsor_said_at, instructed_units, instructed_done, bundle_id, bundle_unit, urged, track
FROM matter WHERE jid = $1 AND num = $2;

-- name: matter_by_bundle
SELECT jid, id, num, version, state, owner_unit, lvl, class, kind, difficulty, place_id, title, mechanism, mechanism_version, lead_unit, answer_unit, desk_unit, go_between, listed, staged, urgent, confidential, repeated, supervised, sponsor_id, sponsor_units, dispatch_no, meeting_no, demands, links_open, round, returns, handbacks, redispatches, review_round, review_units, review_agreed, report_final, result, cause, cause_class, solved, thorough, close_ground, drawn, opened_at, dispatched_at, answered_at, first_closed_at, closed_at, bank_review_at, upstream, upstream_no, complained_unit, asked, due_at, sponsor_at, sponsor_seq, sponsor_said_at, instructed_units, instructed_done, bundle_id, bundle_unit, urged, track
FROM matter WHERE jid = $1 AND bundle_id = $2 AND bundle_id <> 0 ORDER BY due_at, id;

-- Open ones: an ended state is no longer watched, whatever the flag says.
-- name: matter_supervised
SELECT jid, id, num, version, state, owner_unit, lvl, class, kind, difficulty, place_id, title, mechanism, mechanism_version, lead_unit, answer_unit, desk_unit, go_between, listed, staged, urgent, confidential, repeated, supervised, sponsor_id, sponsor_units, dispatch_no, meeting_no, demands, links_open, round, returns, handbacks, redispatches, review_round, review_units, review_agreed, report_final, result, cause, cause_class, solved, thorough, close_ground, drawn, opened_at, dispatched_at, answered_at, first_closed_at, closed_at, bank_review_at, upstream, upstream_no, complained_unit, asked, due_at, sponsor_at, sponsor_seq, sponsor_said_at, instructed_units, instructed_done, bundle_id, bundle_unit, urged, track
FROM matter WHERE jid = $1 AND supervised = 1 AND state NOT IN ('closed', 'archived', 'ended')
ORDER BY due_at, id LIMIT $2;
