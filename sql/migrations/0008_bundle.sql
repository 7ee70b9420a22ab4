-- SPDX-License-Identifier: Apache-2.0
-- A bundle (打包): several matters under one coordinating unit and plan. States, clocks and counts
-- stay the matters' own.
CREATE TABLE bundle ( -- shard(jid)
    jid BIGINT NOT NULL DEFAULT 0,
    id BIGINT NOT NULL DEFAULT 0,
    num TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 0,
    title TEXT NOT NULL DEFAULT '',
    plan TEXT NOT NULL DEFAULT '',
    unit_id BIGINT NOT NULL DEFAULT 0,
    desk_unit BIGINT NOT NULL DEFAULT 0,
    officer_id BIGINT NOT NULL DEFAULT 0,
    opened_at BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL DEFAULT 0,
    closed_at BIGINT NOT NULL DEFAULT 0,
    result TEXT NOT NULL DEFAULT '',
    CONSTRAINT bundle_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX bundle_num ON bundle (jid, num);
CREATE INDEX bundle_open ON bundle (jid, closed_at, opened_at);

ALTER TABLE matter ADD COLUMN bundle_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE matter ADD COLUMN bundle_unit BIGINT NOT NULL DEFAULT 0;
CREATE INDEX matter_bundle ON matter (jid, bundle_id, due_at) WHERE bundle_id <> 0;

-- Few at a time.
CREATE INDEX matter_supervised ON matter (jid, due_at, id) WHERE supervised = 1;
