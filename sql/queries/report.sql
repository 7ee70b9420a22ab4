-- SPDX-License-Identifier: Apache-2.0
-- Figures that are read off the demands themselves.

-- name: ontime_demands
SELECT said_at, state, answered_at, ended_at FROM demand
WHERE jid = $1 AND origin = 'citizen';

-- name: ontime_demands_of_batch
SELECT said_at, state, answered_at, ended_at FROM demand
WHERE jid = $1 AND origin = 'citizen' AND batch_id IN
    (SELECT id FROM batch WHERE batch.jid = $1 AND name = $2);

-- name: batch_named
SELECT COUNT(*) AS n FROM batch WHERE jid = $1 AND name = $2;
