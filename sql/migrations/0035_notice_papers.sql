-- SPDX-License-Identifier: Apache-2.0
-- Which event of its unit a notice's answer is: the files that came with it are bound there.
ALTER TABLE notice ADD COLUMN answered_seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX notice_answered ON notice (jid, unit_id, answered_seq) WHERE answered_seq <> 0;
-- What a calendar that is loaded moves.
CREATE INDEX finding_asked ON finding (jid, id) WHERE state = 'asked';
CREATE INDEX board_step_open ON board_step (jid, id) WHERE state = 'recorded' AND due_at > 0;
