-- SPDX-License-Identifier: Apache-2.0
-- Same again? What is kept of each demand's words to find those that may be about the same matter
-- (text/likeness.h), and what people decided.

-- Derived. keys: what same_key holds of it, 16 hexadecimal digits each.
CREATE TABLE same_sketch ( -- shard(jid)
    jid BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    place_id BIGINT NOT NULL,
    class TEXT NOT NULL,
    grams BIGINT NOT NULL,
    sketch TEXT NOT NULL,
    keys TEXT NOT NULL,
    CONSTRAINT same_sketch_pk PRIMARY KEY (jid, demand_id)
);
CREATE INDEX same_sketch_place ON same_sketch (jid, place_id, class, demand_id);

-- Derived: texts that are alike have keys in common.
CREATE TABLE same_key ( -- shard(jid)
    jid BIGINT NOT NULL,
    word BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    CONSTRAINT same_key_pk PRIMARY KEY (jid, word, demand_id)
);

-- What somebody decided last on a demand and an earlier one. finding: same, repeat, different.
-- score, share: per cent, as shown; marked: whether it was this that made the demand a repeated one.
CREATE TABLE same_decision ( -- shard(jid)
    jid BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    finding TEXT NOT NULL,
    score BIGINT NOT NULL,
    share BIGINT NOT NULL,
    person TEXT NOT NULL,
    same_place BIGINT NOT NULL,
    same_class BIGINT NOT NULL,
    days BIGINT NOT NULL,
    marked BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    CONSTRAINT same_decision_pk PRIMARY KEY (jid, demand_id, other_id)
);
CREATE INDEX same_decision_other ON same_decision (jid, other_id, demand_id);

-- Those there are already.
INSERT INTO derive_todo (jid, id, subject_kind, subject_id, words)
SELECT jid, id, 'demand', id, 1 FROM demand WHERE TRUE
ON CONFLICT (jid, id) DO NOTHING;
