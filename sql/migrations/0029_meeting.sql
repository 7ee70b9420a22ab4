-- SPDX-License-Identifier: Apache-2.0
-- Meetings (碰头会、联席会): kinds with their rule, agenda drawn from the register, decisions.

-- cycle: week, month or ''; weekday 1 (Monday) to 7; minute of the day. draws: codes, ","; leads: the
-- bodies that lead in turn, units: who is called, ids, ",".
CREATE TABLE meeting_kind ( -- shard(jid)
    jid BIGINT NOT NULL,
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    cycle TEXT NOT NULL,
    weekday BIGINT NOT NULL,
    minute BIGINT NOT NULL,
    draws TEXT NOT NULL,
    most BIGINT NOT NULL,
    leads TEXT NOT NULL,
    units TEXT NOT NULL,
    venue TEXT NOT NULL,
    remind_hours BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT meeting_kind_pk PRIMARY KEY (jid, code)
);

-- state: planned, held, dropped. units: who was called, ids, ",". told_at: when they were reminded.
CREATE TABLE meeting ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    num TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    serial BIGINT NOT NULL,
    title TEXT NOT NULL,
    campaign TEXT NOT NULL DEFAULT '',
    starts_at BIGINT NOT NULL,
    venue TEXT NOT NULL DEFAULT '',
    chair TEXT NOT NULL DEFAULT '',
    lead_unit BIGINT NOT NULL DEFAULT 0,
    units TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    present TEXT NOT NULL DEFAULT '',
    minutes TEXT NOT NULL DEFAULT '',
    called_by BIGINT NOT NULL,
    called_at BIGINT NOT NULL,
    ended_by BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    remind_at BIGINT NOT NULL DEFAULT 0,
    told_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT meeting_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX meeting_num ON meeting (jid, num);
CREATE INDEX meeting_kind_starts ON meeting (jid, kind, starts_at, id);
CREATE INDEX meeting_starts ON meeting (jid, starts_at, id);
CREATE INDEX meeting_remind ON meeting (jid, remind_at, id) WHERE state = 'planned' AND told_at = 0;

-- state: drawn, added, carried (decided by from_meeting and not done yet), dropped. why: codes, ",";
-- reason: as it was seen then. act: '' (not decided), conclude, instruct, dispatch; from_seq, to_seq:
-- the matter's versions before and after the act.
CREATE TABLE meeting_item ( -- shard(jid)
    jid BIGINT NOT NULL,
    meeting_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    matter TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    from_meeting BIGINT NOT NULL DEFAULT 0,
    from_serial BIGINT NOT NULL DEFAULT 0,
    changed_by BIGINT NOT NULL DEFAULT 0,
    changed_at BIGINT NOT NULL DEFAULT 0,
    decision TEXT NOT NULL DEFAULT '',
    act TEXT NOT NULL DEFAULT '',
    units TEXT NOT NULL DEFAULT '',
    due_at BIGINT NOT NULL DEFAULT 0,
    from_seq BIGINT NOT NULL DEFAULT 0,
    to_seq BIGINT NOT NULL DEFAULT 0,
    decided_by BIGINT NOT NULL DEFAULT 0,
    decided_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT meeting_item_pk PRIMARY KEY (jid, meeting_id, serial)
);
