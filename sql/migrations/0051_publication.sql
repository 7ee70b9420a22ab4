-- SPDX-License-Identifier: Apache-2.0
-- What was asked and answered, as anybody may read it: texts that a person edited and another
-- published.

-- num: the demand's or matter's it is made from, never told outside. place_id: a community or
-- larger. month: in which it was answered, "2026-11". state: draft, published, withdrawn. folded:
-- both texts as they are searched (text/fold.h). shown_no: drawn when it is published, its name
-- outside, newer is larger.
CREATE TABLE publication ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    num TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    folded TEXT NOT NULL,
    class TEXT NOT NULL DEFAULT '',
    place_id BIGINT NOT NULL DEFAULT 0,
    month TEXT NOT NULL,
    state TEXT NOT NULL,
    drafted_by BIGINT NOT NULL,
    drafted_at BIGINT NOT NULL,
    edited_by BIGINT NOT NULL DEFAULT 0,
    edited_at BIGINT NOT NULL DEFAULT 0,
    published_by BIGINT NOT NULL DEFAULT 0,
    published_at BIGINT NOT NULL DEFAULT 0,
    shown_no BIGINT NOT NULL DEFAULT 0,
    withdrawn_by BIGINT NOT NULL DEFAULT 0,
    withdrawn_at BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    CONSTRAINT publication_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX publication_subject ON publication (jid, subject_kind, subject_id)
    WHERE state <> 'withdrawn';
CREATE INDEX publication_shown ON publication (jid, shown_no) WHERE state = 'published';
