-- SPDX-License-Identifier: Apache-2.0
-- name: bulletin_insert
INSERT INTO bulletin (jid, id, version, about, campaign, title, state, facts, hash, words,
    drafted_by, drafted_at, edited_by, edited_at, checked_by, checked_at, ended_by, ended_at, reason,
    units, paper, num)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22);

-- What its figures say is never written again.
-- name: bulletin_move
UPDATE bulletin SET version = version + 1, title = $4, words = $5, state = $6, edited_by = $7,
    edited_at = $8, checked_by = $9, checked_at = $10, ended_by = $11, ended_at = $12, reason = $13,
    units = $14, paper = $15, num = $16
WHERE jid = $1 AND id = $2 AND version = $3 AND state IN ('draft', 'checked');

-- name: bulletin_get
SELECT jid, id, version, about, campaign, title, state, facts, hash, words, drafted_by, drafted_at,
    edited_by, edited_at, checked_by, checked_at, ended_by, ended_at, reason, units, paper, num
FROM bulletin WHERE jid = $1 AND id = $2;

-- The newest issue of one monthly analysis; none was drafted before its month began.
-- name: bulletin_issued_of
SELECT jid, id, num FROM bulletin
WHERE jid = $1 AND drafted_at >= $2 AND (about = $3 OR about = $4) AND state = 'issued'
ORDER BY ended_at DESC, id DESC LIMIT 1;

-- Some dozens a year.
-- name: bulletin_list
SELECT jid, id, version, about, campaign, title, state, drafted_by, drafted_at, checked_by,
    checked_at, ended_by, ended_at, reason, units, paper, num
FROM bulletin WHERE jid = $1 AND drafted_at >= $2 AND drafted_at < $3
ORDER BY drafted_at DESC, id DESC LIMIT $4;
