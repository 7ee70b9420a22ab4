/* SPDX-License-Identifier: Apache-2.0
 * The handlers that stand in the route table, and the shapes of what they take. One file each.
 */
#pragma once

#include "api/route.h"

/* months.c */
route_fn months_get, months_file_get;

/* system.c */
route_fn health_get, ready_get, openapi_get, docs_get, docs_css_get;

/* login.c */
extern const struct shape login_shape, password_change_shape;
route_fn login_post, logout_post, me_get, password_post;

/* choices.c */
extern const struct shape officers_query;
route_fn choices_get, officers_get;

/* live.c */
extern const struct shape live_query_shape;
route_fn live_get;

/* messages.c */
route_fn messages_get, message_retry_post, message_texts_get, message_text_post;

/* places.c */
extern const struct shape places_query, locate_query, responsible_query;
route_fn place_get, places_get, outlines_get, locate_get, responsible_get;

/* steps.c */
route_fn step_post;

/* answers.c */
extern const struct shape answer_check_shape;
route_fn answer_check_post;

/* demands.c */
route_fn demand_post, instruction_post;

/* schemes.c */
route_fn schemes_get, scheme_file_get, scheme_file_post, scheme_classes_get, scheme_report_get,
    scheme_report_file_get, demand_schemes_get;
/* agencies.c */
extern const struct shape agencies_query, agencies_book_query;
route_fn agencies_get, agency_get, agencies_file_get, agency_post, agency_change_post,
    agency_retire_post, agencies_book_post;

/* uploads.c */
route_fn uploads_options, upload_new_post, upload_get, upload_patch, upload_delete,
    upload_over_post;
/* attachments.c */
extern const struct shape attachment_query;
route_fn attachment_post, attachment_get, public_attachment_get;

/* dossiers.c */
extern const struct shape find_query;
route_fn work_get, leaders_get, demand_get, matter_get, task_get, public_demand_get, find_get,
    clocks_get;

/* publications.c */
route_fn publications_get, publications_post, publication_prepare_get, publication_get,
    publication_edit_post, publication_publish_post, publication_withdraw_post,
    public_answers_get;

/* boards.c */
route_fn public_figures_get, situation_get, wall_get;
route_fn recurrence_get, recurrence_file_get;
/* views.c */
route_fn work_views_get, work_views_post, work_view_change_post, work_view_remove_post;
route_fn work_file_post, ledgers_get, ledgers_file_post, ledgers_print_get, task_list_get,
    task_list_file_post, task_list_print_get, ledger_views_get, ledger_view_get,
    ledger_views_post, ledger_view_change_post, ledger_view_remove_post;
extern const struct shape board_appraisal_shape;
route_fn boards_get, boards_post, board_get, board_print_get, board_recompute_get,
    board_check_post, board_publish_post, board_drop_post, board_appraisal_post, exclusions_get,
    exclusions_post, exclusion_decide_post, board_steps_get, board_step_record_post,
    board_step_answer_post, board_step_accept_post, accounts_get, accounts_post;

/* rhythm.c */
route_fn bulletins_get, bulletins_post, bulletin_get, bulletin_file_get, bulletin_edit_post,
    bulletin_check_post, bulletin_issue_post, bulletin_drop_post, interviews_get,
    interviews_post, promise_change_post, promise_report_post, promise_check_post, meetings_get,
    meetings_post, meeting_kinds_post, meeting_get, meeting_change_post, meeting_hold_post,
    meeting_drop_post, meeting_item_post, meeting_item_drop_post, meeting_decide_post;

/* topics.c */
route_fn bank_get, bank_months_post, bank_month_get, bank_represent_post, topics_get,
    topics_post, topic_get, topic_members_get, topic_file_get, topic_members_post,
    topic_change_post, topic_end_post, topic_drop_post;

/* reports.c */
extern const struct shape report_query, receiver_shape;
route_fn report_get, report_picture_get, receivers_get, receivers_post, receiver_remove_post;

/* calendars.c */
extern const struct shape calendar_query;
extern const struct shape plain_query;
route_fn calendar_get, calendar_post;

/* mechanisms.c */
route_fn mechanism_numbers_get, mechanism_numbers_post, mechanism_version_get;
extern const struct shape mechanism_version_query;

