-- SPDX-License-Identifier: Apache-2.0
-- Supervision notices (督办单): the rule in versions, and one row a notice.
CREATE TABLE notice_rule ( -- shard(jid)
    jid BIGINT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    loaded_at BIGINT NOT NULL,
    CONSTRAINT notice_rule_pk PRIMARY KEY (jid, version)
);

-- cause: of the rule's version. why: what it was raised for, once. state: told (no answer is owed),
-- open, answered, withdrawn. facts: JSON, as they stood then. receivers: lines "unit role". clock_id:
-- the limit of the answer, on the unit; 0 = none. after_id: the unanswered one that brought this.
CREATE TABLE notice ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    num TEXT NOT NULL,
    version BIGINT NOT NULL,
    cause TEXT NOT NULL,
    why TEXT NOT NULL,
    rule_version BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    subject_num TEXT NOT NULL,
    matter_id BIGINT NOT NULL DEFAULT 0,
    unit_id BIGINT NOT NULL,
    receivers TEXT NOT NULL,
    facts TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    effect TEXT NOT NULL DEFAULT '',
    after_id BIGINT NOT NULL DEFAULT 0,
    clock_id BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    issued_by BIGINT NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    answered_at BIGINT NOT NULL DEFAULT 0,
    answered_by BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    ended_by BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    CONSTRAINT notice_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX notice_num ON notice (jid, num);
CREATE UNIQUE INDEX notice_why ON notice (jid, why);
CREATE INDEX notice_issued ON notice (jid, issued_at, id);
CREATE INDEX notice_unit ON notice (jid, unit_id, issued_at, id);
CREATE INDEX notice_subject ON notice (jid, subject_kind, subject_id, id);
CREATE INDEX notice_matter ON notice (jid, matter_id, id) WHERE matter_id <> 0;
CREATE INDEX notice_open ON notice (jid, due_at, id) WHERE state = 'open';

-- What the scheduler looks at: few among many.
CREATE INDEX matter_returned ON matter (jid, id) WHERE returns > 0 AND closed_at = 0;
CREATE INDEX matter_urged ON matter (jid, id) WHERE urged > 0 AND closed_at = 0;
CREATE INDEX matter_repeated ON matter (jid, id) WHERE repeated = 1 AND closed_at = 0;
CREATE INDEX task_unclaimed ON task (jid, signed_at, id) WHERE state = 'signed' AND officer_id = 0;
