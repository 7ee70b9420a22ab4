-- SPDX-License-Identifier: Apache-2.0
-- Questionnaires: questions, sheets, answers, the demands that were raised.

-- name: questionnaire_insert
INSERT INTO questionnaire (jid, id, code, edition, former_id, from_at, to_at, sheets)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: questionnaire_get
SELECT jid, id, code, edition, former_id, from_at, to_at, sheets
FROM questionnaire WHERE jid = $1 AND id = $2;

-- name: questionnaire_by_code
SELECT jid, id, code, edition, former_id, from_at, to_at, sheets
FROM questionnaire WHERE jid = $1 AND code = $2;

-- name: questionnaire_counted
UPDATE questionnaire SET sheets = sheets + 1 WHERE jid = $1 AND id = $2;

-- name: questionnaire_question_insert
INSERT INTO questionnaire_question (
    jid, questionnaire_id, question, type, title, choices, required, demand
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: questionnaire_questions
SELECT jid, questionnaire_id, question, type, title, choices, required, demand
FROM questionnaire_question WHERE jid = $1 AND questionnaire_id = $2 ORDER BY question;

-- name: questionnaire_sheet_insert
INSERT INTO questionnaire_sheet (
    jid, questionnaire_id, id, paper, device, place_id, officer_id, filled_at, entered_at, demands
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: questionnaire_sheet_by_paper
SELECT id FROM questionnaire_sheet
WHERE jid = $1 AND questionnaire_id = $2 AND paper = $3 AND paper <> '';

-- name: questionnaire_sheet_by_device
SELECT id FROM questionnaire_sheet
WHERE jid = $1 AND questionnaire_id = $2 AND device = $3 AND device <> '';

-- In the order of entry, after an id.
-- name: questionnaire_sheets
SELECT jid, questionnaire_id, id, paper, device, place_id, officer_id, filled_at, entered_at, demands
FROM questionnaire_sheet WHERE jid = $1 AND questionnaire_id = $2 AND id > $3 ORDER BY id LIMIT $4;

-- name: questionnaire_answer_insert
INSERT INTO questionnaire_answer (jid, questionnaire_id, sheet_id, question, choice, num, words)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: questionnaire_answers
SELECT jid, questionnaire_id, sheet_id, question, choice, num, words FROM questionnaire_answer
WHERE jid = $1 AND questionnaire_id = $2 AND sheet_id > $3 AND sheet_id <= $4
ORDER BY sheet_id, question, choice;

-- name: questionnaire_counts
SELECT question, choice, num, COUNT(*) AS said FROM questionnaire_answer
WHERE jid = $1 AND questionnaire_id = $2
GROUP BY question, choice, num ORDER BY question, choice, num;

-- Free answers, newest first, before a sheet.
-- name: questionnaire_words
SELECT sheet_id, words FROM questionnaire_answer
WHERE jid = $1 AND questionnaire_id = $2 AND question = $3 AND choice = 0 AND num = 0
    AND sheet_id < $4
ORDER BY sheet_id DESC LIMIT $5;

-- name: questionnaire_demand_insert
INSERT INTO questionnaire_demand (jid, questionnaire_id, question, sheet_id, demand_id, num)
VALUES ($1, $2, $3, $4, $5, $6);

-- What was said in confidence leaves nothing in a result.
-- name: questionnaire_raised
SELECT r.question AS question, COUNT(*) AS said FROM questionnaire_demand r
JOIN demand d ON d.jid = $1 AND d.id = r.demand_id
WHERE r.jid = $1 AND r.questionnaire_id = $2 AND d.privacy <> 'confidential'
GROUP BY r.question ORDER BY r.question;

-- name: questionnaire_raised_of
SELECT r.sheet_id AS sheet_id, r.question AS question, r.num AS num FROM questionnaire_demand r
JOIN demand d ON d.jid = $1 AND d.id = r.demand_id
WHERE r.jid = $1 AND r.questionnaire_id = $2 AND r.sheet_id > $3 AND r.sheet_id <= $4
    AND d.privacy <> 'confidential'
ORDER BY r.sheet_id, r.question;

-- The check counts again.
-- name: check_questionnaire_page
SELECT q.id AS id, q.sheets AS sheets, COALESCE(s.demands, 0) AS demands,
    (SELECT COUNT(*) FROM questionnaire_sheet t WHERE t.jid = $1 AND t.questionnaire_id = q.id)
        AS entered,
    (SELECT COALESCE(SUM(t.demands), 0) FROM questionnaire_sheet t
        WHERE t.jid = $1 AND t.questionnaire_id = q.id) AS of_sheets,
    (SELECT COUNT(*) FROM questionnaire_demand r
        JOIN demand d ON d.jid = $1 AND d.id = r.demand_id AND d.num = r.num AND d.spot_id = q.id
        WHERE r.jid = $1 AND r.questionnaire_id = q.id) AS raised
FROM questionnaire q LEFT JOIN spot s ON s.jid = $1 AND s.id = q.id
WHERE q.jid = $1 AND q.id > $2 ORDER BY q.id LIMIT $3;
