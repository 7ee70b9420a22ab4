-- SPDX-License-Identifier: Apache-2.0
-- name: matter_insert
INSERT INTO matter (
    jid, id, num, version, state, owner_unit, lvl, class, kind, place_id, title, mechanism, mechanism_version, lead_unit, answer_unit, desk_unit, go_between, listed, staged, urgent, confidential, repeated, supervised, sponsor_id, sponsor_units, dispatch_no, meeting_no, demands, links_open, round, returns, handbacks, redispatches, review_round, review_units, review_agreed, report_final, result, cause, cause_class, solved, thorough, close_ground, drawn, opened_at, dispatched_at, answered_at, first_closed_at, closed_at, bank_review_at, upstream, upstream_no, complained_unit, asked, due_at
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55
);

-- name: matter_update
UPDATE matter SET
    num = $3, version = $4, state = $5, owner_unit = $6, lvl = $7, class = $8, kind = $9, place_id = $10, title = $11, mechanism = $12, mechanism_version = $13, lead_unit = $14, answer_unit = $15, desk_unit = $16, go_between = $17, listed = $18, staged = $19, urgent = $20, confidential = $21, repeated = $22, supervised = $23, sponsor_id = $24, sponsor_units = $25, dispatch_no = $26, meeting_no = $27, demands = $28, links_open = $29, round = $30, returns = $31, handbacks = $32, redispatches = $33, review_round = $34, review_units = $35, review_agreed = $36, report_final = $37, result = $38, cause = $39, cause_class = $40, solved = $41, thorough = $42, close_ground = $43, drawn = $44, opened_at = $45, dispatched_at = $46, answered_at = $47, first_closed_at = $48, closed_at = $49, bank_review_at = $50, upstream = $51, upstream_no = $52, complained_unit = $53, asked = $54, due_at = $55
WHERE jid = $1 AND id = $2 AND version = $56;

-- name: matter_get
SELECT jid, id, num, version, state, owner_unit, lvl, class, kind, place_id, title, mechanism, mechanism_version, lead_unit, answer_unit, desk_unit, go_between, listed, staged, urgent, confidential, repeated, supervised, sponsor_id, sponsor_units, dispatch_no, meeting_no, demands, links_open, round, returns, handbacks, redispatches, review_round, review_units, review_agreed, report_final, result, cause, cause_class, solved, thorough, close_ground, drawn, opened_at, dispatched_at, answered_at, first_closed_at, closed_at, bank_review_at, upstream, upstream_no, complained_unit, asked, due_at FROM matter
WHERE jid = $1 AND id = $2;
