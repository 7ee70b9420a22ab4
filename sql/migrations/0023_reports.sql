-- SPDX-License-Identifier: Apache-2.0
-- Plain addresses that get the sheets (removed ones stay, so that it can be said who got them), a
-- message's page beside its text, and overdue instructions of which the leader was told.
CREATE TABLE report_receiver ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    mail TEXT NOT NULL,
    added_by BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    removed_by BIGINT NOT NULL DEFAULT 0,
    removed_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT report_receiver_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX report_receiver_once ON report_receiver (jid, mail) WHERE removed_at = 0;
ALTER TABLE outbox ADD COLUMN address_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN page TEXT NOT NULL DEFAULT '';

CREATE TABLE instruction_told ( -- shard(jid)
    jid BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    CONSTRAINT instruction_told_pk PRIMARY KEY (jid, subject_kind, subject_id, serial, due_at)
);
