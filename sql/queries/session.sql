-- SPDX-License-Identifier: Apache-2.0
-- name: login_insert
INSERT INTO login (token_hash, officer_id, csrf, created_at, seen_at, expires_at, address, agent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (token_hash) DO NOTHING;

-- name: login_get
SELECT l.token_hash AS token_hash, l.officer_id AS officer_id, l.csrf AS csrf,
    l.seen_at AS seen_at, l.expires_at AS expires_at, o.must_change AS must_change,
    o.login AS login, o.name AS name, o.unit_id AS unit_id, o.disabled_at AS disabled_at
FROM login l JOIN officer o ON o.id = l.officer_id
WHERE l.token_hash = $1;

-- name: login_touch
UPDATE login SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2;

-- name: login_end
DELETE FROM login WHERE token_hash = $1;

-- name: login_end_others
DELETE FROM login WHERE officer_id = $1 AND token_hash <> $2;

-- name: login_sweep
DELETE FROM login WHERE expires_at < $1 OR seen_at < $2;

-- name: throttle_get
SELECT window_at, n FROM throttle WHERE key_hash = $1;

-- name: throttle_put
INSERT INTO throttle (key_hash, window_at, n) VALUES ($1, $2, $3)
ON CONFLICT (key_hash) DO UPDATE SET window_at = excluded.window_at, n = excluded.n;

-- name: throttle_sweep
DELETE FROM throttle WHERE window_at < $1 OR (n >= 0 AND window_at < $2);
