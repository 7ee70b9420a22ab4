-- SPDX-License-Identifier: Apache-2.0
-- What a unit must do, and what it has open, is indexed in each of the six orders: the longest lists of
-- all, looked through all day. Of shorter ones at most 10,000 rows are sorted.
CREATE INDEX duty_act_born ON duty (jid, unit_id, born_at, subject_id) WHERE part = 'act';
CREATE INDEX duty_act_num ON duty (jid, unit_id, num, subject_id) WHERE part = 'act';
CREATE INDEX duty_act_urgent ON duty (jid, unit_id, urgent, subject_id) WHERE part = 'act';
CREATE INDEX duty_act_lvl ON duty (jid, unit_id, lvl, subject_id) WHERE part = 'act';
CREATE INDEX duty_open_urgent ON duty (jid, unit_id, urgent, subject_id) WHERE open = 1;
CREATE INDEX duty_open_lvl ON duty (jid, unit_id, lvl, subject_id) WHERE open = 1;
