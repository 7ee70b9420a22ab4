-- SPDX-License-Identifier: Apache-2.0
-- What was suggested when a matter was levelled, by what, and what was chosen. seq: the event of
-- the matter, where the reason stands.

CREATE TABLE level_use ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    matter_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    rule BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 0,
    serial BIGINT NOT NULL DEFAULT 0,
    suggested TEXT NOT NULL DEFAULT '',
    chosen TEXT NOT NULL,
    CONSTRAINT level_use_pk PRIMARY KEY (jid, id)
);
CREATE INDEX level_use_at ON level_use (jid, at, id);
CREATE INDEX level_use_matter ON level_use (jid, matter_id, id);
