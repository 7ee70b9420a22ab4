-- SPDX-License-Identifier: Apache-2.0
-- name: actor_get
SELECT id, login, name, unit_id, disabled_at FROM officer WHERE id = $1;

-- name: actor_grants
SELECT unit_id, role FROM officer_role
WHERE officer_id = $1 AND valid_from <= $2 AND (valid_to = 0 OR valid_to > $2)
ORDER BY unit_id, role;
