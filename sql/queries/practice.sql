-- SPDX-License-Identifier: Apache-2.0
-- The first hour on a practice register, which is small: what officers did, counted.

-- name: practice_done
SELECT actor_id, subject_kind, action, COUNT(*) AS n, MIN(recorded_at) AS first_at,
    MAX(recorded_at) AS last_at
FROM event WHERE jid = $1 AND actor_id = $2
GROUP BY actor_id, subject_kind, action ORDER BY subject_kind, action;

-- name: practice_done_by_all
SELECT actor_id, subject_kind, action, COUNT(*) AS n, MIN(recorded_at) AS first_at,
    MAX(recorded_at) AS last_at
FROM event WHERE jid = $1 AND actor_id <> 0
GROUP BY actor_id, subject_kind, action ORDER BY actor_id, subject_kind, action;

-- Who can log in, with each role held.
-- name: practice_people
SELECT o.id AS id, o.unit_id AS unit_id, o.name AS name, r.role AS role
FROM officer AS o JOIN officer_role AS r ON r.officer_id = o.id
WHERE o.disabled_at = 0 AND o.password_hash <> '' AND (r.valid_to = 0 OR r.valid_to > $1)
ORDER BY o.unit_id, o.name, o.id, r.role;

-- Back to the start: what was handled goes, with everybody's own records; places, units, officers
-- and what befell them stay.
-- name: practice_clear_demand
DELETE FROM demand WHERE jid = $1;

-- name: practice_clear_matter
DELETE FROM matter WHERE jid = $1;

-- name: practice_clear_task
DELETE FROM task WHERE jid = $1;

-- name: practice_clear_link
DELETE FROM link WHERE jid = $1;

-- name: practice_clear_clock
DELETE FROM clock WHERE jid = $1;

-- name: practice_clear_part
DELETE FROM part WHERE jid = $1;

-- name: practice_clear_duty
DELETE FROM duty WHERE jid = $1;

-- name: practice_clear_rollup
DELETE FROM rollup WHERE jid = $1;

-- name: practice_clear_span
DELETE FROM span WHERE jid = $1;

-- name: practice_clear_stage
DELETE FROM stage WHERE jid = $1;

-- name: practice_clear_attachment
DELETE FROM attachment WHERE jid = $1;

-- name: practice_clear_outbox
DELETE FROM outbox WHERE jid = $1;

-- name: practice_clear_batch
DELETE FROM batch WHERE jid = $1;

-- name: practice_clear_batch_row
DELETE FROM batch_row WHERE jid = $1;

-- name: practice_clear_derive_todo
DELETE FROM derive_todo WHERE jid = $1;

-- name: practice_clear_sheet_draft
DELETE FROM sheet_draft WHERE jid = $1;

-- name: practice_clear_bundle
DELETE FROM bundle WHERE jid = $1;

-- name: practice_clear_brief_sent
DELETE FROM brief_sent WHERE jid = $1;

-- name: practice_clear_directory_use
DELETE FROM directory_use WHERE jid = $1;

-- name: practice_clear_model
DELETE FROM model WHERE jid = $1;

-- name: practice_clear_model_night
DELETE FROM model_night WHERE jid = $1;

-- name: practice_clear_suggestion_use
DELETE FROM suggestion_use WHERE jid = $1;

-- name: practice_clear_alarm
DELETE FROM alarm WHERE jid = $1;

-- name: practice_clear_alarm_hit
DELETE FROM alarm_hit WHERE jid = $1;

-- name: practice_clear_alarm_receiver
DELETE FROM alarm_receiver WHERE jid = $1;

-- name: practice_clear_urgent_seen
DELETE FROM urgent_seen WHERE jid = $1;

-- name: practice_clear_speaker
DELETE FROM speaker WHERE jid = $1;

-- name: practice_clear_person
DELETE FROM person WHERE jid = $1;

-- name: practice_clear_spot
DELETE FROM spot WHERE jid = $1;

-- name: practice_clear_questionnaire
DELETE FROM questionnaire WHERE jid = $1;

-- name: practice_clear_question
DELETE FROM questionnaire_question WHERE jid = $1;

-- name: practice_clear_questionnaire_sheet
DELETE FROM questionnaire_sheet WHERE jid = $1;

-- name: practice_clear_questionnaire_answer
DELETE FROM questionnaire_answer WHERE jid = $1;

-- name: practice_clear_questionnaire_demand
DELETE FROM questionnaire_demand WHERE jid = $1;

-- name: practice_clear_accountability
DELETE FROM accountability WHERE jid = $1;

-- name: practice_clear_agreement
DELETE FROM agreement WHERE jid = $1;

-- name: practice_clear_aid
DELETE FROM aid WHERE jid = $1;

