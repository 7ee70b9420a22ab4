-- SPDX-License-Identifier: Apache-2.0
-- The search index: a store of its own (loop/search_index.h), made by the gram_create statements and
-- always to be made again from the register. SQLite keeps it in a file beside the register,
-- PostgreSQL in tables beside the others.

-- filled: of the demands below it nothing is in the index yet; 0: all is. top: where that began.
-- name: gram_create_1
CREATE TABLE IF NOT EXISTS gram_state (
    jid BIGINT NOT NULL,
    version BIGINT NOT NULL,
    filled BIGINT NOT NULL,
    top BIGINT NOT NULL,
    CONSTRAINT gram_state_pk PRIMARY KEY (jid)
);

-- Tokens are folded by the program (text/grams.h). A row put in once more adds to what stands
-- there; what is no longer true is found out when a hit is looked at. FTS5 is quick in its own
-- order only, so on SQLite the newest demand has the lowest row number: 2^53 less its id.
-- name: gram_create_2 sqlite
CREATE VIRTUAL TABLE IF NOT EXISTS gram USING fts5(
    tokens, content='', columnsize=0, detail=none, tokenize="ascii tokenchars '_'");
-- name: gram_create_2 postgres
CREATE TABLE IF NOT EXISTS gram (
    jid BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    tokens TEXT[] NOT NULL,
    CONSTRAINT gram_pk PRIMARY KEY (jid, demand_id)
);

-- name: gram_create_3 sqlite
SELECT 1;
-- name: gram_create_3 postgres
CREATE INDEX IF NOT EXISTS gram_tokens ON gram USING GIN (tokens);

-- name: gram_state
SELECT version, filled, top FROM gram_state WHERE jid = $1;

-- name: gram_state_put
INSERT INTO gram_state (jid, version, filled, top) VALUES ($1, $2, $3, $4)
ON CONFLICT (jid) DO UPDATE SET version = excluded.version, filled = excluded.filled,
    top = excluded.top;

-- name: gram_clear sqlite
INSERT INTO gram (gram) SELECT 'delete-all' WHERE CAST($1 AS BIGINT) > 0;
-- name: gram_clear postgres
DELETE FROM gram WHERE jid = $1;

-- name: gram_put sqlite
INSERT INTO gram (rowid, tokens) SELECT 9007199254740992 - CAST($2 AS BIGINT), $3 WHERE CAST($1 AS BIGINT) > 0;
-- name: gram_put postgres
INSERT INTO gram (jid, demand_id, tokens) VALUES ($1, $2, CAST(CAST($3 AS TEXT) AS TEXT[]))
ON CONFLICT (jid, demand_id) DO UPDATE SET tokens = excluded.tokens;

-- FTS5 looks through a page from its beginning: small ones, and few segments, let it skip more.
-- name: gram_pages sqlite
INSERT INTO gram (gram, rank) SELECT 'pgsz', 1000 WHERE CAST($1 AS BIGINT) > 0;
-- name: gram_pages postgres
SELECT 1 WHERE CAST($1 AS BIGINT) > 0;

-- Goes on merging segments, about so many pages; negative: begins with all of them.
-- name: gram_merge sqlite
INSERT INTO gram (gram, rank) SELECT 'merge', CAST($2 AS BIGINT) WHERE CAST($1 AS BIGINT) > 0;
-- name: gram_merge postgres
SELECT 1 WHERE CAST($1 AS BIGINT) > 0 AND CAST($2 AS BIGINT) <> 0;

-- name: gram_segments sqlite
SELECT COUNT(DISTINCT segid) AS n FROM gram_idx WHERE CAST($1 AS BIGINT) > 0;
-- name: gram_segments postgres
SELECT COUNT(*) AS n FROM gram_state WHERE jid = $1;

