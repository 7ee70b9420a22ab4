-- SPDX-License-Identifier: Apache-2.0
-- name: calendar_days
SELECT day, rest, name FROM calendar_day
ORDER BY day;

-- name: calendar_days_between
SELECT day, rest, name FROM calendar_day
WHERE day >= $1 AND day <= $2
ORDER BY day;

-- name: calendar_day_put
INSERT INTO calendar_day (day, rest, name) VALUES ($1, $2, $3)
ON CONFLICT (day) DO UPDATE SET rest = excluded.rest, name = excluded.name;

-- name: calendar_day_delete
DELETE FROM calendar_day
WHERE day = $1;

-- name: calendar_years
SELECT year FROM calendar_year
ORDER BY year;

-- name: calendar_year_put
INSERT INTO calendar_year (year, loaded_at) VALUES ($1, $2)
ON CONFLICT (year) DO UPDATE SET loaded_at = excluded.loaded_at;

-- name: calendar_year_delete
DELETE FROM calendar_year
WHERE year = $1;
