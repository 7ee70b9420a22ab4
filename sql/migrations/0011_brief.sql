-- SPDX-License-Identifier: Apache-2.0
-- The sheets that went out (never twice), and a message with a file.
CREATE TABLE brief_sent ( -- shard(jid)
    jid BIGINT NOT NULL,
    kind TEXT NOT NULL,
    day BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    messages BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT brief_sent_pk PRIMARY KEY (jid, kind, day)
);
ALTER TABLE outbox ADD COLUMN file_name TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN file TEXT NOT NULL DEFAULT '';
