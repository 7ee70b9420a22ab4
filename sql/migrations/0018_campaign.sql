-- SPDX-License-Identifier: Apache-2.0
-- Campaigns (专项行动) and visits at the door (走访).

-- places: ids between commas, '' = the whole register. chain: lines "label|unit|officer". homes:
-- "place=households" between commas. tags: codes between commas. Days are their first moment; to_at
-- is the first moment that is no longer in it.
CREATE TABLE campaign ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    mechanism TEXT NOT NULL DEFAULT '',
    study_at BIGINT NOT NULL DEFAULT 0,
    from_at BIGINT NOT NULL DEFAULT 0,
    to_at BIGINT NOT NULL DEFAULT 0,
    places TEXT NOT NULL DEFAULT '',
    chain TEXT NOT NULL DEFAULT '',
    homes TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    way TEXT NOT NULL DEFAULT '',
    officer_id BIGINT NOT NULL DEFAULT 0,
    made_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT campaign_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX campaign_code ON campaign (jid, code);

-- What demands called their campaign so far becomes campaigns of that name, without limits of time.
INSERT INTO campaign (jid, id, code, name, version, made_at)
SELECT jid, MIN(id), campaign, campaign, 0, MIN(recorded_at) FROM demand
WHERE campaign <> '' GROUP BY jid, campaign;

CREATE TABLE visit ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    ref TEXT NOT NULL,
    place_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    address_enc TEXT NOT NULL DEFAULT '',
    home TEXT NOT NULL,
    officer_id BIGINT NOT NULL DEFAULT 0,
    team TEXT NOT NULL DEFAULT '',
    officers BIGINT NOT NULL DEFAULT 1,
    volunteers BIGINT NOT NULL DEFAULT 0,
    visited_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    demands BIGINT NOT NULL DEFAULT 0,
    recorded_at BIGINT NOT NULL,
    CONSTRAINT visit_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX visit_ref ON visit (jid, campaign_id, ref);
CREATE INDEX visit_campaign ON visit (jid, campaign_id, id);
CREATE INDEX visit_officer ON visit (jid, officer_id, id);

-- One row a household and campaign: how often somebody was there, how often met.
CREATE TABLE visit_home ( -- shard(jid)
    jid BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    home TEXT NOT NULL,
    place_id BIGINT NOT NULL,
    visits BIGINT NOT NULL,
    met BIGINT NOT NULL,
    CONSTRAINT visit_home_pk PRIMARY KEY (jid, campaign_id, home)
);
CREATE INDEX visit_home_place ON visit_home (jid, campaign_id, place_id, visits, met);

ALTER TABLE demand ADD COLUMN visit_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE demand ADD COLUMN tags TEXT NOT NULL DEFAULT '';
CREATE INDEX demand_campaign ON demand (jid, campaign, id) WHERE campaign <> '';
CREATE INDEX demand_visit ON demand (jid, visit_id, id) WHERE visit_id <> 0;
