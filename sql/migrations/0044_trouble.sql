-- SPDX-License-Identifier: Apache-2.0
-- Root problems: a trouble that keeps coming back, with owner, cause, plan, measures, whom else it
-- stands with, and whether the demands fell (ZY-32, ZY-38 … ZY-42, ZL-34, HY-26).

-- state: open, watching, solved, fell, same. place_id: its area. cause: code of the mechanism's list;
-- why: in words. days: length of the windows that are compared; from_at: the first moment after the
-- window before; finished_at: the first moment of the window after, 0 = measures are running.
CREATE TABLE trouble ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    num TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    hotspot_id BIGINT NOT NULL DEFAULT 0,
    class TEXT NOT NULL DEFAULT '',
    place_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    cause TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT '',
    days BIGINT NOT NULL,
    state TEXT NOT NULL,
    round BIGINT NOT NULL,
    opened_by BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    finished_by BIGINT NOT NULL DEFAULT 0,
    finished_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT trouble_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX trouble_num ON trouble (jid, num);
CREATE INDEX trouble_state ON trouble (jid, state, id);
CREATE INDEX trouble_class ON trouble (jid, class, id);
CREATE INDEX trouble_hotspot ON trouble (jid, hotspot_id, id) WHERE hotspot_id <> 0;
CREATE INDEX trouble_officer ON trouble (jid, officer_id, id);

-- Who does what by when. matter_id: its quantities are those of the matter's stages (table quantity);
-- else planned and done stand here, in thousandths of the measure. state: open, done, dropped.
CREATE TABLE trouble_measure ( -- shard(jid)
    jid BIGINT NOT NULL,
    trouble_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    words TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL DEFAULT 0,
    matter_id BIGINT NOT NULL DEFAULT 0,
    site TEXT NOT NULL DEFAULT '',
    measure TEXT NOT NULL DEFAULT '',
    planned BIGINT NOT NULL DEFAULT 0,
    done BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT trouble_measure_pk PRIMARY KEY (jid, trouble_id, serial)
);
CREATE INDEX trouble_measure_unit ON trouble_measure (jid, unit_id, trouble_id);
CREATE INDEX trouble_measure_officer ON trouble_measure (jid, officer_id, trouble_id) WHERE officer_id <> 0;

-- What was done of it, each time: amount in thousandths (a correction may be negative), on which day.
CREATE TABLE trouble_step ( -- shard(jid)
    jid BIGINT NOT NULL,
    trouble_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    step BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    on_at BIGINT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    officer_id BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    CONSTRAINT trouble_step_pk PRIMARY KEY (jid, trouble_id, serial, step)
);

-- A unit that was asked whether it has the same. alike: demands there when it was asked. answer: '',
-- none, have, mended.
CREATE TABLE trouble_ask ( -- shard(jid)
    jid BIGINT NOT NULL,
    trouble_id BIGINT NOT NULL,
    round BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    alike BIGINT NOT NULL,
    words TEXT NOT NULL,
    workdays BIGINT NOT NULL,
    asked_by BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL DEFAULT '',
    answered_by BIGINT NOT NULL DEFAULT 0,
    answered_at BIGINT NOT NULL DEFAULT 0,
    mended_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT trouble_ask_pk PRIMARY KEY (jid, trouble_id, round, unit_id)
);
CREATE INDEX trouble_ask_unit ON trouble_ask (jid, unit_id, trouble_id);
CREATE INDEX trouble_ask_due ON trouble_ask (jid, trouble_id, round, unit_id) WHERE answer = '';

-- What a person concluded, and the figures they saw: by hot spot and by class, before and after.
CREATE TABLE trouble_verdict ( -- shard(jid)
    jid BIGINT NOT NULL,
    trouble_id BIGINT NOT NULL,
    round BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    days BIGINT NOT NULL,
    hotspot_before BIGINT NOT NULL,
    hotspot_after BIGINT NOT NULL,
    class_before BIGINT NOT NULL,
    class_after BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    officer_id BIGINT NOT NULL,
    concluded_at BIGINT NOT NULL,
    CONSTRAINT trouble_verdict_pk PRIMARY KEY (jid, trouble_id, round)
);

-- The demands behind those figures. side: before, after; way: hotspot, class.
CREATE TABLE trouble_count ( -- shard(jid)
    jid BIGINT NOT NULL,
    trouble_id BIGINT NOT NULL,
    round BIGINT NOT NULL,
    way TEXT NOT NULL,
    side TEXT NOT NULL,
    demand_id BIGINT NOT NULL,
    CONSTRAINT trouble_count_pk PRIMARY KEY (jid, trouble_id, round, way, side, demand_id)
);
