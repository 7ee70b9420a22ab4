-- SPDX-License-Identifier: Apache-2.0
-- Whose word closes a matter where the mechanism asks named citizens.
ALTER TABLE link ADD COLUMN named BIGINT NOT NULL DEFAULT 0;

-- The few urgent ones and those handled again, found among a unit's open ones.
CREATE INDEX duty_urgent ON duty (jid, unit_id, urgent, due_at, subject_id)
    WHERE open = 1 AND urgent = 1;
CREATE INDEX duty_again ON duty (jid, unit_id, due_at, subject_id)
    WHERE open = 1 AND rounds > 1;
