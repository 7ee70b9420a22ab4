-- SPDX-License-Identifier: Apache-2.0
-- name: person_insert
INSERT INTO person (
    jid, id, name_enc, phone_enc, address_enc, idno_enc, mail_enc, name_hash, phone_hash,
    idno_hash, created_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: person_get
SELECT jid, id, name_enc, phone_enc, address_enc, idno_enc, mail_enc, name_hash, phone_hash,
    idno_hash, created_at
FROM person WHERE jid = $1 AND id = $2;

-- name: person_by_phone
SELECT jid, id, name_enc, phone_enc, address_enc, idno_enc, mail_enc, name_hash, phone_hash,
    idno_hash, created_at
FROM person WHERE jid = $1 AND phone_hash = $2 AND phone_hash <> ''
ORDER BY id DESC LIMIT 100;

-- name: person_by_idno
SELECT jid, id, name_enc, phone_enc, address_enc, idno_enc, mail_enc, name_hash, phone_hash,
    idno_hash, created_at
FROM person WHERE jid = $1 AND idno_hash = $2 AND idno_hash <> ''
ORDER BY id DESC LIMIT 100;

-- name: person_by_name
SELECT jid, id, name_enc, phone_enc, address_enc, idno_enc, mail_enc, name_hash, phone_hash,
    idno_hash, created_at
FROM person WHERE jid = $1 AND name_hash = $2 AND name_hash <> ''
ORDER BY id DESC LIMIT 100;

-- name: person_erase
UPDATE person SET name_enc = '', phone_enc = '', address_enc = '', idno_enc = '', mail_enc = '',
    name_hash = '', phone_hash = '', idno_hash = ''
WHERE jid = $1 AND id = $2;

-- name: speaker_insert
INSERT INTO speaker (jid, demand_id, serial, person_id) VALUES ($1, $2, $3, $4);

-- name: speaker_of_demand
SELECT serial, person_id FROM speaker WHERE jid = $1 AND demand_id = $2 ORDER BY serial;

-- A person's own demands, and those in which he or she speaks for a group; the newest first.
-- One person's are few: found by the person and then sorted (+ 0), not read in the order of time.
-- name: demand_of_person
SELECT x.id FROM (
    SELECT id FROM demand WHERE jid = $1 AND person_id = $2 AND person_id <> 0
    UNION ALL SELECT demand_id FROM speaker WHERE jid = $1 AND person_id = $2) AS x
ORDER BY x.id + 0 DESC LIMIT $3;

-- What the agreements of mediations are about to which a person is a party.
-- name: demand_of_party
SELECT l.demand_id AS id FROM party p
JOIN agreement g ON g.jid = p.jid AND g.id = p.agreement_id
JOIN link l ON l.jid = g.jid AND l.matter_id = g.matter_id
WHERE p.jid = $1 AND p.person_id = $2 AND p.person_id <> 0
ORDER BY l.demand_id + 0 DESC LIMIT $3;

-- name: demand_by_upstream
SELECT id FROM demand WHERE jid = $1 AND upstream_no = $2 AND upstream_no <> ''
ORDER BY id + 0 DESC LIMIT $3;
