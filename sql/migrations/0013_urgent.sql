-- SPDX-License-Identifier: Apache-2.0
-- Urgent demands (要情): the words, the alarms they raise, who was told.

CREATE TABLE urgent_set ( -- replicate
    jid BIGINT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    loaded_at BIGINT NOT NULL,
    CONSTRAINT urgent_set_pk PRIMARY KEY (jid, version)
);

-- state: open, acknowledged, handled, false. next_at: when the next rung of the ladder is told, 0 =
-- never. seq: the demand's event that raised it.
CREATE TABLE alarm ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    rule TEXT NOT NULL DEFAULT '',
    ladder TEXT NOT NULL,
    set_version BIGINT NOT NULL,
    by_hand BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    area_id BIGINT NOT NULL DEFAULT 0,
    seq BIGINT NOT NULL,
    rung BIGINT NOT NULL DEFAULT 0,
    raised_at BIGINT NOT NULL,
    answer_by BIGINT NOT NULL,
    next_at BIGINT NOT NULL DEFAULT 0,
    acked_at BIGINT NOT NULL DEFAULT 0,
    acked_by BIGINT NOT NULL DEFAULT 0,
    closed_at BIGINT NOT NULL DEFAULT 0,
    closed_by BIGINT NOT NULL DEFAULT 0,
    closed_seq BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT alarm_pk PRIMARY KEY (jid, id)
);
CREATE INDEX alarm_demand ON alarm (jid, demand_id, id);
CREATE INDEX alarm_raised ON alarm (jid, raised_at, id);
CREATE INDEX alarm_running ON alarm (jid, raised_at, id) WHERE closed_at = 0;
CREATE INDEX alarm_next ON alarm (jid, next_at, id) WHERE next_at > 0;

-- Which rules hit, where in the text (code points, never the words), and what came of it.
CREATE TABLE alarm_hit ( -- shard(jid)
    jid BIGINT NOT NULL,
    alarm_id BIGINT NOT NULL,
    rule TEXT NOT NULL,
    seq BIGINT NOT NULL,
    spans TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    CONSTRAINT alarm_hit_pk PRIMARY KEY (jid, alarm_id, rule)
);
CREATE INDEX alarm_hit_rule ON alarm_hit (jid, raised_at, rule);

CREATE TABLE alarm_receiver ( -- shard(jid)
    jid BIGINT NOT NULL,
    alarm_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    rung BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    acked_at BIGINT NOT NULL DEFAULT 0,
    running BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT alarm_receiver_pk PRIMARY KEY (jid, alarm_id, officer_id)
);
CREATE INDEX alarm_receiver_running ON alarm_receiver (jid, officer_id, alarm_id) WHERE running = 1;

-- What a group rule counts: the demands of an area that it hits.
CREATE TABLE urgent_seen ( -- shard(jid)
    jid BIGINT NOT NULL,
    rule TEXT NOT NULL,
    area_id BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    CONSTRAINT urgent_seen_pk PRIMARY KEY (jid, rule, area_id, demand_id)
);
CREATE INDEX urgent_seen_age ON urgent_seen (jid, seen_at);
CREATE INDEX urgent_seen_at ON urgent_seen (jid, rule, area_id, seen_at);
