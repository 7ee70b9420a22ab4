-- SPDX-License-Identifier: Apache-2.0
-- Whom somebody is helping along, found when that somebody goes.
CREATE INDEX aid_officer ON aid (jid, officer_id, task_id) WHERE officer_id <> 0 AND done_at = 0;
