-- SPDX-License-Identifier: Apache-2.0
-- The dispatch directory (派单目录): versions, each in force from a day until a later one is.
CREATE TABLE directory_version ( -- shard(jid)
    jid BIGINT NOT NULL,
    version BIGINT NOT NULL,
    from_day BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    officer_id BIGINT NOT NULL DEFAULT 0,
    made_at BIGINT NOT NULL,
    CONSTRAINT directory_version_pk PRIMARY KEY (jid, version)
);

CREATE TABLE directory_entry ( -- shard(jid)
    jid BIGINT NOT NULL,
    version BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    class TEXT NOT NULL DEFAULT '',
    place_id BIGINT NOT NULL DEFAULT 0,
    place_kind TEXT NOT NULL DEFAULT '',
    lead TEXT NOT NULL DEFAULT '',
    lead_unit BIGINT NOT NULL DEFAULT 0,
    helpers TEXT NOT NULL DEFAULT '',
    lvl TEXT NOT NULL DEFAULT '',
    length BIGINT NOT NULL DEFAULT 0,
    span TEXT NOT NULL DEFAULT '',
    charge TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    CONSTRAINT directory_entry_pk PRIMARY KEY (jid, version, serial)
);

-- What became of its proposals: one row for each dispatch and each return of a lead that was decided
-- while a version was in force.
CREATE TABLE directory_use ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    matter_id BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    class TEXT NOT NULL DEFAULT '',
    place_id BIGINT NOT NULL DEFAULT 0,
    lead_unit BIGINT NOT NULL DEFAULT 0,
    proposed_unit BIGINT NOT NULL DEFAULT 0,
    warned BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL,
    CONSTRAINT directory_use_pk PRIMARY KEY (jid, id)
);
CREATE INDEX directory_use_version ON directory_use (jid, version, outcome);
CREATE INDEX directory_use_matter ON directory_use (jid, matter_id, id);
