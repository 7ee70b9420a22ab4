-- SPDX-License-Identifier: Apache-2.0
-- name: serial_draw
INSERT INTO serial (jid, day, next) VALUES ($1, $2, 1 + CAST($3 AS BIGINT))
ON CONFLICT (jid, day) DO UPDATE SET next = serial.next + CAST($3 AS BIGINT)
RETURNING next;

-- name: register_insert
INSERT INTO register (
    jid, name, kind, mechanism, root_place, root_unit, clock_offset_ms, created_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: register_all
SELECT jid, name, kind, mechanism, root_place, root_unit, clock_offset_ms, created_at
FROM register ORDER BY jid;

-- name: register_set_mechanism
UPDATE register SET mechanism = $2 WHERE jid = $1;

-- name: register_set_clock
UPDATE register SET clock_offset_ms = $2 WHERE jid = $1;

-- name: node_all
SELECT id, high_water, holder, leased_until FROM node ORDER BY id;

-- name: node_insert
INSERT INTO node (id, high_water, holder, leased_until) VALUES ($1, 0, $2, $3)
ON CONFLICT (id) DO NOTHING;

-- name: node_take
UPDATE node SET holder = $2, leased_until = $3 WHERE id = $1 AND leased_until <= $4;

-- name: node_renew
UPDATE node SET leased_until = $3,
    high_water = CASE WHEN high_water < $4 THEN $4 ELSE high_water END
WHERE id = $1 AND holder = $2;

-- name: node_release
UPDATE node SET leased_until = 0, high_water = $3 WHERE id = $1 AND holder = $2;
