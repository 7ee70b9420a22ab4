-- SPDX-License-Identifier: Apache-2.0
ALTER TABLE item ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';
-- only: sqlite
CREATE INDEX item_colour ON item (colour);
-- A mistake for the checks to find: no distribution column.
-- only: postgres
CREATE UNIQUE INDEX item_unsharded ON item (id);
