-- SPDX-License-Identifier: Apache-2.0
-- name: document_serial_next
INSERT INTO document_serial (jid, kind, year, last) VALUES ($1, $2, $3, 1)
ON CONFLICT (jid, kind, year) DO UPDATE SET last = document_serial.last + 1
RETURNING last;

-- name: document_insert
INSERT INTO document (jid, id, kind, year, serial, num, about, title, template, made_at, officer_id,
    unit_id, fields)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: document_get
SELECT jid, id, kind, year, serial, num, about, title, template, made_at, officer_id, unit_id, fields
FROM document WHERE jid = $1 AND id = $2;

-- name: document_of
SELECT jid, id, kind, year, serial, num, about, title, template, made_at, officer_id, unit_id,
    '' AS fields
FROM document WHERE jid = $1 AND about = $2 ORDER BY id DESC LIMIT 200;

-- name: document_of_year
SELECT jid, id, kind, year, serial, num, about, title, template, made_at, officer_id, unit_id,
    '' AS fields
FROM document WHERE jid = $1 AND year = $2 ORDER BY kind, serial LIMIT 10000;

-- name: document_template_newest
SELECT jid, kind, version, name, hash, body, officer_id, loaded_at FROM document_template
WHERE jid = $1 AND kind = $2 ORDER BY version DESC LIMIT 1;

-- name: document_template_get
SELECT jid, kind, version, name, hash, body, officer_id, loaded_at FROM document_template
WHERE jid = $1 AND kind = $2 AND version = $3;

-- name: document_template_all
SELECT jid, kind, version, name, hash, '' AS body, officer_id, loaded_at FROM document_template
WHERE jid = $1 AND kind = $2 ORDER BY version DESC LIMIT 200;

-- name: document_template_insert
INSERT INTO document_template (jid, kind, version, name, hash, body, officer_id, loaded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: document_matters_of_list
SELECT num FROM matter WHERE jid = $1 AND dispatch_no = $2 AND dispatch_no <> ''
ORDER BY id LIMIT 501;

-- The matters opened from $2 to $3 by who leads them, as they stand at $4: how many, answered, past
-- the limit of the written report, and found unsatisfactory by a citizen. What a ledger brought in is
-- not of this time.
-- name: bulletin_units
SELECT m.lead_unit AS unit_id, COUNT(*) AS matters,
    SUM(CASE WHEN m.answered_at > 0 THEN 1 ELSE 0 END) AS answered,
    SUM(CASE WHEN EXISTS (SELECT 1 FROM clock k WHERE k.jid = $1 AND k.subject_kind = 'matter'
        AND k.subject_id = m.id AND k.kind = 'feedback' AND k.due_at > 0
        AND (k.stopped_at > k.due_at OR (k.stopped_at = 0 AND k.due_at < $4)))
        THEN 1 ELSE 0 END) AS late,
    SUM(CASE WHEN EXISTS (SELECT 1 FROM link l WHERE l.jid = $1 AND l.matter_id = m.id
        AND l.grade <> '') THEN 1 ELSE 0 END) AS graded,
    SUM(CASE WHEN EXISTS (SELECT 1 FROM link l WHERE l.jid = $1 AND l.matter_id = m.id
        AND l.grade IN ('unsatisfied', 'very_unsatisfied')) THEN 1 ELSE 0 END) AS unsatisfied
FROM matter m
WHERE m.jid = $1 AND m.opened_at >= $2 AND m.opened_at < $3 AND m.lead_unit <> 0
    AND m.close_ground <> 'taken_over'
GROUP BY m.lead_unit ORDER BY matters DESC, m.lead_unit LIMIT 300;

-- What citizens spoke of from $2 to $3.
-- name: bulletin_classes
SELECT class, COUNT(*) AS demands FROM demand
WHERE jid = $1 AND recorded_at >= $2 AND recorded_at < $3 AND origin = 'citizen' AND class <> ''
GROUP BY class ORDER BY demands DESC, class LIMIT 8;
