-- SPDX-License-Identifier: Apache-2.0
-- What a measure of a root problem yields (JN-26, JN-42). yields: works, policy, mechanism,
-- shortfall, standard. result: what was said when it ended; paper, paper_num: the document's title
-- and number.
ALTER TABLE trouble_measure ADD COLUMN yields TEXT NOT NULL DEFAULT 'works';
ALTER TABLE trouble_measure ADD COLUMN result TEXT NOT NULL DEFAULT '';
ALTER TABLE trouble_measure ADD COLUMN paper TEXT NOT NULL DEFAULT '';
ALTER TABLE trouble_measure ADD COLUMN paper_num TEXT NOT NULL DEFAULT '';
CREATE INDEX trouble_measure_done ON trouble_measure (jid, ended_at, trouble_id, serial) WHERE state = 'done';
