-- SPDX-License-Identifier: Apache-2.0
-- Documents that are sent on (公文): their numbers, what each said, the offices' own templates.

-- A number that was drawn stays drawn, whatever becomes of its document.
CREATE TABLE document_serial ( -- shard(jid)
    jid BIGINT NOT NULL,
    kind TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    CONSTRAINT document_serial_pk PRIMARY KEY (jid, kind, year)
);

-- about: the number or the period that it is about. template: 0 = the one that is shipped. fields:
-- what it says, as JSON; with the template it gives the same document again.
CREATE TABLE document ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    year BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    num TEXT NOT NULL,
    about TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    template BIGINT NOT NULL DEFAULT 0,
    made_at BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    fields TEXT NOT NULL,
    CONSTRAINT document_pk PRIMARY KEY (jid, id)
);
CREATE INDEX document_about ON document (jid, about, id);
CREATE UNIQUE INDEX document_number ON document (jid, year, kind, serial);

-- body: the .docx, base64.
CREATE TABLE document_template ( -- shard(jid)
    jid BIGINT NOT NULL,
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    officer_id BIGINT NOT NULL DEFAULT 0,
    loaded_at BIGINT NOT NULL,
    CONSTRAINT document_template_pk PRIMARY KEY (jid, kind, version)
);

CREATE INDEX matter_dispatch_no ON matter (jid, dispatch_no, id) WHERE dispatch_no <> '';
