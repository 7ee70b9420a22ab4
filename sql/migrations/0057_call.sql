-- SPDX-License-Identifier: Apache-2.0
-- A call for demands on a topic (公开征集) is a spot: note says what is wanted; held_at and until_at
-- are its first moment and the first one after it.
ALTER TABLE spot ADD COLUMN note TEXT NOT NULL DEFAULT '';