/* same.c */
route_fn same_get, same_post, same_near_post;
/* urgent.c */
extern const struct shape urgent_try_shape;
route_fn alarms_get, alarms_mine_get, urgent_rules_get, urgent_try_post;

/* contact.c */
extern const struct shape unmask_shape;
route_fn contact_post, unmask_post;

/* notices.c */
route_fn notices_get, notices_post, notice_get, notice_print_get, notice_acknowledge_post,
    notice_answer_post, notice_withdraw_post, notices_export_post;

/* inspections.c */
route_fn inspections_get, inspections_post, inspection_get, inspection_recompute_get,
    inspection_look_post, inspection_issue_post, inspection_end_post, findings_post,
    findings_get, finding_get, finding_report_post, finding_check_post, finding_drop_post;

/* campaigns.c */
route_fn campaigns_get, campaign_get, campaign_post, campaign_change_post, campaign_end_post,
    campaign_study_post, campaign_table_get, campaign_table_file_get, visits_get, visit_get_one,
    visit_places_get, visit_post, visits_post, visit_correct_post, visits_form_get,
    visits_file_post;
extern const struct shape visits_file_query;

/* questionnaires.c */
route_fn questionnaires_get, questionnaires_post, questionnaire_get, questionnaire_file_get,
    questionnaire_sheet_post, questionnaire_public_get;

/* spots.c */
route_fn spots_get, spots_due_get, spot_get_one, spots_post, spot_change_post, spot_end_post,
    spot_emptied_post, spots_print_get, spot_png_get, poster_scanned_get, public_calls_get;

/* bundles.c */
route_fn hotspots_get, hotspot_get, hotspot_name_post, hotspot_follow_post,
    hotspot_dismiss_post, hotspot_reopen_post, hotspot_split_post, hotspot_merge_post,
    heat_weight_post; /* hotspots.c */
/* troubles.c */
route_fn troubles_get, troubles_post, trouble_get, trouble_alike_get, trouble_demands_get,
    trouble_file_get, trouble_change_post, trouble_plan_post, trouble_progress_post,
    trouble_end_post, trouble_ask_post, trouble_answer_post, trouble_finish_post,
    trouble_conclude_post, trouble_reopen_post;
route_fn bundles_get, bundle_get, bundle_note_post, bundle_plan_post, bundle_close_post,
    supervised_get;
/* upstreams.c */
extern const struct shape upstream_table_query, upstream_replies_shape, practice_reset_shape;
route_fn upstreams_get, upstream_orders_post, upstream_verdicts_post, upstream_replies_post;

/* people.c */
extern const struct shape people_query;
route_fn people_get, people_officers_get, people_officer_get, people_templates_get,
    people_roster_get, people_ownerless_get, people_book_get;

/* people_change.c */
extern const struct shape people_book_query, people_slips_shape, people_hand_over_shape,
    people_leave_shape, people_unit_shape, people_turn_shape;
route_fn people_book_post, people_slips_post, people_hand_over_post, people_leave_post,
    people_back_post, people_unit_post, people_turn_post, people_turn_remove_post,
    people_roster_post;

/* lookup.c */
extern const struct shape lookup_shape;
route_fn lookup_post, read_back_post, search_post;

/* print.c */
route_fn slip_get, print_css_get, remind_get;
route_fn plain_get, plain_post, plain_follow_get, plain_follow_post, plain_css_get;

/* tracks.c */
route_fn levels_get, levels_file_get, ways_get, ways_file_get, whistles_get, works_get,
    works_file_get, agreement_get;

/* sheets.c */
extern const struct shape tasks_form_query;
route_fn tasks_form_get, drafts_get, drafts_post, draft_file_post, draft_drop_post;

/* directory.c */
extern const struct shape directory_entries_query, directory_file_query, directory_diff_query,
    directory_put_query, directory_change_shape, directory_report_query;
route_fn directory_get, directory_version_get, directory_diff_get, directory_file_get,
    directory_report_get, directory_post, directory_change_post;

/* models.c */
extern const struct shape suggestions_shape;
route_fn models_get, model_rule_post, suggestions_post;

/* documents.c */
extern const struct shape documents_query, documents_year_query, document_template_query;
route_fn documents_get, document_post, documents_register_get, document_one_get,
    document_docx_get, document_pdf_post, document_pdf_get, document_templates_get,
    document_template_file_get, document_template_post;

/* practices.c */
route_fn practice_get, practice_all_get, practice_reset_post;
