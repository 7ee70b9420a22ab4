-- SPDX-License-Identifier: Apache-2.0
-- name: attach_insert
INSERT INTO attachment (
    jid, id, subject_kind, subject_id, seq, sha256, name, type, bytes, derived_sha256,
    token_hash, officer_id, created_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: attach_get
SELECT jid, id, subject_kind, subject_id, seq, sha256, name, type, bytes, derived_sha256,
    token_hash, officer_id, created_at
FROM attachment WHERE jid = $1 AND id = $2;

-- name: attach_by_subject
SELECT jid, id, subject_kind, subject_id, seq, sha256, name, type, bytes, derived_sha256,
    token_hash, officer_id, created_at
FROM attachment WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY id;

-- name: attach_bind
UPDATE attachment SET subject_kind = $3, subject_id = $4, seq = $5, token_hash = ''
WHERE jid = $1 AND id = $2 AND subject_kind = '';

-- name: attach_unbound
SELECT jid, id, subject_kind, subject_id, seq, sha256, name, type, bytes, derived_sha256,
    token_hash, officer_id, created_at
FROM attachment WHERE jid = $1 AND subject_kind = '' AND subject_id = 0 AND created_at < $2
ORDER BY id LIMIT 500;

-- name: attach_delete_unbound
DELETE FROM attachment WHERE jid = $1 AND id = $2 AND subject_kind = '';

-- name: all_attach_uses
SELECT count(*) AS n FROM attachment WHERE sha256 = $1 OR derived_sha256 = $1;
