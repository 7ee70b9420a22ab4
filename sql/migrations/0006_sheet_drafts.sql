-- SPDX-License-Identifier: Apache-2.0
-- What a unit without log-ins wrote into its table of tasks, until somebody files it or lets it go.
-- base_version is what the table was made from, seen_version what the person who filed a part of it
-- had before them; body is emptied when the draft ends.
CREATE TABLE sheet_draft ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    action TEXT NOT NULL,
    body TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    base_version BIGINT NOT NULL,
    seen_version BIGINT NOT NULL,
    file TEXT NOT NULL,
    line BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    ended_by BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT sheet_draft_pk PRIMARY KEY (jid, id)
);
-- The same words for the same version of a task are one draft, however often they are sent.
CREATE UNIQUE INDEX sheet_draft_once
    ON sheet_draft (jid, task_id, action, base_version, body_hash);
CREATE INDEX sheet_draft_unit ON sheet_draft (jid, unit_id, created_at, id) WHERE state = 'open';
