-- SPDX-License-Identifier: Apache-2.0
-- Models that suggest class, level and lead unit, learnt from the place's own decisions. The model
-- itself is a file in blobs/ (blob: its SHA-256; '' = none is kept). Shares in ten-thousandths.
-- state: in_use, weak, worse, replaced.
CREATE TABLE model ( -- shard(jid)
    jid BIGINT NOT NULL,
    target TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    blob TEXT NOT NULL DEFAULT '',
    bytes BIGINT NOT NULL DEFAULT 0,
    decisions BIGINT NOT NULL,
    held_back BIGINT NOT NULL,
    cut_id BIGINT NOT NULL,
    labels BIGINT NOT NULL,
    macro_f1 BIGINT NOT NULL,
    correct BIGINT NOT NULL,
    top3 BIGINT NOT NULL,
    sure BIGINT NOT NULL,
    sure_correct BIGINT NOT NULL,
    guess BIGINT NOT NULL,
    before_version BIGINT NOT NULL DEFAULT 0,
    before_correct BIGINT NOT NULL DEFAULT 0,
    how TEXT NOT NULL DEFAULT '',
    officer_id BIGINT NOT NULL DEFAULT 0,
    made_at BIGINT NOT NULL,
    CONSTRAINT model_pk PRIMARY KEY (jid, target, version)
);
CREATE INDEX model_in_use ON model (jid, target, version) WHERE state = 'in_use';
CREATE INDEX model_blob ON model (blob) WHERE blob <> '';

-- When a model may suggest; a target without a row goes by the defaults.
CREATE TABLE model_rule ( -- shard(jid)
    jid BIGINT NOT NULL,
    target TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    least_decisions BIGINT NOT NULL,
    least_correct BIGINT NOT NULL,
    least_confidence BIGINT NOT NULL,
    officer_id BIGINT NOT NULL DEFAULT 0,
    changed_at BIGINT NOT NULL,
    CONSTRAINT model_rule_pk PRIMARY KEY (jid, target)
);

-- What was suggested when a person decided, and what was chosen.
CREATE TABLE suggestion_use ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    target TEXT NOT NULL,
    version BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    suggested TEXT NOT NULL DEFAULT '',
    confidence BIGINT NOT NULL,
    chosen TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT suggestion_use_pk PRIMARY KEY (jid, id)
);
CREATE INDEX suggestion_use_at ON suggestion_use (jid, at, target);

-- Which node trains in a night: the first that writes the row.
CREATE TABLE model_night ( -- shard(jid)
    jid BIGINT NOT NULL,
    day BIGINT NOT NULL,
    node BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT model_night_pk PRIMARY KEY (jid, day)
);
