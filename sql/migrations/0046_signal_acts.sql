-- SPDX-License-Identifier: Apache-2.0
-- Who of those told of a signal has seen it or dismissed it; what was brought about by a notice.

-- said: seen, dismissed. seq: the event of the unit that says so.
CREATE TABLE notice_ack ( -- shard(jid)
    jid BIGINT NOT NULL,
    notice_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    said TEXT NOT NULL,
    words TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    CONSTRAINT notice_ack_pk PRIMARY KEY (jid, notice_id, officer_id)
);
CREATE INDEX notice_after ON notice (jid, after_id, id) WHERE after_id <> 0;

-- What is kept of a demand to see signals is without function words from here on: anew for those there are.
INSERT INTO derive_todo (jid, id, subject_kind, subject_id, words)
SELECT jid, id, 'demand', id, 1 FROM demand WHERE TRUE
ON CONFLICT (jid, id) DO NOTHING;
