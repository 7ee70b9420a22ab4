-- SPDX-License-Identifier: Apache-2.0
-- Questionnaires (问卷): each is a spot of that kind with a list of questions; what a sheet answers,
-- and which demands its answers raised.

-- id: of its spot, which holds name, place, unit, campaign, maker and end. edition: 1, 2 …; former_id:
-- the questionnaire whose next edition it is. to_at: first moment after it.
CREATE TABLE questionnaire ( -- shard(jid)
    jid BIGINT NOT NULL,
    id BIGINT NOT NULL,
    code TEXT NOT NULL,
    edition BIGINT NOT NULL,
    former_id BIGINT NOT NULL DEFAULT 0,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    sheets BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT questionnaire_pk PRIMARY KEY (jid, id)
);
CREATE UNIQUE INDEX questionnaire_code ON questionnaire (jid, code);

-- type: single, multiple, number, text, date. choices: one a line. Never changed.
CREATE TABLE questionnaire_question ( -- shard(jid)
    jid BIGINT NOT NULL,
    questionnaire_id BIGINT NOT NULL,
    question BIGINT NOT NULL,
    type TEXT NOT NULL,
    title TEXT NOT NULL,
    choices TEXT NOT NULL DEFAULT '',
    required BIGINT NOT NULL DEFAULT 0,
    demand BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT questionnaire_question_pk PRIMARY KEY (jid, questionnaire_id, question)
);

-- paper: number of the sheet of paper, '' = none. device: keyed hash of a citizen's telephone, '' =
-- entered by an officer.
CREATE TABLE questionnaire_sheet ( -- shard(jid)
    jid BIGINT NOT NULL,
    questionnaire_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    paper TEXT NOT NULL DEFAULT '',
    device TEXT NOT NULL DEFAULT '',
    place_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL DEFAULT 0,
    filled_at BIGINT NOT NULL,
    entered_at BIGINT NOT NULL,
    demands BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT questionnaire_sheet_pk PRIMARY KEY (jid, questionnaire_id, id)
);
CREATE UNIQUE INDEX questionnaire_sheet_paper ON questionnaire_sheet (jid, questionnaire_id, paper)
    WHERE paper <> '';
CREATE UNIQUE INDEX questionnaire_sheet_device ON questionnaire_sheet (jid, questionnaire_id, device)
    WHERE device <> '';

-- choice: 1 … of a choice; of several choices a row with 0 says that the question was answered. num: a
-- number in thousandths, a date as its day. An answer that raised a demand is not here: its words are
-- the demand's.
CREATE TABLE questionnaire_answer ( -- shard(jid)
    jid BIGINT NOT NULL,
    questionnaire_id BIGINT NOT NULL,
    sheet_id BIGINT NOT NULL,
    question BIGINT NOT NULL,
    choice BIGINT NOT NULL DEFAULT 0,
    num BIGINT NOT NULL DEFAULT 0,
    words TEXT NOT NULL DEFAULT '',
    CONSTRAINT questionnaire_answer_pk PRIMARY KEY (jid, questionnaire_id, sheet_id, question, choice)
);
CREATE INDEX questionnaire_answer_said
    ON questionnaire_answer (jid, questionnaire_id, question, choice, num, sheet_id);

CREATE TABLE questionnaire_demand ( -- shard(jid)
    jid BIGINT NOT NULL,
    questionnaire_id BIGINT NOT NULL,
    question BIGINT NOT NULL,
    sheet_id BIGINT NOT NULL,
    demand_id BIGINT NOT NULL,
    num TEXT NOT NULL,
    CONSTRAINT questionnaire_demand_pk PRIMARY KEY (jid, questionnaire_id, question, sheet_id)
);
CREATE INDEX questionnaire_demand_sheet ON questionnaire_demand (jid, questionnaire_id, sheet_id);
