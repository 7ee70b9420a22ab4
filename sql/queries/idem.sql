-- SPDX-License-Identifier: Apache-2.0
-- Answers kept for requests that may be sent again.

-- name: idem_get
SELECT key_hash, body_hash, status, answer_enc, created_at FROM idem
WHERE key_hash = $1 AND created_at >= $2;

-- An answer too old to be given again makes room for a new one.
-- name: idem_put
INSERT INTO idem (key_hash, body_hash, status, answer_enc, created_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key_hash) DO UPDATE SET body_hash = excluded.body_hash, status = excluded.status,
    answer_enc = excluded.answer_enc, created_at = excluded.created_at
WHERE idem.created_at < $6;

-- name: idem_sweep
DELETE FROM idem WHERE created_at < $1;
