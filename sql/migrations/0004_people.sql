-- SPDX-License-Identifier: Apache-2.0
-- Officers: job title, usual stand-in (AB角), the role templates their roles came from.
ALTER TABLE officer ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE officer ADD COLUMN stand_in_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE officer ADD COLUMN templates TEXT NOT NULL DEFAULT '';

-- An officer is away; whoever stands in may do meanwhile what the absent one may. to_at 0 = open.
CREATE TABLE absence ( -- replicate
    id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    stand_in_id BIGINT NOT NULL DEFAULT 0,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT absence_pk PRIMARY KEY (id)
);

-- Who is on duty at a unit, and the telephone that is answered then.
CREATE TABLE roster ( -- replicate
    id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    phone TEXT NOT NULL DEFAULT '',
    CONSTRAINT roster_pk PRIMARY KEY (id)
);
CREATE INDEX roster_time ON roster (unit_id, from_at);

-- What a person holds in a matter, found when the person goes.
CREATE INDEX matter_sponsor ON matter (jid, sponsor_id) WHERE sponsor_id <> 0;
CREATE INDEX matter_go_between ON matter (jid, go_between) WHERE go_between <> 0;
