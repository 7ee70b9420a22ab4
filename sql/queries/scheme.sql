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

-- What was taken in, by the class it has. Withdrawn and invalid ones too: it is what was said.
-- name: scheme_class_counts
SELECT class AS class, COUNT(*) AS n FROM demand
WHERE jid = $1 AND recorded_at >= $2 AND recorded_at < $3 GROUP BY class ORDER BY class;
