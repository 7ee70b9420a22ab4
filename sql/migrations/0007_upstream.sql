-- SPDX-License-Identifier: Apache-2.0
-- Orders of an upstream (the city's hotline, the petition system) come and go as tables. What an
-- upstream calls its columns is data: one row for each upstream, shared between offices as a file.
CREATE TABLE upstream ( -- replicate
    code TEXT NOT NULL,
    body TEXT NOT NULL,
    loaded_at BIGINT NOT NULL,
    CONSTRAINT upstream_pk PRIMARY KEY (code)
);

-- Until when the sender takes an order back; under which number the petition system has it as well;
-- which answer was sent upstream, and when.
ALTER TABLE demand ADD COLUMN return_until_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE demand ADD COLUMN petition_no TEXT NOT NULL DEFAULT '';
ALTER TABLE demand ADD COLUMN replied_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE demand ADD COLUMN reply_hash TEXT NOT NULL DEFAULT '';
CREATE INDEX demand_petition ON demand (jid, petition_no) WHERE petition_no <> '';
