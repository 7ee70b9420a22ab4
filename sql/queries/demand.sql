-- SPDX-License-Identifier: Apache-2.0
-- name: demand_insert
INSERT INTO demand (
    jid, id, num, version, state, origin, channel, way, direction, kind, class, place_id, lon, lat, crs, unit_id, lvl, receiver_unit, receiver_officer, person_id, privacy, head_count, on_behalf, notify, campaign, mechanism, mechanism_version, said_at, found_at, recorded_at, screened_at, valid, ground, redirect_to, complained_unit, upstream, upstream_no, upstream_due_at, code_hash, title, round, appealed, matters, reached, solved, grade, source, urgent, repeated, drawn, asked, batch_id, attempts, due_at, answered_at, ended_at, instructed_by, instructed_seq, instructed_due_at, return_until_at, petition_no, replied_at, reply_hash, urged, visit_id, tags, spot_id, likes
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68
);

-- What never changes stands in the condition: an index of a column that is set is written anew,
-- the same value or not.
-- name: demand_update
UPDATE demand SET
    version = $4, state = $5, origin = $6, channel = $7, way = $8, direction = $9, kind = $10, class = $11, place_id = $12, lon = $13, lat = $14, crs = $15, unit_id = $16, lvl = $17, receiver_unit = $18, receiver_officer = $19, person_id = $20, privacy = $21, head_count = $22, on_behalf = $23, notify = $24, campaign = $25, mechanism = $26, mechanism_version = $27, found_at = $29, screened_at = $31, valid = $32, ground = $33, redirect_to = $34, complained_unit = $35, upstream = $36, upstream_no = $37, upstream_due_at = $38, code_hash = $39, title = $40, round = $41, appealed = $42, matters = $43, reached = $44, solved = $45, grade = $46, source = $47, urgent = $48, repeated = $49, drawn = $50, asked = $51, batch_id = $52, attempts = $53, due_at = $54, answered_at = $55, ended_at = $56, instructed_by = $57, instructed_seq = $58, instructed_due_at = $59, return_until_at = $60, petition_no = $61, replied_at = $62, reply_hash = $63, urged = $64, visit_id = $65, tags = $66, spot_id = $67, likes = $68
WHERE jid = $1 AND id = $2 AND version = $69
    AND num = $3 AND said_at = $28 AND recorded_at = $30;

-- name: demand_get
SELECT jid, id, num, version, state, origin, channel, way, direction, kind, class, place_id, lon, lat, crs, unit_id, lvl, receiver_unit, receiver_officer, person_id, privacy, head_count, on_behalf, notify, campaign, mechanism, mechanism_version, said_at, found_at, recorded_at, screened_at, valid, ground, redirect_to, complained_unit, upstream, upstream_no, upstream_due_at, code_hash, title, round, appealed, matters, reached, solved, grade, source, urgent, repeated, drawn, asked, batch_id, attempts, due_at, answered_at, ended_at, instructed_by, instructed_seq, instructed_due_at, return_until_at, petition_no, replied_at, reply_hash, urged, visit_id, tags, spot_id, likes FROM demand
WHERE jid = $1 AND id = $2;

-- name: demand_by_num
SELECT jid, id, num, version, state, origin, channel, way, direction, kind, class, place_id, lon, lat, crs, unit_id, lvl, receiver_unit, receiver_officer, person_id, privacy, head_count, on_behalf, notify, campaign, mechanism, mechanism_version, said_at, found_at, recorded_at, screened_at, valid, ground, redirect_to, complained_unit, upstream, upstream_no, upstream_due_at, code_hash, title, round, appealed, matters, reached, solved, grade, source, urgent, repeated, drawn, asked, batch_id, attempts, due_at, answered_at, ended_at, instructed_by, instructed_seq, instructed_due_at, return_until_at, petition_no, replied_at, reply_hash, urged, visit_id, tags, spot_id, likes
FROM demand WHERE jid = $1 AND num = $2;
