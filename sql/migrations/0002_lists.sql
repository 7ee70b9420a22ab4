-- SPDX-License-Identifier: Apache-2.0
-- Lists are indexed by what they show: nearly all rows are closed, and nobody pages through those by
-- date. A row of a closed subject stands in three indexes instead of ten.
DROP INDEX duty_part_due;
DROP INDEX duty_part_changed;
DROP INDEX duty_open_due;
DROP INDEX duty_open_changed;
DROP INDEX duty_open_born;
DROP INDEX duty_open_num;
DROP INDEX duty_mine;
CREATE INDEX duty_act_due ON duty (jid, unit_id, due_at, subject_id) WHERE part = 'act';
CREATE INDEX duty_act_changed ON duty (jid, unit_id, changed_at, subject_id) WHERE part = 'act';
CREATE INDEX duty_part_due ON duty (jid, unit_id, due_at, subject_id) WHERE part = 'part' AND open = 1;
CREATE INDEX duty_part_changed ON duty (jid, unit_id, changed_at, subject_id)
    WHERE part = 'part' AND open = 1;
CREATE INDEX duty_open_due ON duty (jid, unit_id, due_at, subject_id) WHERE open = 1;
CREATE INDEX duty_open_changed ON duty (jid, unit_id, changed_at, subject_id) WHERE open = 1;
CREATE INDEX duty_open_born ON duty (jid, unit_id, born_at, subject_id) WHERE open = 1;
CREATE INDEX duty_open_num ON duty (jid, unit_id, num, subject_id) WHERE open = 1;
CREATE INDEX duty_mine ON duty (jid, unit_id, officer_id, due_at, subject_id)
    WHERE open = 1 AND officer_id <> 0;

-- Who holds a role in a unit is asked with every message to it.
CREATE INDEX officer_role_unit ON officer_role (unit_id);
