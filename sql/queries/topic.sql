-- SPDX-License-Identifier: Apache-2.0
-- name: topic_insert
INSERT INTO topic (jid, id, num, version, month, name, kind, class, area_id, place, concentration, pressing,
    reason, chosen_by, chosen_at, from_at, to_at, lead_unit, units, state, summary, ended_by, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
    $23);

-- name: topic_update
UPDATE topic SET num = $3, version = $4, month = $5, name = $6, kind = $7, class = $8, area_id = $9,
    place = $10, concentration = $11, pressing = $12, reason = $13, chosen_by = $14, chosen_at = $15,
    from_at = $16, to_at = $17, lead_unit = $18, units = $19, state = $20, summary = $21, ended_by = $22,
    ended_at = $23
WHERE jid = $1 AND id = $2 AND version = $24;

-- name: topic_get
SELECT jid, id, num, version, month, name, kind, class, area_id, place, concentration, pressing, reason,
    chosen_by, chosen_at, from_at, to_at, lead_unit, units, state, summary, ended_by, ended_at
FROM topic WHERE jid = $1 AND num = $2;

-- name: topic_of_month
SELECT jid, id, num, version, month, name, kind, class, area_id, place, concentration, pressing, reason,
    chosen_by, chosen_at, from_at, to_at, lead_unit, units, state, summary, ended_by, ended_at
FROM topic WHERE jid = $1 AND month = $2 AND state <> 'dropped';

-- The newest first.
-- name: topic_list
SELECT jid, id, num, version, month, name, kind, class, area_id, place, concentration, pressing, reason,
    chosen_by, chosen_at, from_at, to_at, lead_unit, units, state, summary, ended_by, ended_at
FROM topic WHERE jid = $1 ORDER BY id DESC LIMIT $2;

-- name: topic_now
SELECT jid, id, num, version, month, name, kind, class, area_id, place, concentration, pressing, reason,
    chosen_by, chosen_at, from_at, to_at, lead_unit, units, state, summary, ended_by, ended_at
FROM topic WHERE jid = $1 AND state = 'chosen' ORDER BY id DESC LIMIT 1;

-- name: topic_of_class
SELECT jid, id, num, version, month, name, kind, class, area_id, place, concentration, pressing, reason,
    chosen_by, chosen_at, from_at, to_at, lead_unit, units, state, summary, ended_by, ended_at
FROM topic WHERE jid = $1 AND class = $2 AND id < $3 ORDER BY id DESC LIMIT $4;

-- What was said on it: not what was screened out or withdrawn.
-- name: topic_said
SELECT id AS demand_id, place_id, CASE WHEN head_count > 0 THEN head_count ELSE 1 END AS heads FROM demand
WHERE jid = $1 AND said_at >= $2 AND said_at < $3 AND class = $4 AND valid <> 'no'
    AND state NOT IN ('withdrawn', 'redirected')
ORDER BY said_at, id LIMIT $5;

-- name: topic_member_insert
INSERT INTO topic_member (jid, topic_id, demand_id, place_id, heads, state) VALUES ($1, $2, $3, $4, $5, 'open');

-- name: topic_member_decide
UPDATE topic_member SET state = $4, representative = $5, reason = $6, officer_id = $7, changed_at = $8
WHERE jid = $1 AND topic_id = $2 AND demand_id = $3;

-- Those that nobody has looked at.
-- name: topic_member_rest
UPDATE topic_member SET state = $3, representative = $4, reason = $5, officer_id = $6, changed_at = $7
WHERE jid = $1 AND topic_id = $2 AND state = 'open';

-- name: topic_members
SELECT topic_id, demand_id, place_id, heads, state, representative, reason, officer_id, changed_at
FROM topic_member WHERE jid = $1 AND topic_id = $2 AND demand_id > $3 ORDER BY demand_id LIMIT $4;

-- name: topic_members_state
SELECT topic_id, demand_id, place_id, heads, state, representative, reason, officer_id, changed_at
FROM topic_member WHERE jid = $1 AND topic_id = $2 AND state = $3 AND demand_id > $4
ORDER BY demand_id LIMIT $5;

-- name: topic_members_chosen
SELECT topic_id, demand_id, place_id, heads, state, representative, reason, officer_id, changed_at
FROM topic_member WHERE jid = $1 AND topic_id = $2 AND representative = 1 AND demand_id > $3
ORDER BY demand_id LIMIT $4;

-- name: topic_totals
SELECT state, representative, COUNT(*) AS demands, SUM(heads) AS heads FROM topic_member
WHERE jid = $1 AND topic_id = $2 GROUP BY state, representative ORDER BY state, representative;

-- What was not dropped, by place.
-- name: topic_places
SELECT place_id, COUNT(*) AS demands, SUM(heads) AS heads FROM topic_member
WHERE jid = $1 AND topic_id = $2 AND state <> 'dropped' GROUP BY place_id ORDER BY place_id;

-- Who handles or has handled what was said.
-- name: topic_units
SELECT m.lead_unit AS unit_id, COUNT(*) AS demands FROM topic_member t
CROSS JOIN link l CROSS JOIN matter m
WHERE l.jid = t.jid AND l.demand_id = t.demand_id AND m.jid = l.jid AND m.id = l.matter_id AND t.jid = $1 AND t.topic_id = $2 AND t.state <> 'dropped' AND l.state <> 'void' AND m.lead_unit <> 0
GROUP BY m.lead_unit ORDER BY COUNT(*) DESC, m.lead_unit;

-- The matters of what was chosen, for a meeting: representative ones first.
-- name: topic_matters
SELECT m.id AS id, m.num AS num, MAX(t.representative) AS chosen, COUNT(*) AS demands FROM topic_member t
CROSS JOIN link l CROSS JOIN matter m
WHERE l.jid = t.jid AND l.demand_id = t.demand_id AND m.jid = l.jid AND m.id = l.matter_id AND t.jid = $1 AND t.topic_id = $2 AND t.state = 'kept' AND l.state <> 'void'
    AND m.state NOT IN ('closed', 'archived', 'ended')
GROUP BY m.id, m.num ORDER BY MAX(t.representative) DESC, COUNT(*) DESC, m.id LIMIT $3;

-- Earlier matters of the class: how many, how many came back, how long they took.
-- name: topic_history
SELECT place_id, opened_at, closed_at, repeated FROM matter
WHERE jid = $1 AND class = $2 AND opened_at < $3 ORDER BY place_id, opened_at LIMIT $4;

-- What was promised on the subject before.
-- name: topic_promises
SELECT m.num AS num, m.place_id AS place_id, s.matter_id AS matter_id, s.unit_id AS unit_id, s.seq AS seq,
    s.due_at AS due_at, s.done_at AS done_at, s.checked_at AS checked_at, s.outcome AS outcome
FROM matter m CROSS JOIN stage s
WHERE s.jid = m.jid AND s.matter_id = m.id AND m.jid = $1 AND m.class = $2 AND s.kind = 'promise' ORDER BY s.due_at DESC, s.id LIMIT $3;

-- name: topic_meetings
SELECT jid, id, num, version, kind, serial, title, campaign, starts_at, venue, chair, lead_unit,
    units,
    state, present, minutes, called_by, called_at, ended_by, ended_at, reason, remind_at, told_at, topic
FROM meeting WHERE jid = $1 AND topic = $2 AND topic <> '' ORDER BY id;
