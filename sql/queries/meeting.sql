-- SPDX-License-Identifier: Apache-2.0
-- A few.
-- name: meeting_kinds
SELECT jid, code, version, name, cycle, weekday, minute, draws, most, leads, units, venue,
    remind_hours,
    officer_id, made_at
FROM meeting_kind WHERE jid = $1 ORDER BY code LIMIT $2;

-- name: meeting_kind_get
SELECT jid, code, version, name, cycle, weekday, minute, draws, most, leads, units, venue,
    remind_hours,
    officer_id, made_at
FROM meeting_kind WHERE jid = $1 AND code = $2;

-- name: meeting_kind_put
INSERT INTO meeting_kind (jid, code, version, name, cycle, weekday, minute, draws, most, leads,
    units, venue, remind_hours,
    officer_id, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (jid, code) DO UPDATE SET version = meeting_kind.version + 1, name = $4, cycle = $5,
    weekday = $6, minute = $7, draws = $8, most = $9, leads = $10, units = $11, venue = $12,
    remind_hours = $13, officer_id = $14, made_at = $15;

-- name: meeting_insert
INSERT INTO meeting (jid, id, num, version, kind, serial, title, campaign, starts_at, venue,
    chair, lead_unit, units,
    state, present, minutes, called_by, called_at, ended_by, ended_at, reason, remind_at, told_at, topic)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24);

-- name: meeting_update
UPDATE meeting SET num = $3, version = $4, kind = $5, serial = $6, title = $7, campaign = $8,
    starts_at = $9, venue = $10, chair = $11, lead_unit = $12, units = $13, state = $14, present =
    $15, minutes = $16, called_by = $17, called_at = $18, ended_by = $19, ended_at = $20, reason =
    $21, remind_at = $22, told_at = $23, topic = $24 WHERE jid = $1 AND id = $2 AND version = $25;

-- name: meeting_get
SELECT jid, id, num, version, kind, serial, title, campaign, starts_at, venue, chair, lead_unit,
    units,
    state, present, minutes, called_by, called_at, ended_by, ended_at, reason, remind_at, told_at, topic
FROM meeting WHERE jid = $1 AND num = $2;

-- name: meeting_by_id
SELECT jid, id, num, version, kind, serial, title, campaign, starts_at, venue, chair, lead_unit,
    units,
    state, present, minutes, called_by, called_at, ended_by, ended_at, reason, remind_at, told_at, topic
FROM meeting WHERE jid = $1 AND id = $2;

-- The newest that was called and not dropped: who leads after it.
-- name: meeting_last
SELECT jid, id, num, version, kind, serial, title, campaign, starts_at, venue, chair, lead_unit,
    units,
    state, present, minutes, called_by, called_at, ended_by, ended_at, reason, remind_at, told_at, topic
FROM meeting WHERE jid = $1 AND kind = $2 AND state <> 'dropped'
ORDER BY starts_at DESC, id DESC LIMIT 1;

-- Those of a kind before a moment, the newest first.
-- name: meeting_before
SELECT jid, id, num, version, kind, serial, title, campaign, starts_at, venue, chair, lead_unit,
    units,
    state, present, minutes, called_by, called_at, ended_by, ended_at, reason, remind_at, told_at, topic
FROM meeting WHERE jid = $1 AND kind = $2 AND starts_at < $3 AND state <> 'dropped'
ORDER BY starts_at DESC, id DESC LIMIT $4;

-- name: meeting_list
SELECT jid, id, num, version, kind, serial, title, campaign, starts_at, venue, chair, lead_unit,
    units,
    state, present, minutes, called_by, called_at, ended_by, ended_at, reason, remind_at, told_at, topic
FROM meeting WHERE jid = $1 AND starts_at >= $2 AND starts_at < $3
ORDER BY starts_at DESC, id DESC LIMIT $4;

-- name: meeting_serial
SELECT COALESCE(MAX(serial), 0) AS n FROM meeting WHERE jid = $1 AND kind = $2;

-- name: meetings_to_remind
SELECT jid, id, num, version, kind, serial, title, campaign, starts_at, venue, chair, lead_unit,
    units,
    state, present, minutes, called_by, called_at, ended_by, ended_at, reason, remind_at, told_at, topic
FROM meeting WHERE jid = $1 AND state = 'planned' AND told_at = 0 AND remind_at <= $2
ORDER BY remind_at, id LIMIT $3;

-- name: meeting_told
UPDATE meeting SET told_at = $3 WHERE jid = $1 AND id = $2 AND state = 'planned' AND told_at = 0;

-- name: meeting_item_insert
INSERT INTO meeting_item (jid, meeting_id, serial, matter, title, state, why, reason,
    from_meeting, from_serial, changed_by,
    changed_at, decision, act, units, due_at, from_seq, to_seq, decided_by, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- name: meeting_item_update
UPDATE meeting_item SET matter = $4, title = $5, state = $6, why = $7, reason = $8, from_meeting =
    $9, from_serial = $10, changed_by = $11, changed_at = $12, decision = $13, act = $14, units =
    $15, due_at = $16, from_seq = $17, to_seq = $18, decided_by = $19, decided_at = $20 WHERE jid =
    $1 AND meeting_id = $2 AND serial = $3;

-- name: meeting_items
SELECT jid, meeting_id, serial, matter, title, state, why, reason, from_meeting, from_serial,
    changed_by,
    changed_at, decision, act, units, due_at, from_seq, to_seq, decided_by, decided_at
FROM meeting_item WHERE jid = $1 AND meeting_id = $2 ORDER BY serial;

-- What is open, with what its weight is reckoned from.
-- name: meeting_matters
SELECT id, num, class, place_id, lead_unit, due_at, demands, urgent, supervised, sponsor_id, track
FROM matter m WHERE m.jid = $1 AND m.state IN ('to_level', 'to_dispatch', 'handling', 'in_review',
    'approved', 'answered', 'calling_back', 'moved_up');

-- name: meeting_matter_units
SELECT t.matter_id AS matter_id, t.unit_id AS unit_id FROM task t
WHERE t.jid = $1 AND t.state <> 'withdrawn' AND t.matter_id IN
    (SELECT m.id FROM matter m WHERE m.jid = $1 AND m.state IN ('to_level', 'to_dispatch', 'handling',
        'in_review', 'approved', 'answered', 'calling_back', 'moved_up'));

-- name: meeting_matter_said
SELECT l.matter_id AS matter_id, d.place_id AS place_id, d.class AS class
FROM link l JOIN demand d ON d.jid = l.jid AND d.id = l.demand_id
WHERE l.jid = $1 AND l.matter_id IN
    (SELECT m.id FROM matter m WHERE m.jid = $1 AND m.state IN ('to_level', 'to_dispatch', 'handling',
        'in_review', 'approved', 'answered', 'calling_back', 'moved_up'));
