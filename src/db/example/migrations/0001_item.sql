-- SPDX-License-Identifier: Apache-2.0
-- A small schema for the tests of the database layer.
CREATE TABLE item ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    parent BIGINT, -- checked at the end of the transaction
    kind TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    open BIGINT NOT NULL DEFAULT 0 CONSTRAINT item_open CHECK (open IN (0, 1)),
    tags TEXT NOT NULL DEFAULT '',
    due_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT item_pk PRIMARY KEY (jid, id),
    CONSTRAINT item_parent FOREIGN KEY (jid, parent) REFERENCES item (jid, id)
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX item_due ON item (jid, kind, due_at, id);
CREATE TABLE secret (id BIGINT NOT NULL PRIMARY KEY, body @blob@); -- replicate
