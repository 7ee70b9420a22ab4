-- SPDX-License-Identifier: Apache-2.0
-- Same again? Sketches of what was said, by which what may be the same is found, and decisions.

-- name: same_sketch_put
INSERT INTO same_sketch (jid, demand_id, said_at, place_id, class, grams, sketch, keys)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (jid, demand_id) DO UPDATE SET said_at = excluded.said_at, place_id = excluded.place_id,
    class = excluded.class, grams = excluded.grams, sketch = excluded.sketch, keys = excluded.keys;

-- name: same_sketch_get
SELECT jid, demand_id, said_at, place_id, class, grams, sketch, keys
FROM same_sketch WHERE jid = $1 AND demand_id = $2;

-- name: same_sketch_delete
DELETE FROM same_sketch WHERE jid = $1 AND demand_id = $2;

-- name: same_demand_page
SELECT id AS demand_id FROM demand WHERE jid = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: same_key_insert
INSERT INTO same_key (jid, word, demand_id) VALUES ($1, $2, $3)
ON CONFLICT (jid, word, demand_id) DO NOTHING;

-- name: same_key_delete
DELETE FROM same_key WHERE jid = $1 AND word = $2 AND demand_id = $3;

-- name: same_key_has
SELECT COUNT(*) AS n FROM same_key WHERE jid = $1 AND word = $2 AND demand_id = $3;

-- name: same_key_count
SELECT COUNT(*) AS n FROM same_key WHERE jid = $1;

-- name: same_of_key
SELECT demand_id FROM same_key WHERE jid = $1 AND word = $2 ORDER BY demand_id DESC LIMIT $3;

-- name: same_of_place
SELECT demand_id FROM same_sketch WHERE jid = $1 AND place_id = $2 AND class = $3 ORDER BY demand_id DESC LIMIT $4;

-- name: same_of_name
SELECT demand_id FROM signature_name
WHERE jid = $1 AND name = $2 AND said_at BETWEEN $3 AND $4 ORDER BY said_at DESC, demand_id DESC LIMIT $5;

-- name: same_weight_count
SELECT demands FROM signature_weight WHERE jid = $1;

-- name: same_decision_put
INSERT INTO same_decision (jid, demand_id, other_id, finding, score, share, person, same_place, same_class, days,
    marked, officer_id, seq, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (jid, demand_id, other_id) DO UPDATE SET finding = excluded.finding, score = excluded.score,
    share = excluded.share, person = excluded.person, same_place = excluded.same_place,
    same_class = excluded.same_class, days = excluded.days, marked = excluded.marked,
    officer_id = excluded.officer_id, seq = excluded.seq, decided_at = excluded.decided_at;

-- Both ways round: a demand was compared with this one, or this one with it.
-- name: same_decision_of
SELECT jid, demand_id, other_id, finding, score, share, person, same_place, same_class, days, marked, officer_id,
    seq, decided_at
FROM same_decision WHERE jid = $1 AND demand_id = $2
UNION ALL
SELECT jid, demand_id, other_id, finding, score, share, person, same_place, same_class, days, marked, officer_id,
    seq, decided_at
FROM same_decision WHERE jid = $1 AND other_id = $2;

-- name: same_decision_page
SELECT jid, demand_id, other_id, finding, score, share, person, same_place, same_class, days, marked, officer_id,
    seq, decided_at
FROM same_decision WHERE jid = $1 AND (demand_id > $2 OR (demand_id = $2 AND other_id > $3))
ORDER BY demand_id, other_id LIMIT $4;
