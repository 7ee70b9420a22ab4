-- SPDX-License-Identifier: Apache-2.0
-- Who is competent for what is redirected (机构名录). exits: codes of grounds by comma, '' = every one.
CREATE TABLE agency ( -- shard(jid)
    jid BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    name TEXT NOT NULL,
    exits TEXT NOT NULL DEFAULT '',
    purpose TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    hours TEXT NOT NULL DEFAULT '',
    CONSTRAINT agency_pk PRIMARY KEY (jid, serial)
);
