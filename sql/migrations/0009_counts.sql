-- SPDX-License-Identifier: Apache-2.0
-- Subjects are counted once, by all the fields that totals ask for, instead of once for each total.
-- Days on which something is due are counted by the lists' own index.
DELETE FROM rollup WHERE name LIKE 'demand.%' OR name LIKE 'matter.%' OR name = 'due';
INSERT INTO rollup (jid, name, k1, k2, slot, n)
SELECT jid, 'demand', state || '|' || REPLACE(channel, '|', '/') || '|' || REPLACE(way, '|', '/')
    || '|' || valid || '|' || REPLACE(ground, '|', '/') || '|' || lvl || '|' || origin AS k1, '', 0,
    COUNT(*)
FROM demand GROUP BY jid, k1;
INSERT INTO rollup (jid, name, k1, k2, slot, n)
SELECT jid, 'matter', state || '|' || lvl || '|' || close_ground AS k1, '', 0, COUNT(*)
FROM matter GROUP BY jid, k1;

-- No statement looks for intervals by their values; each interval was written into this index.
DROP INDEX span_dim;
