-- SPDX-License-Identifier: Apache-2.0
-- The three tracks of handling: which one a matter is on, whistles and what both sides say of
-- them, who helps a citizen along, how much of a stage is done, what a mediation agreed.
ALTER TABLE matter ADD COLUMN track TEXT NOT NULL DEFAULT '';
ALTER TABLE duty ADD COLUMN track TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN whistle_unit BIGINT NOT NULL DEFAULT 0;
CREATE INDEX duty_track ON duty (jid, unit_id, track, due_at, subject_id) WHERE track <> '';
CREATE INDEX task_whistled ON task (jid, sent_at, id) WHERE whistle_unit <> 0;

CREATE TABLE appraisal ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    about TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    by_unit BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    came TEXT NOT NULL,
    did TEXT NOT NULL,
    grade TEXT NOT NULL,
    seq BIGINT NOT NULL,
    given_at BIGINT NOT NULL,
    CONSTRAINT appraisal_pk PRIMARY KEY (jid, id),
    CONSTRAINT appraisal_one UNIQUE (jid, task_id, about)
);

CREATE TABLE aid ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    kind TEXT NOT NULL,
    officer_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    named_at BIGINT NOT NULL,
    done_at BIGINT NOT NULL,
    done_seq BIGINT NOT NULL,
    CONSTRAINT aid_pk PRIMARY KEY (jid, id)
);
CREATE INDEX aid_task ON aid (jid, task_id, serial);

CREATE TABLE quantity ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    matter_id BIGINT NOT NULL,
    stage BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    site TEXT NOT NULL,
    what TEXT NOT NULL,
    measure TEXT NOT NULL,
    planned BIGINT NOT NULL,
    done BIGINT NOT NULL,
    done_at BIGINT NOT NULL,
    CONSTRAINT quantity_pk PRIMARY KEY (jid, id)
);
CREATE INDEX quantity_matter ON quantity (jid, matter_id, serial);

CREATE TABLE agreement ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    matter_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    parties BIGINT NOT NULL,
    signed_at BIGINT NOT NULL,
    promise BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    kept TEXT NOT NULL,
    kept_at BIGINT NOT NULL,
    kept_seq BIGINT NOT NULL,
    CONSTRAINT agreement_pk PRIMARY KEY (jid, id)
);
CREATE INDEX agreement_matter ON agreement (jid, matter_id, serial);

CREATE TABLE party ( -- shard(jid)
    jid BIGINT NOT NULL,
    agreement_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    CONSTRAINT party_pk PRIMARY KEY (jid, agreement_id, serial)
);
CREATE INDEX party_person ON party (jid, person_id);
