-- SPDX-License-Identifier: Apache-2.0
-- The work list as it stood, kept under a name: the members of its address as a JSON object, never
-- its rows. unit_id: whose officers see it too when it is shared.
CREATE TABLE saved_view ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    shared BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT saved_view_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX saved_view_name ON saved_view (jid, officer_id, name);
CREATE INDEX saved_view_unit ON saved_view (jid, unit_id, id) WHERE shared = 1;
