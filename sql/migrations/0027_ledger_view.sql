-- SPDX-License-Identifier: Apache-2.0
-- A choice out of the ledgers kept under a name: its filters as a JSON object, never its rows. Removed
-- ones stay, so that an old link can say so.
CREATE TABLE ledger_view ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    shared BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    removed_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT ledger_view_pk PRIMARY KEY (jid, id)
);
CREATE INDEX ledger_view_owner ON ledger_view (jid, officer_id, id);
