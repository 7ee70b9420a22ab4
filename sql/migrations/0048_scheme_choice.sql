-- SPDX-License-Identifier: Apache-2.0
-- What people said of a demand's class in a scheme, against or beside its table: the last one holds.
-- seq: the demand's event that says so, with the reason; code '' = again as the table says.
CREATE TABLE scheme_choice ( -- shard(jid)
    jid BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    seq BIGINT NOT NULL,
    code TEXT NOT NULL,
    officer_id BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    CONSTRAINT scheme_choice_pk PRIMARY KEY (jid, demand_id, scheme, seq)
);
CREATE INDEX scheme_choice_scheme ON scheme_choice (jid, scheme, demand_id, seq);
