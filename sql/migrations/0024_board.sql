-- SPDX-License-Identifier: Apache-2.0
-- Boards (红黑榜): rules in versions, boards frozen with what their figures were computed from,
-- exclusions, what follows for a unit, accountability.
CREATE TABLE board_rule ( -- shard(jid)
    jid BIGINT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    loaded_at BIGINT NOT NULL,
    CONSTRAINT board_rule_pk PRIMARY KEY (jid, name, version)
);

-- state: draft, checked, published, dropped. figures, signals, exclusions: JSON; hash: over rule,
-- period, facts and these.
CREATE TABLE board ( -- shard(jid)
    jid BIGINT NOT NULL,
    num TEXT NOT NULL,
    version BIGINT NOT NULL,
    rule TEXT NOT NULL,
    rule_version BIGINT NOT NULL,
    title TEXT NOT NULL,
    campaign TEXT NOT NULL DEFAULT '',
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    drafted_by BIGINT NOT NULL,
    drafted_at BIGINT NOT NULL,
    checked_by BIGINT NOT NULL DEFAULT 0,
    checked_at BIGINT NOT NULL DEFAULT 0,
    ended_by BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    figures TEXT NOT NULL,
    signals TEXT NOT NULL,
    exclusions TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT board_pk PRIMARY KEY (jid, num)
);
CREATE INDEX board_drafted ON board (jid, drafted_at, num);

-- facts: a line each, "measure TAB number TAB class TAB value TAB excluded".
CREATE TABLE board_unit ( -- shard(jid)
    jid BIGINT NOT NULL,
    num TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    team TEXT NOT NULL,
    facts TEXT NOT NULL,
    CONSTRAINT board_unit_pk PRIMARY KEY (jid, num, unit_id)
);

CREATE TABLE board_exclusion ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    matter TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    ground TEXT NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_by BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by BIGINT NOT NULL DEFAULT 0,
    decided_at BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    CONSTRAINT board_exclusion_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX board_exclusion_matter ON board_exclusion (jid, matter, unit_id)
    WHERE state <> 'refused';
CREATE INDEX board_exclusion_asked ON board_exclusion (jid, asked_at, id);

-- What a place on the black list brings: kind remind, interview, examine; scope: year or campaign.
CREATE TABLE board_step ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    board TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    scope TEXT NOT NULL,
    serial BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    held_at BIGINT NOT NULL DEFAULT 0,
    who TEXT NOT NULL DEFAULT '',
    about TEXT NOT NULL DEFAULT '',
    measures TEXT NOT NULL DEFAULT '',
    signed TEXT NOT NULL DEFAULT '',
    recorded_by BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    answered_by BIGINT NOT NULL DEFAULT 0,
    answered_at BIGINT NOT NULL DEFAULT 0,
    accepted_by BIGINT NOT NULL DEFAULT 0,
    accepted_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT board_step_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX board_step_serial ON board_step (jid, scope, unit_id, serial);
CREATE INDEX board_step_made ON board_step (jid, made_at, id);

-- Units and persons held to account (BZ-42 to BZ-44); person_enc is sealed.
CREATE TABLE accountability ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    person_enc TEXT NOT NULL DEFAULT '',
    post TEXT NOT NULL DEFAULT '',
    label TEXT NOT NULL DEFAULT '',
    ground TEXT NOT NULL,
    outcome TEXT NOT NULL,
    board TEXT NOT NULL DEFAULT '',
    decided_at BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT accountability_pk PRIMARY KEY (jid, id)
);

-- Limits of a time, kept or not: what "on time" is computed from.
CREATE INDEX clock_feedback_due ON clock (jid, due_at) WHERE kind = 'feedback';
CREATE INDEX clock_close_due ON clock (jid, due_at) WHERE kind = 'close';
CREATE INDEX clock_sign_due ON clock (jid, due_at) WHERE kind = 'sign';
CREATE INDEX clock_notice_due ON clock (jid, due_at) WHERE kind = 'notice';