-- name: practice_clear_answer_sketch
DELETE FROM answer_sketch WHERE jid = $1;

-- name: practice_clear_appraisal
DELETE FROM appraisal WHERE jid = $1;

-- name: practice_clear_bank_item
DELETE FROM bank_item WHERE jid = $1;

-- name: practice_clear_bank_month
DELETE FROM bank_month WHERE jid = $1;

-- name: practice_clear_bank_stay
DELETE FROM bank_stay WHERE jid = $1;

-- name: practice_clear_board
DELETE FROM board WHERE jid = $1;

-- name: practice_clear_board_exclusion
DELETE FROM board_exclusion WHERE jid = $1;

-- name: practice_clear_board_step
DELETE FROM board_step WHERE jid = $1;

-- name: practice_clear_board_unit
DELETE FROM board_unit WHERE jid = $1;

-- name: practice_clear_bulletin
DELETE FROM bulletin WHERE jid = $1;

-- name: practice_clear_campaign
DELETE FROM campaign WHERE jid = $1;

-- name: practice_clear_document
DELETE FROM document WHERE jid = $1;

-- name: practice_clear_document_serial
DELETE FROM document_serial WHERE jid = $1;

-- name: practice_clear_finding
DELETE FROM finding WHERE jid = $1;

-- name: practice_clear_hotspot
DELETE FROM hotspot WHERE jid = $1;

-- name: practice_clear_inspection
DELETE FROM inspection WHERE jid = $1;

-- name: practice_clear_inspection_sample
DELETE FROM inspection_sample WHERE jid = $1;

-- name: practice_clear_instruction_told
DELETE FROM instruction_told WHERE jid = $1;

-- name: practice_clear_interview
DELETE FROM interview WHERE jid = $1;

-- name: practice_clear_interview_unit
DELETE FROM interview_unit WHERE jid = $1;

-- name: practice_clear_level_use
DELETE FROM level_use WHERE jid = $1;

-- name: practice_clear_meeting
DELETE FROM meeting WHERE jid = $1;

-- name: practice_clear_meeting_item
DELETE FROM meeting_item WHERE jid = $1;

-- name: practice_clear_notice_ack
DELETE FROM notice_ack WHERE jid = $1;

-- name: practice_clear_notice
DELETE FROM notice WHERE jid = $1;

-- name: practice_clear_publication
DELETE FROM publication WHERE jid = $1;

-- name: practice_clear_quantity
DELETE FROM quantity WHERE jid = $1;

-- name: practice_clear_same_decision
DELETE FROM same_decision WHERE jid = $1;

-- name: practice_clear_same_key
DELETE FROM same_key WHERE jid = $1;

-- name: practice_clear_same_sketch
DELETE FROM same_sketch WHERE jid = $1;

-- name: practice_clear_saved_view
DELETE FROM saved_view WHERE jid = $1;

-- name: practice_clear_scheme_choice
DELETE FROM scheme_choice WHERE jid = $1;

-- name: practice_clear_signal
DELETE FROM signal WHERE jid = $1;

-- name: practice_clear_signal_demand
DELETE FROM signal_demand WHERE jid = $1;

-- name: practice_clear_signal_look
DELETE FROM signal_look WHERE jid = $1;

-- name: practice_clear_signal_source
DELETE FROM signal_source WHERE jid = $1;

-- name: practice_clear_signature
DELETE FROM signature WHERE jid = $1;

-- name: practice_clear_signature_name
DELETE FROM signature_name WHERE jid = $1;

-- name: practice_clear_signature_weight
DELETE FROM signature_weight WHERE jid = $1;

-- name: practice_clear_topic
DELETE FROM topic WHERE jid = $1;

-- name: practice_clear_topic_member
DELETE FROM topic_member WHERE jid = $1;

-- name: practice_clear_visit
DELETE FROM visit WHERE jid = $1;

-- name: practice_clear_visit_home
DELETE FROM visit_home WHERE jid = $1;

-- name: practice_clear_event
DELETE FROM event WHERE jid = $1 AND subject_kind <> 'unit';

-- name: practice_clear_event_text
DELETE FROM event_text WHERE jid = $1 AND subject_kind <> 'unit';

-- name: practice_clear_trouble
DELETE FROM trouble WHERE jid = $1;

-- name: practice_clear_trouble_ask
DELETE FROM trouble_ask WHERE jid = $1;

-- name: practice_clear_trouble_count
DELETE FROM trouble_count WHERE jid = $1;

-- name: practice_clear_trouble_measure
DELETE FROM trouble_measure WHERE jid = $1;

-- name: practice_clear_trouble_step
DELETE FROM trouble_step WHERE jid = $1;

-- name: practice_clear_trouble_verdict
DELETE FROM trouble_verdict WHERE jid = $1;
