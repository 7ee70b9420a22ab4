-- SPDX-License-Identifier: Apache-2.0
-- Hot spots: what is kept of each demand's words to group it, the groups, and what people decided.

-- names: name, ":" and its flags (l in the title, w wide), blanks between; pairs: text/signature.h.
-- part: the smallest demand of the connected part; hotspot_id: that, unless somebody has taken it
-- in hand. barred: the unit complained about.
CREATE TABLE signature ( -- shard(jid)
    jid BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    support BIGINT NOT NULL,
    barred BIGINT NOT NULL,
    place_id BIGINT NOT NULL,
    part BIGINT NOT NULL,
    hotspot_id BIGINT NOT NULL,
    pin BIGINT NOT NULL DEFAULT 0,
    names TEXT NOT NULL,
    pairs TEXT NOT NULL,
    CONSTRAINT signature_pk PRIMARY KEY (jid, demand_id)
);
CREATE INDEX signature_part ON signature (jid, part, demand_id);
CREATE INDEX signature_hotspot ON signature (jid, hotspot_id, said_at, demand_id);

CREATE TABLE signature_name ( -- shard(jid)
    jid BIGINT NOT NULL,
    name TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    CONSTRAINT signature_name_pk PRIMARY KEY (jid, name, said_at, demand_id)
);

-- How often names and pairs occur, as counted last (text/cluster.h).
CREATE TABLE signature_weight ( -- shard(jid)
    jid BIGINT NOT NULL,
    demands BIGINT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT signature_weight_pk PRIMARY KEY (jid)
);

-- state: open, followed, dismissed. held: somebody has decided on it, its demands are pinned.
CREATE TABLE hotspot ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    held BIGINT NOT NULL,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    words TEXT NOT NULL,
    worded BIGINT NOT NULL,
    size BIGINT NOT NULL,
    people BIGINT NOT NULL,
    support BIGINT NOT NULL,
    recent BIGINT NOT NULL,
    earlier BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    heat BIGINT NOT NULL,
    counted_at BIGINT NOT NULL,
    CONSTRAINT hotspot_pk PRIMARY KEY (jid, id)
);
CREATE INDEX hotspot_heat ON hotspot (jid, state, heat, id);

-- A weight of the heat that is not the usual one, in hundredths.
CREATE TABLE heat_weight ( -- shard(jid)
    jid BIGINT NOT NULL,
    term TEXT NOT NULL,
    weight BIGINT NOT NULL,
    CONSTRAINT heat_weight_pk PRIMARY KEY (jid, term)
);

-- Those there are already.
INSERT INTO derive_todo (jid, id, subject_kind, subject_id, words)
SELECT jid, id, 'demand', id, 1 FROM demand WHERE TRUE
ON CONFLICT (jid, id) DO NOTHING;
