-- SPDX-License-Identifier: Apache-2.0
-- name: publication_insert
INSERT INTO publication (jid, id, version, subject_kind, subject_id, num, question, answer, folded,
    class, place_id, month, state, drafted_by, drafted_at, edited_by, edited_at, published_by,
    published_at, shown_no, withdrawn_by, withdrawn_at, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23);

-- What was withdrawn is never written again.
-- name: publication_move
UPDATE publication SET version = version + 1, question = $4, answer = $5, folded = $6, place_id = $7,
    state = $8, edited_by = $9, edited_at = $10, published_by = $11, published_at = $12,
    shown_no = $13, withdrawn_by = $14, withdrawn_at = $15, reason = $16
WHERE jid = $1 AND id = $2 AND version = $3 AND state <> 'withdrawn';

-- name: publication_get
SELECT jid, id, version, subject_kind, subject_id, num, question, answer, class, place_id, month,
    state, drafted_by, drafted_at, edited_by, edited_at, published_by, published_at, shown_no,
    withdrawn_by, withdrawn_at, reason
FROM publication WHERE jid = $1 AND id = $2;

-- The one that is drafted or published.
-- name: publication_of
SELECT jid, id, version, subject_kind, subject_id, num, state FROM publication
WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3 AND state <> 'withdrawn';

-- The newest first.
-- name: publication_list
SELECT jid, id, version, num, question, class, place_id, month, state, drafted_by, drafted_at,
    published_by, published_at
FROM publication WHERE jid = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- What anybody may read, the newest first. $3: a folded word between "%", letters, digits and
-- ideographs alone: nothing in it is to be escaped.
-- name: publication_shown
SELECT jid, shown_no, question, answer, class, place_id, month FROM publication
WHERE jid = $1 AND state = 'published' AND shown_no < $2 AND folded LIKE $3
ORDER BY shown_no DESC LIMIT $4;
