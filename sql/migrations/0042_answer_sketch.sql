-- SPDX-License-Identifier: Apache-2.0
-- What a given answer is like (text/likeness.h), to tell a unit that copies. Derived; a row for each
-- text of an answer.
CREATE TABLE answer_sketch ( -- shard(jid)
    jid BIGINT NOT NULL,
    matter_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    sketch TEXT NOT NULL,
    grams BIGINT NOT NULL,
    CONSTRAINT answer_sketch_pk PRIMARY KEY (jid, matter_id, seq)
);
CREATE INDEX answer_sketch_unit ON answer_sketch (jid, unit_id, answered_at, matter_id);
INSERT INTO derive_todo (jid, id, subject_kind, subject_id, words)
SELECT jid, id, 'demand', id, 1 FROM demand WHERE answered_at > 0 ON CONFLICT (jid, id) DO NOTHING;
