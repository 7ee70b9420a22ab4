-- SPDX-License-Identifier: Apache-2.0
-- Lists hold no title of what was said in confidence; pages name it by class and place.
UPDATE duty SET title = ''
WHERE subject_kind = 'demand' AND EXISTS (SELECT 1 FROM demand d
    WHERE d.jid = duty.jid AND d.id = duty.subject_id AND d.privacy = 'confidential');
UPDATE duty SET title = ''
WHERE subject_kind = 'matter' AND EXISTS (SELECT 1 FROM matter m
    WHERE m.jid = duty.jid AND m.id = duty.subject_id AND m.confidential = 1);
UPDATE duty SET title = ''
WHERE subject_kind = 'task' AND EXISTS (SELECT 1 FROM task t, matter m
    WHERE t.jid = duty.jid AND t.id = duty.subject_id
    AND m.jid = duty.jid AND m.id = t.matter_id AND m.confidential = 1);
