-- SPDX-License-Identifier: Apache-2.0
-- A leader's instruction is owed like a stage; on a demand it waits for the demand's matter.
ALTER TABLE stage ADD COLUMN leader_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE stage ADD COLUMN given_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE stage ADD COLUMN received_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE stage ADD COLUMN done_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE stage ADD COLUMN asked_again BIGINT NOT NULL DEFAULT 0;
ALTER TABLE demand ADD COLUMN instructed_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE demand ADD COLUMN instructed_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE demand ADD COLUMN instructed_due_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE matter ADD COLUMN sponsor_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE matter ADD COLUMN sponsor_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE matter ADD COLUMN sponsor_said_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE matter ADD COLUMN instructed_units TEXT NOT NULL DEFAULT '';
ALTER TABLE matter ADD COLUMN instructed_done TEXT NOT NULL DEFAULT '';

-- What one leader wrote or took over, and what of all of it is open: few rows among many.
CREATE INDEX stage_leader ON stage (jid, leader_id, given_at, id) WHERE leader_id <> 0;
CREATE INDEX stage_instructed ON stage (jid, due_at, id) WHERE kind = 'instruction' AND outcome = '';
CREATE INDEX demand_instructed ON demand (jid, instructed_by, id) WHERE instructed_seq <> 0;