-- The newest demands with all tokens of $2 below $3.
-- name: gram_find sqlite
SELECT 9007199254740992 - rowid AS id FROM gram WHERE gram MATCH $2
    AND rowid > 9007199254740992 - CAST($3 AS BIGINT) AND CAST($1 AS BIGINT) > 0
ORDER BY rowid LIMIT $4;
-- name: gram_find postgres
SELECT demand_id AS id FROM gram WHERE jid = $1 AND tokens @> CAST(CAST($2 AS TEXT) AS TEXT[]) AND demand_id < $3
ORDER BY demand_id DESC LIMIT $4;

-- And one of those of $5.
-- name: gram_find_any sqlite
SELECT 9007199254740992 - rowid AS id FROM gram WHERE gram MATCH '(' || $2 || ') AND (' || $5 || ')'
    AND rowid > 9007199254740992 - CAST($3 AS BIGINT) AND CAST($1 AS BIGINT) > 0
ORDER BY rowid LIMIT $4;
-- name: gram_find_any postgres
SELECT demand_id AS id FROM gram WHERE jid = $1 AND tokens @> CAST(CAST($2 AS TEXT) AS TEXT[]) AND demand_id < $3
    AND tokens && CAST(CAST($5 AS TEXT) AS TEXT[])
ORDER BY demand_id DESC LIMIT $4;

-- And one of each of several lists.
-- name: gram_find_groups sqlite
SELECT 9007199254740992 - rowid AS id FROM gram
WHERE gram MATCH '(' || $2 || ') AND (' || $5 || ') AND (' || $6 || ') AND (' || $7 || ') AND (' || $8 || ')'
    AND rowid > 9007199254740992 - CAST($3 AS BIGINT) AND CAST($1 AS BIGINT) > 0
ORDER BY rowid LIMIT $4;
-- name: gram_find_groups postgres
SELECT demand_id AS id FROM gram WHERE jid = $1 AND tokens @> CAST(CAST($2 AS TEXT) AS TEXT[]) AND demand_id < $3
    AND tokens && CAST(CAST($5 AS TEXT) AS TEXT[]) AND tokens && CAST(CAST($6 AS TEXT) AS TEXT[])
    AND tokens && CAST(CAST($7 AS TEXT) AS TEXT[]) AND tokens && CAST(CAST($8 AS TEXT) AS TEXT[])
ORDER BY demand_id DESC LIMIT $4;

-- Whether the index is sound in itself.
-- name: gram_check sqlite
INSERT INTO gram (gram) VALUES ('integrity-check');
-- name: gram_check postgres
SELECT 1;

-- Texts of a demand that are searched, and those of an answer.
-- name: search_texts
SELECT seq, name, salt, body FROM event_text
WHERE jid = $1 AND subject_kind = 'demand' AND subject_id = $2 AND name IN ('words', 'answer')
ORDER BY seq, name;

-- Through which units, and by whom, a demand or matter is seen.
-- name: search_units
SELECT unit_id AS id FROM duty WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3;

-- name: search_officers
SELECT officer_id AS id FROM part WHERE jid = $1 AND subject_kind = $2 AND subject_id = $3;

-- The next demands to be filled in, newest first.
-- name: search_demands_below
SELECT id FROM demand WHERE jid = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- What is in no index yet: the queue, as far as $2 rows.
-- name: search_tail
SELECT subject_kind, subject_id FROM derive_todo WHERE jid = $1 ORDER BY id DESC LIMIT $2;

-- name: search_oldest
SELECT id FROM demand WHERE jid = $1 ORDER BY id LIMIT 1;

-- Whether a demand, or a matter it is in, stands in the queue.
-- name: search_waiting
SELECT COUNT(*) AS n FROM derive_todo t WHERE t.jid = $1 AND
    ((t.subject_kind = 'demand' AND t.subject_id = $2) OR (t.subject_kind = 'matter'
        AND t.subject_id IN (SELECT l.matter_id FROM link l WHERE l.jid = $1 AND l.demand_id = $2)));
