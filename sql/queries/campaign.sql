-- SPDX-License-Identifier: Apache-2.0
-- Campaigns.

-- name: campaign_insert
INSERT INTO campaign (
    jid, id, code, name, version, mechanism, study_at, from_at, to_at, places, chain, homes, tags, way, officer_id, made_at, ended_at
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
);

-- name: campaign_update
UPDATE campaign SET
    code = $3, name = $4, version = $5, mechanism = $6, study_at = $7, from_at = $8, to_at = $9,
    places = $10, chain = $11, homes = $12, tags = $13, way = $14, officer_id = $15,
    made_at = $16, ended_at = $17
WHERE jid = $1 AND id = $2 AND version = $18;

-- name: campaign_by_code
SELECT jid, id, code, name, version, mechanism, study_at, from_at, to_at, places, chain, homes, tags, way, officer_id, made_at, ended_at
FROM campaign WHERE jid = $1 AND code = $2;

-- name: campaign_get
SELECT jid, id, code, name, version, mechanism, study_at, from_at, to_at, places, chain, homes, tags, way, officer_id, made_at, ended_at
FROM campaign WHERE jid = $1 AND id = $2;

-- Some dozens a register.
-- name: campaign_list
SELECT jid, id, code, name, version, mechanism, study_at, from_at, to_at, places, chain, homes, tags, way, officer_id, made_at, ended_at
FROM campaign WHERE jid = $1 ORDER BY from_at DESC, id DESC LIMIT $2;
