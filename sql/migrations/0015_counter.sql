-- SPDX-License-Identifier: Apache-2.0
-- The counter: how often somebody rang again, and who else speaks for a group (at most five with the
-- demand's own person).
ALTER TABLE demand ADD COLUMN urged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE matter ADD COLUMN urged BIGINT NOT NULL DEFAULT 0;

CREATE TABLE speaker ( -- shard(jid)
    jid BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    CONSTRAINT speaker_pk PRIMARY KEY (jid, demand_id, serial)
);
CREATE INDEX speaker_person ON speaker (jid, person_id);

-- A caller names an upstream number without its platform.
CREATE INDEX demand_upstream_no ON demand (jid, upstream_no) WHERE upstream_no <> '';
