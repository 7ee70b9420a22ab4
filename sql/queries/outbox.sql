-- SPDX-License-Identifier: Apache-2.0
-- name: outbox_insert
INSERT INTO outbox (
    jid, id, channel, officer_id, person_id, subject_kind, subject_id, template, body_enc, state,
    tries, next_at, created_at, sent_at, problem, file_name, file, address_id, page
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $11, 0, '', $12, $13, $14, $15);

-- name: outbox_due
SELECT id, officer_id, person_id, channel, body_enc, tries, file_name, file,
    address_id, page FROM outbox
WHERE jid = $1 AND state = 'waiting' AND next_at <= $2 AND channel = $3
ORDER BY next_at, id LIMIT 1;

-- name: outbox_claim
UPDATE outbox SET tries = $3, next_at = $4
WHERE jid = $1 AND id = $2 AND state = 'waiting' AND next_at <= $5;

-- name: outbox_sent
UPDATE outbox SET state = 'sent', sent_at = $3, body_enc = '', file = '', page = '', problem = ''
WHERE jid = $1 AND id = $2 AND state = 'waiting';

-- name: outbox_failed
UPDATE outbox SET state = $3, next_at = $4, problem = $5
WHERE jid = $1 AND id = $2 AND state = 'waiting';

-- $2 = 0: all of them.
-- name: outbox_retry
UPDATE outbox SET state = 'waiting', tries = 0, next_at = $3
WHERE jid = $1 AND state = 'dead' AND (id = $2 OR $2 = 0);

-- For people to look at: nothing of what is said, and no address.
-- name: outbox_list
SELECT o.id AS id, o.channel AS channel, o.template AS template, o.tries AS tries,
    o.next_at AS next_at, o.created_at AS created_at, o.sent_at AS sent_at, o.problem AS problem,
    o.person_id AS person_id, COALESCE(f.name, '') AS officer
FROM outbox o LEFT JOIN officer f ON f.id = o.officer_id
WHERE o.jid = $1 AND o.state = $2 ORDER BY o.next_at DESC LIMIT $3;

-- name: outbox_counts
SELECT state, count(*) AS n, min(created_at) AS oldest_at FROM outbox
WHERE jid = $1 AND state <> 'sent' GROUP BY state;

-- name: message_text_newest
SELECT jid, name, version, subject, text, reason, officer_id, set_at FROM message_text
WHERE jid = $1 AND name = $2 ORDER BY version DESC LIMIT 1;

-- name: message_text_all
SELECT jid, name, version, subject, text, reason, officer_id, set_at FROM message_text
WHERE jid = $1 ORDER BY name, version DESC LIMIT 2000;

-- name: message_text_insert
INSERT INTO message_text (jid, name, version, subject, text, reason, officer_id, set_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- Plain addresses that get the sheets.
-- name: receiver_list
SELECT r.id AS id, r.mail AS mail, r.added_at AS added_at, COALESCE(o.name, '') AS added_by
FROM report_receiver r LEFT JOIN officer o ON o.id = r.added_by
WHERE r.jid = $1 AND r.removed_at = 0 AND r.mail > '' ORDER BY r.mail LIMIT 200;

-- name: receiver_mail
SELECT mail FROM report_receiver WHERE jid = $1 AND id = $2 AND removed_at = 0;

-- name: receiver_add
INSERT INTO report_receiver (jid, id, mail, added_by, added_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (jid, mail) WHERE removed_at = 0 DO NOTHING;

-- name: receiver_remove
UPDATE report_receiver SET removed_by = $3, removed_at = $4
WHERE jid = $1 AND id = $2 AND removed_at = 0;
