-- SPDX-License-Identifier: Apache-2.0
-- Class schemes beside the mechanism's own classes, and how one is carried over into another: versions,
-- each in force from a day until a later one is, never changed.
CREATE TABLE scheme ( -- shard(jid)
    jid BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    version BIGINT NOT NULL,
    from_day BIGINT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    entries BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT scheme_pk PRIMARY KEY (jid, scheme, version)
);

CREATE TABLE scheme_entry ( -- shard(jid)
    jid BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    version BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    code TEXT NOT NULL,
    parent TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    CONSTRAINT scheme_entry_pk PRIMARY KEY (jid, scheme, version, serial)
);

-- from the classes that demands are given into a scheme; to_code '' = none.
CREATE TABLE scheme_map ( -- shard(jid)
    jid BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    version BIGINT NOT NULL,
    from_day BIGINT NOT NULL,
    source TEXT NOT NULL,
    entries BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT scheme_map_pk PRIMARY KEY (jid, scheme, version)
);

CREATE TABLE scheme_map_entry ( -- shard(jid)
    jid BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    version BIGINT NOT NULL,
    class TEXT NOT NULL,
    code TEXT NOT NULL,
    CONSTRAINT scheme_map_entry_pk PRIMARY KEY (jid, scheme, version, class)
);
