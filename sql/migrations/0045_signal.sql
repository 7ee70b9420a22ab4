-- SPDX-License-Identifier: Apache-2.0
-- Weak signals: what is kept of each demand to see them, when they were looked for last, and the
-- signals, each with its notice.

-- unit_id: of the place, else the desk. barred: the unit complained about. pairs: text/signature.h.
CREATE TABLE signal_source ( -- shard(jid)
    jid BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    place_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    barred BIGINT NOT NULL,
    pairs TEXT NOT NULL,
    CONSTRAINT signal_source_pk PRIMARY KEY (jid, demand_id)
);
CREATE INDEX signal_source_said ON signal_source (jid, said_at, demand_id);

CREATE TABLE signal_look ( -- shard(jid)
    jid BIGINT NOT NULL,
    looked_at BIGINT NOT NULL,
    CONSTRAINT signal_look_pk PRIMARY KEY (jid)
);

-- cause, rule_version: of the rule of supervision. group_id: unit or place; 0 = of one person.
-- mark: what they share (text/burst.h). words: what the word is called. usual: in tenths.
CREATE TABLE signal ( -- shard(jid)
    jid BIGINT NOT NULL,
    notice_id BIGINT NOT NULL,
    cause TEXT NOT NULL,
    group_id BIGINT NOT NULL,
    mark BIGINT NOT NULL,
    words TEXT NOT NULL,
    size BIGINT NOT NULL,
    people BIGINT NOT NULL,
    usual BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    raised_at BIGINT NOT NULL,
    grown_at BIGINT NOT NULL,
    CONSTRAINT signal_pk PRIMARY KEY (jid, notice_id)
);
CREATE INDEX signal_last ON signal (jid, cause, last_at, notice_id);

CREATE TABLE signal_demand ( -- shard(jid)
    jid BIGINT NOT NULL,
    notice_id BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    CONSTRAINT signal_demand_pk PRIMARY KEY (jid, notice_id, demand_id)
);

-- Those there are already.
INSERT INTO derive_todo (jid, id, subject_kind, subject_id, words)
SELECT jid, id, 'demand', id, 1 FROM demand WHERE TRUE
ON CONFLICT (jid, id) DO NOTHING;
