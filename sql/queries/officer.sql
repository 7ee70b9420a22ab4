-- SPDX-License-Identifier: Apache-2.0
-- name: officer_insert
INSERT INTO officer (
    id, login, name, unit_id, mail, phone_enc, must_change, disabled_at, created_at, version,
    title, stand_in_id, templates, password_hash
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: officer_get
SELECT id, login, name, unit_id, mail, phone_enc, must_change, disabled_at, created_at, version,
    title, stand_in_id, templates
FROM officer WHERE id = $1;

-- name: officer_by_login
SELECT id, login, name, unit_id, mail, phone_enc, must_change, disabled_at, created_at, version,
    title, stand_in_id, templates
FROM officer WHERE login = $1;

-- name: officer_all
SELECT id, login, name, unit_id, mail, phone_enc, must_change, disabled_at, created_at, version,
    title, stand_in_id, templates
FROM officer ORDER BY login;

-- name: officer_password
SELECT id, password_hash, must_change, disabled_at FROM officer WHERE login = $1;

-- name: officer_password_of
SELECT id, password_hash, must_change, disabled_at FROM officer WHERE id = $1;

-- name: officer_update
UPDATE officer SET name = $3, unit_id = $4, mail = $5, phone_enc = $6, title = $7,
    stand_in_id = $8, templates = $9, version = version + 1
WHERE id = $1 AND version = $2;

-- name: officer_set_password
UPDATE officer SET password_hash = $2, must_change = $3, version = version + 1 WHERE id = $1;

-- name: officer_rehash
UPDATE officer SET password_hash = $3 WHERE id = $1 AND password_hash = $2;

-- name: officer_set_disabled
UPDATE officer SET disabled_at = $2, version = version + 1 WHERE id = $1;

-- name: role_of_officer
SELECT officer_id, unit_id, role, valid_from, valid_to FROM officer_role
WHERE officer_id = $1 ORDER BY unit_id, role;

-- name: role_all
SELECT officer_id, unit_id, role, valid_from, valid_to FROM officer_role
ORDER BY officer_id, unit_id, role;

-- name: role_grant
INSERT INTO officer_role (officer_id, unit_id, role, valid_from, valid_to)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (officer_id, unit_id, role)
DO UPDATE SET valid_from = excluded.valid_from, valid_to = excluded.valid_to;

-- name: role_revoke
DELETE FROM officer_role WHERE officer_id = $1 AND unit_id = $2 AND role = $3;

-- name: officer_of_unit
SELECT o.id AS id, o.mail AS mail, o.phone_enc AS phone_enc
FROM officer_role r JOIN officer o ON o.id = r.officer_id
WHERE r.unit_id = $1 AND r.valid_from <= $2 AND (r.valid_to = 0 OR r.valid_to > $2)
  AND (r.role = $3 OR r.role = $4 OR r.role = $5) AND o.disabled_at = 0
ORDER BY o.id;

-- name: officer_leaders
SELECT o.id AS id, r.unit_id AS unit_id, o.name AS name
FROM officer_role r JOIN officer o ON o.id = r.officer_id
WHERE r.role = 'leader' AND r.valid_from <= $1 AND (r.valid_to = 0 OR r.valid_to > $1)
  AND o.disabled_at = 0
ORDER BY o.name, o.id, r.unit_id;
