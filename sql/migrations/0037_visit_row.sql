-- SPDX-License-Identifier: Apache-2.0
-- Visits that came in a table.

-- row_hash: keyed hash of the row as it stood in the file, '' = entered by hand. The same row in
-- another form of words is found by it.
ALTER TABLE visit ADD COLUMN row_hash TEXT NOT NULL DEFAULT '';
