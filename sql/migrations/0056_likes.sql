-- SPDX-License-Identifier: Apache-2.0
-- How many agreed with a demand where it was said, as its ledger counted them.
ALTER TABLE demand ADD COLUMN likes BIGINT NOT NULL DEFAULT 0;
