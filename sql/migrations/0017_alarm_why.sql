-- SPDX-License-Identifier: Apache-2.0
-- Why it was this officer who was told of an alarm, and for which absent one.
ALTER TABLE alarm_receiver ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE alarm_receiver ADD COLUMN for_id BIGINT NOT NULL DEFAULT 0;
