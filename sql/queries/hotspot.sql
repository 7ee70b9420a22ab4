-- SPDX-License-Identifier: Apache-2.0
-- Signatures of demands, the groups that come of them, and what people decided on those.

-- name: signature_put
INSERT INTO signature (
    jid, demand_id, said_at, person_id, support, barred, place_id, part, hotspot_id, pin, names, pairs
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (jid, demand_id) DO UPDATE SET said_at = excluded.said_at, person_id = excluded.person_id,
    support = excluded.support, barred = excluded.barred, place_id = excluded.place_id, part = excluded.part,
    hotspot_id = excluded.hotspot_id, pin = excluded.pin, names = excluded.names, pairs = excluded.pairs;

-- name: signature_get
SELECT jid, demand_id, said_at, person_id, support, barred, place_id, part, hotspot_id, pin, names, pairs
FROM signature WHERE jid = $1 AND demand_id = $2;

-- name: signature_all
SELECT jid, demand_id, said_at, person_id, support, barred, place_id, part, hotspot_id, pin, names, pairs
FROM signature WHERE jid = $1 ORDER BY demand_id;

-- name: signature_of_part
SELECT jid, demand_id, said_at, person_id, support, barred, place_id, part, hotspot_id, pin, names, pairs
FROM signature WHERE jid = $1 AND part = $2 ORDER BY +demand_id;

-- Between which pins and which hot spots a part lies, from the ends of its indexes; 0: there is none.
-- name: signature_part_ends
SELECT
    COALESCE((SELECT pin FROM signature WHERE jid = $1 AND part = $2 AND pin > 0 ORDER BY pin LIMIT 1), 0) AS pin_low,
    COALESCE((SELECT pin FROM signature WHERE jid = $1 AND part = $2 AND pin > 0 ORDER BY pin DESC LIMIT 1), 0) AS pin_high,
    COALESCE((SELECT hotspot_id FROM signature WHERE jid = $1 AND part = $2 ORDER BY hotspot_id LIMIT 1), 0) AS low,
    COALESCE((SELECT hotspot_id FROM signature WHERE jid = $1 AND part = $2 ORDER BY hotspot_id DESC LIMIT 1), 0) AS high;

-- The hot spots of a part besides one.
-- name: signature_part_others
SELECT hotspot_id AS id FROM signature WHERE jid = $1 AND part = $2 AND hotspot_id < $3
UNION
SELECT hotspot_id FROM signature WHERE jid = $1 AND part = $2 AND hotspot_id > $3
ORDER BY id;

-- name: signature_part_move
UPDATE signature SET hotspot_id = $4 WHERE jid = $1 AND part = $2 AND hotspot_id = $3;

-- name: signature_of_hotspot
SELECT jid, demand_id, said_at, person_id, support, barred, place_id, part, hotspot_id, pin, names, pairs
FROM signature WHERE jid = $1 AND hotspot_id = $2 ORDER BY said_at DESC, demand_id DESC LIMIT $3;

-- name: signature_seen
SELECT demand_id, said_at, person_id, support, barred, place_id, pin FROM signature
WHERE jid = $1 AND hotspot_id = $2 ORDER BY said_at DESC, demand_id DESC;

-- name: signature_barred
SELECT DISTINCT barred FROM signature WHERE jid = $1 AND hotspot_id = $2 AND barred <> 0 ORDER BY barred;

-- name: signature_members
SELECT demand_id AS id FROM signature WHERE jid = $1 AND hotspot_id = $2 ORDER BY said_at, demand_id LIMIT $3;

-- name: signature_said
SELECT demand_id, hotspot_id, person_id FROM signature
WHERE jid = $1 AND said_at >= $2 AND said_at < $3 AND hotspot_id <> 0 ORDER BY said_at, demand_id
LIMIT $4;

-- name: signature_bearers
SELECT s.jid, s.demand_id, s.said_at, s.person_id, s.support, s.barred, s.place_id, s.part, s.hotspot_id, s.pin,
    s.names, s.pairs
FROM signature_name n JOIN signature s ON s.jid = n.jid AND s.demand_id = n.demand_id
WHERE n.jid = $1 AND n.name = $2 AND n.said_at BETWEEN $3 AND $4 AND s.part <> $5
ORDER BY n.said_at, n.demand_id;

-- name: signature_count
SELECT COUNT(*) AS n FROM signature WHERE jid = $1;

-- name: signature_join
UPDATE signature SET part = $3 WHERE jid = $1 AND part = $2;

-- name: signature_place
UPDATE signature SET part = $3, hotspot_id = $4 WHERE jid = $1 AND demand_id = $2;

-- name: signature_pin
UPDATE signature SET pin = $3, hotspot_id = $3 WHERE jid = $1 AND demand_id = $2;

-- name: signature_pin_all
UPDATE signature SET pin = $3, hotspot_id = $3 WHERE jid = $1 AND hotspot_id = $2 AND (hotspot_id <> $3 OR pin <> $3);

-- name: signature_delete
DELETE FROM signature WHERE jid = $1 AND demand_id = $2;

-- name: signature_name_insert
INSERT INTO signature_name (jid, name, said_at, demand_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (jid, name, said_at, demand_id) DO NOTHING;

-- name: signature_name_delete
DELETE FROM signature_name WHERE jid = $1 AND name = $2 AND said_at = $3 AND demand_id = $4;

-- name: signature_weight_get
SELECT body FROM signature_weight WHERE jid = $1;

-- name: signature_weight_put
INSERT INTO signature_weight (jid, demands, body) VALUES ($1, $2, $3)
ON CONFLICT (jid) DO UPDATE SET demands = excluded.demands, body = excluded.body;

-- name: hotspot_count
SELECT COUNT(*) AS size, COUNT(DISTINCT CASE WHEN person_id = 0 THEN -demand_id ELSE person_id END) AS people,
    COALESCE(SUM(support), 0) AS support, COALESCE(SUM(CASE WHEN said_at >= $3 THEN 1 ELSE 0 END), 0) AS recent,
    COALESCE(SUM(CASE WHEN said_at >= $4 AND said_at < $3 THEN 1 ELSE 0 END), 0) AS earlier,
    COALESCE(MIN(said_at), 0) AS first_at, COALESCE(MAX(said_at), 0) AS last_at
FROM signature WHERE jid = $1 AND hotspot_id = $2;

-- name: hotspot_get
SELECT jid, id, version, state, held, name, place, words, worded, size, people, support, recent, earlier, first_at,
    last_at, heat, counted_at
FROM hotspot WHERE jid = $1 AND id = $2;

-- name: hotspot_put
INSERT INTO hotspot (
    jid, id, version, state, held, name, place, words, worded, size, people, support, recent, earlier, first_at,
    last_at, heat, counted_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (jid, id) DO UPDATE SET version = excluded.version, state = excluded.state, held = excluded.held,
    name = excluded.name, place = excluded.place, words = excluded.words, worded = excluded.worded,
    size = excluded.size, people = excluded.people, support = excluded.support, recent = excluded.recent,
    earlier = excluded.earlier, first_at = excluded.first_at, last_at = excluded.last_at, heat = excluded.heat,
    counted_at = excluded.counted_at;

-- name: hotspot_delete
DELETE FROM hotspot WHERE jid = $1 AND id = $2;

-- name: hotspot_list
SELECT jid, id, version, state, held, name, place, words, worded, size, people, support, recent, earlier, first_at,
    last_at, heat, counted_at
FROM hotspot WHERE jid = $1 AND state = $2 ORDER BY heat DESC, id DESC LIMIT $3;

-- Counted before today, and counted differently today.
-- name: hotspot_stale
SELECT jid, id, version, state, held, name, place, words, worded, size, people, support, recent, earlier, first_at,
    last_at, heat, counted_at
FROM hotspot WHERE jid = $1 AND state = $2 AND counted_at < $3 AND recent + earlier > 0 ORDER BY heat DESC, id DESC LIMIT $4;

-- name: heat_weight_all
SELECT term, weight FROM heat_weight WHERE jid = $1 ORDER BY term;

-- name: heat_weight_put
INSERT INTO heat_weight (jid, term, weight) VALUES ($1, $2, $3)
ON CONFLICT (jid, term) DO UPDATE SET weight = excluded.weight;

-- Those there are, and those there ought to be.
-- name: hotspot_every
SELECT id FROM hotspot WHERE jid = $1
UNION
SELECT hotspot_id FROM signature WHERE jid = $1 GROUP BY hotspot_id HAVING COUNT(*) >= $2
ORDER BY id;

-- name: hotspot_sizes
SELECT g.hotspot_id, g.size, COALESCE(h.size, 0) AS stored
FROM (SELECT jid, hotspot_id, COUNT(*) AS size FROM signature WHERE jid = $1 GROUP BY jid, hotspot_id) AS g
LEFT JOIN hotspot h ON h.jid = g.jid AND h.id = g.hotspot_id
WHERE g.jid = $1 AND (g.size >= $2 OR h.id IS NOT NULL) ORDER BY g.hotspot_id;
