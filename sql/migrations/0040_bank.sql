-- SPDX-License-Identifier: Apache-2.0
-- The problem bank (ZY-12 … ZY-18) and the month's topic.

-- How long a matter was in the bank. rules: flags that held when it was put in; ended_how: the act that
-- took it out.
CREATE TABLE bank_stay ( -- shard(jid)
    jid BIGINT NOT NULL,
    matter_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    entered_at BIGINT NOT NULL,
    entered_by BIGINT NOT NULL,
    rules TEXT NOT NULL DEFAULT '',
    ended_at BIGINT NOT NULL DEFAULT 0,
    ended_how TEXT NOT NULL DEFAULT '',
    CONSTRAINT bank_stay_pk PRIMARY KEY (jid, matter_id, seq)
);
CREATE INDEX bank_stay_ended ON bank_stay (jid, ended_at, matter_id, seq);

-- A month as it was frozen. from_at: since when the entries and exits are told; ranking: JSON as it was
-- reckoned then, from the items and the mechanism's version; hash: of the items.
CREATE TABLE bank_month ( -- shard(jid)
    jid BIGINT NOT NULL,
    month TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    mechanism TEXT NOT NULL,
    mechanism_version BIGINT NOT NULL,
    ranking TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT bank_month_pk PRIMARY KEY (jid, month)
);

-- state: in, left. representative, reason, chosen_by: a person's choice, not part of the hash.
CREATE TABLE bank_item ( -- shard(jid)
    jid BIGINT NOT NULL,
    month TEXT NOT NULL,
    matter_id BIGINT NOT NULL,
    num TEXT NOT NULL,
    class TEXT NOT NULL,
    place_id BIGINT NOT NULL,
    area_id BIGINT NOT NULL,
    demands BIGINT NOT NULL,
    people BIGINT NOT NULL,
    urged BIGINT NOT NULL,
    urgent BIGINT NOT NULL,
    repeated BIGINT NOT NULL,
    earlier BIGINT NOT NULL,
    said_days BIGINT NOT NULL,
    overdue BIGINT NOT NULL,
    unplaced_days BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    handbacks BIGINT NOT NULL,
    difficulty TEXT NOT NULL,
    flags TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    left_at BIGINT NOT NULL DEFAULT 0,
    left_how TEXT NOT NULL DEFAULT '',
    representative BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    chosen_by BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT bank_item_pk PRIMARY KEY (jid, month, matter_id)
);

-- kind: class, class_area: which group of the month's ranking it was. units: ids, ",". state: chosen,
-- ended, dropped. summary: what was learned (ZY-33).
CREATE TABLE topic ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    num TEXT NOT NULL,
    version BIGINT NOT NULL,
    month TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    class TEXT NOT NULL,
    area_id BIGINT NOT NULL DEFAULT 0,
    place BIGINT NOT NULL,
    concentration BIGINT NOT NULL,
    pressing BIGINT NOT NULL,
    reason TEXT NOT NULL,
    chosen_by BIGINT NOT NULL,
    chosen_at BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    lead_unit BIGINT NOT NULL DEFAULT 0,
    units TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    ended_by BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT topic_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX topic_num ON topic (jid, num);
CREATE UNIQUE INDEX topic_month ON topic (jid, month) WHERE state <> 'dropped';
CREATE INDEX topic_class ON topic (jid, class, id);

-- What was said on the topic, and what was made of it for the topic alone: never a screening. state:
-- open, kept, dropped.
CREATE TABLE topic_member ( -- shard(jid)
    jid BIGINT NOT NULL,
    topic_id BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    place_id BIGINT NOT NULL,
    heads BIGINT NOT NULL,
    state TEXT NOT NULL,
    representative BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    officer_id BIGINT NOT NULL DEFAULT 0,
    changed_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT topic_member_pk PRIMARY KEY (jid, topic_id, demand_id)
);
CREATE INDEX topic_member_state ON topic_member (jid, topic_id, state, demand_id);
CREATE INDEX topic_member_chosen ON topic_member (jid, topic_id, demand_id) WHERE representative = 1;

ALTER TABLE meeting ADD COLUMN topic TEXT NOT NULL DEFAULT '';
CREATE INDEX meeting_topic ON meeting (jid, topic, id) WHERE topic <> '';

-- The same trouble at the same place, earlier.
CREATE INDEX matter_class_place ON matter (jid, class, place_id, opened_at);
