-- SPDX-License-Identifier: Apache-2.0
-- Field inspections (验靶): plan, sample drawn from a frozen population, findings to their end.

-- kind: open, covert, leader. state: planned, issued, ended. team: officers' ids, "," between; press:
-- who else goes. population: lines "unit matter", as they were when it was drawn.
CREATE TABLE inspection ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    num TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    campaign TEXT NOT NULL DEFAULT '',
    leader_id BIGINT NOT NULL DEFAULT 0,
    team TEXT NOT NULL DEFAULT '',
    press TEXT NOT NULL DEFAULT '',
    held_at BIGINT NOT NULL,
    from_at BIGINT NOT NULL DEFAULT 0,
    to_at BIGINT NOT NULL DEFAULT 0,
    place_id BIGINT NOT NULL DEFAULT 0,
    unit_id BIGINT NOT NULL DEFAULT 0,
    wanted BIGINT NOT NULL DEFAULT 0,
    seed TEXT NOT NULL DEFAULT '',
    people BIGINT NOT NULL DEFAULT 0,
    population TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    planned_at BIGINT NOT NULL,
    planned_by BIGINT NOT NULL,
    issued_at BIGINT NOT NULL DEFAULT 0,
    issued_by BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    ended_by BIGINT NOT NULL DEFAULT 0,
    summary TEXT NOT NULL DEFAULT '',
    CONSTRAINT inspection_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX inspection_num ON inspection (jid, num);
CREATE INDEX inspection_held ON inspection (jid, held_at, id);

-- outcome: '', fine, finding, absent.
CREATE TABLE inspection_sample ( -- shard(jid)
    jid BIGINT NOT NULL,
    inspection_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    matter_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    looked_at BIGINT NOT NULL DEFAULT 0,
    looked_by BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT inspection_sample_pk PRIMARY KEY (jid, inspection_id, serial)
);

-- state: noted, asked, reported, rectified, dropped.
CREATE TABLE finding ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    num TEXT NOT NULL,
    version BIGINT NOT NULL,
    inspection_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    matter_id BIGINT NOT NULL DEFAULT 0,
    place_id BIGINT NOT NULL DEFAULT 0,
    unit_id BIGINT NOT NULL,
    words TEXT NOT NULL,
    state TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    found_by BIGINT NOT NULL,
    workdays BIGINT NOT NULL,
    asked_at BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL DEFAULT 0,
    report TEXT NOT NULL DEFAULT '',
    reported_seq BIGINT NOT NULL DEFAULT 0,
    reported_at BIGINT NOT NULL DEFAULT 0,
    reported_by BIGINT NOT NULL DEFAULT 0,
    verdict TEXT NOT NULL DEFAULT '',
    checked_seq BIGINT NOT NULL DEFAULT 0,
    checked_at BIGINT NOT NULL DEFAULT 0,
    checked_by BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    reopened BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT finding_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX finding_num ON finding (jid, num);
CREATE UNIQUE INDEX finding_serial ON finding (jid, inspection_id, serial);
CREATE INDEX finding_unit ON finding (jid, unit_id, id);
