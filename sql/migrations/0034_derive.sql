-- SPDX-License-Identifier: Apache-2.0
-- What is still to be computed from what was said: a row for each demand or matter whose words, or
-- whose readers, an act has changed, written with the act. A row and not a watermark: one that is
-- committed late is not passed over.
CREATE TABLE derive_todo ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    words BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    CONSTRAINT derive_todo_pk PRIMARY KEY (jid, id)
);
CREATE INDEX derive_todo_failing ON derive_todo (jid, id) WHERE tries > 0;
INSERT INTO derive_todo (jid, id, subject_kind, subject_id, words)
SELECT jid, id, 'demand', id, 1 FROM demand;

-- Which process does it: one at a time.
CREATE TABLE derive_lease ( -- shard(jid)
    jid BIGINT NOT NULL,
    node BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    CONSTRAINT derive_lease_pk PRIMARY KEY (jid)
);
