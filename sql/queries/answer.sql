-- SPDX-License-Identifier: Apache-2.0
-- name: answer_sketch_put
INSERT INTO answer_sketch (jid, matter_id, seq, unit_id, answered_at, sketch, grams)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (jid, matter_id, seq) DO UPDATE SET
    unit_id = excluded.unit_id, answered_at = excluded.answered_at, sketch = excluded.sketch,
    grams = excluded.grams;

-- name: answer_sketch_newest
SELECT matter_id, seq, sketch, grams FROM answer_sketch
WHERE jid = $1 AND unit_id = $2 ORDER BY answered_at DESC, matter_id DESC LIMIT $3;
