-- SPDX-License-Identifier: Apache-2.0
-- Class schemes, their entries, and what is counted in them.

-- name: scheme_list
SELECT scheme, version, from_day, name, source, entries, made_at FROM scheme
WHERE jid = $1 AND scheme > $2 ORDER BY scheme, version LIMIT 200;

-- name: scheme_versions
SELECT scheme, version, from_day, name, source, entries, made_at FROM scheme
WHERE jid = $1 AND scheme = $2 ORDER BY version;

-- name: scheme_insert
INSERT INTO scheme (scheme, version, from_day, name, source, entries, made_at, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: scheme_entries
SELECT serial, code, parent, name FROM scheme_entry
WHERE jid = $1 AND scheme = $2 AND version = $3 ORDER BY serial;

-- name: scheme_entry_insert
INSERT INTO scheme_entry (serial, code, parent, name, jid, scheme, version)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: scheme_map_versions
SELECT scheme, version, from_day, '' AS name, source, entries, made_at FROM scheme_map
WHERE jid = $1 AND scheme = $2 ORDER BY version;

-- name: scheme_map_insert
INSERT INTO scheme_map (scheme, version, from_day, source, entries, made_at, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: scheme_map_entries
SELECT class, code FROM scheme_map_entry
WHERE jid = $1 AND scheme = $2 AND version = $3 ORDER BY class;

-- name: scheme_map_entry_insert
INSERT INTO scheme_map_entry (class, code, jid, scheme, version) VALUES ($1, $2, $3, $4, $5);

-- What was said in a time and recorded in another, by the class it has. Withdrawn and invalid ones
-- too: it is what was said.
-- name: scheme_class_counts
SELECT class AS class, COUNT(*) AS n FROM demand
WHERE jid = $1 AND said_at >= $2 AND said_at < $3 AND recorded_at >= $4 AND recorded_at < $5
GROUP BY class ORDER BY class;

-- name: scheme_demand
SELECT id AS demand_id, class, recorded_at, said_at FROM demand WHERE jid = $1 AND id = $2;

-- name: scheme_choices
SELECT demand_id, scheme, seq, code, officer_id, set_at FROM scheme_choice
WHERE jid = $1 AND scheme = $2 AND set_at < $3 ORDER BY demand_id, seq;

-- name: scheme_choices_of
SELECT demand_id, scheme, seq, code, officer_id, set_at FROM scheme_choice
WHERE jid = $1 AND demand_id = $2 ORDER BY scheme, seq;

-- name: scheme_choice_insert
INSERT INTO scheme_choice (demand_id, scheme, seq, code, officer_id, set_at, jid)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- For the check: after the one seen last.
-- name: scheme_choice_page
SELECT demand_id, scheme, seq, code, officer_id, set_at FROM scheme_choice
WHERE jid = $1 AND (demand_id, scheme, seq) > ($2, $3, $4) ORDER BY demand_id, scheme, seq LIMIT $5;
