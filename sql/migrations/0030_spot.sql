-- SPDX-License-Identifier: Apache-2.0
-- Spots (采集点): where demands are gathered on paper or face to face: posters with a code, letter
-- boxes, citizens' meetings, stays on the spot.

-- held_at, until_at: meetings and stays; until_at is the first moment after a stay. heads: how many
-- were there. every_days: a box is emptied that often, 0 = as the mechanism says. last_at: when it
-- was last emptied; letters: what was found in it so far.
CREATE TABLE spot ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    place_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    campaign TEXT NOT NULL DEFAULT '',
    who TEXT NOT NULL DEFAULT '',
    held_at BIGINT NOT NULL DEFAULT 0,
    until_at BIGINT NOT NULL DEFAULT 0,
    heads BIGINT NOT NULL DEFAULT 0,
    every_days BIGINT NOT NULL DEFAULT 0,
    last_at BIGINT NOT NULL DEFAULT 0,
    letters BIGINT NOT NULL DEFAULT 0,
    demands BIGINT NOT NULL DEFAULT 0,
    officer_id BIGINT NOT NULL DEFAULT 0,
    made_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT spot_pk PRIMARY KEY (jid, id)
);
CREATE INDEX spot_kind ON spot (jid, kind, id);

ALTER TABLE demand ADD COLUMN spot_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX demand_spot ON demand (jid, spot_id, id) WHERE spot_id <> 0;
