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
