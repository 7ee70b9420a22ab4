-- SPDX-License-Identifier: Apache-2.0
-- Bulletins (通报), frozen with what they say, and interviews (约谈) with what was promised.

-- about: "weekly 2026-11-16". facts: the fields of the document as JSON, never written again; hash:
-- of about and facts. state: draft, checked, issued, dropped. units: whom it was sent to, ids, ",".
CREATE TABLE bulletin ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    about TEXT NOT NULL,
    campaign TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    facts TEXT NOT NULL,
    hash TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    drafted_by BIGINT NOT NULL,
    drafted_at BIGINT NOT NULL,
    edited_by BIGINT NOT NULL DEFAULT 0,
    edited_at BIGINT NOT NULL DEFAULT 0,
    checked_by BIGINT NOT NULL DEFAULT 0,
    checked_at BIGINT NOT NULL DEFAULT 0,
    ended_by BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    units TEXT NOT NULL DEFAULT '',
    paper BIGINT NOT NULL DEFAULT 0,
    num TEXT NOT NULL DEFAULT '',
    CONSTRAINT bulletin_pk PRIMARY KEY (jid, id)
);
CREATE INDEX bulletin_drafted ON bulletin (jid, drafted_at, id);

CREATE TABLE interview ( -- shard(jid)
    jid BIGINT NOT NULL,
    num TEXT NOT NULL,
    title TEXT NOT NULL,
    campaign TEXT NOT NULL DEFAULT '',
    held_at BIGINT NOT NULL,
    venue TEXT NOT NULL DEFAULT '',
    host TEXT NOT NULL,
    recorder TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    said TEXT NOT NULL DEFAULT '',
    made_by BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT interview_pk PRIMARY KEY (jid, num)
);
CREATE INDEX interview_made ON interview (jid, made_at, num);

-- One row a unit that was talked to. state of its promise: open, reported, kept. step: the step of
-- the boards' ladder that it fulfils, 0 = none. told_at: when the unit was reminded.
CREATE TABLE interview_unit ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    interview TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    step BIGINT NOT NULL DEFAULT 0,
    persons TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    promise TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    report TEXT NOT NULL DEFAULT '',
    reported_by BIGINT NOT NULL DEFAULT 0,
    reported_at BIGINT NOT NULL DEFAULT 0,
    checked_by BIGINT NOT NULL DEFAULT 0,
    checked_at BIGINT NOT NULL DEFAULT 0,
    verdict TEXT NOT NULL DEFAULT '',
    told_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT interview_unit_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX interview_unit_one ON interview_unit (jid, interview, unit_id);
CREATE INDEX interview_unit_due ON interview_unit (jid, due_at, id) WHERE state = 'open' AND told_at = 0;

-- When the unit was reminded of its self-examination.
ALTER TABLE board_step ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX board_step_due ON board_step (jid, due_at, id)
    WHERE kind = 'examine' AND state = 'recorded' AND told_at = 0;
