/* SPDX-License-Identifier: Apache-2.0 */
#include "api/routes.h"

#include "api/api.h"
#include "api/call.h"
#include "api/handlers.h"
#include "api/steps.h"
#include "loop/agency_keep.h"
#include "loop/alarm_list.h"
#include "loop/board.h"
#include "loop/board_exclude.h"
#include "loop/board_step.h"
#include "loop/bulletin.h"
#include "loop/bundle.h"
#include "loop/campaign.h"
#include "loop/campaign_table.h"
#include "loop/document.h"
#include "loop/inspection.h"
#include "loop/instruct_new.h"
#include "loop/intake.h"
#include "loop/interview.h"
#include "loop/leaders.h"
#include "loop/ledger_pick.h"
#include "loop/ledger_view.h"
#include "loop/level_report.h"
#include "loop/meeting.h"
#include "loop/notice.h"
#include "loop/questionnaire.h"
#include "loop/search.h"
#include "loop/sheet_draft.h"
#include "loop/spot.h"
#include "loop/track_report.h"
#include "loop/train.h"
#include "loop/visit.h"
#include "loop/worklist.h"

#define V1 "/api/v1"
#define FORM_CARRIERS BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_DISPATCHER)
#define ADMINISTRATORS BIT(ROLE_ADMIN_SYSTEM) | BIT(ROLE_ADMIN_SECURITY) | BIT(ROLE_ADMIN_AUDIT)
#define SHEET "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define COORDINATORS                                                                           \
    BIT(ROLE_DISPATCHER) | BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_ARBITER)
#define ADMIN BIT(ROLE_ADMIN_SYSTEM)
#define READERS                                                                                \
    BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER) | BIT(ROLE_ANALYST) | BIT(ROLE_PUBLISHER)
#define LEVEL_READERS                                                                          \
    READERS | BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER) | BIT(ROLE_ARBITER) | BIT(ROLE_HEAD)
#define MODEL_READERS BIT(ROLE_ANALYST) | BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER) | ADMIN
#define MODEL_KEEPERS BIT(ROLE_ANALYST) | ADMIN
#define SUGGESTED_TO                                                                           \
    BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_EXCHANGE) | BIT(ROLE_SCREENER)
#define CALL_TAKERS BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR)
#define RECEIVERS BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_EXCHANGE)
#define CAMPAIGN_KEEPERS BIT(ROLE_DISPATCHER) | BIT(ROLE_LEADER)
#define VISITORS BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_DISPATCHER)
#define DIRECTORY_KEEPERS BIT(ROLE_ADMIN_SYSTEM) | BIT(ROLE_DISPATCHER)

enum {
    ROUTES_MAX = 512,
    FORM_MAX = 16384,
    BOOK_MAX = 8 << 20,
    BATCH_BYTES = 2 << 20,
    SHEET_BYTES = 256 * 1024,
    DIRECTORY_BYTES = 16 * 1000 * 1000,
};

static const struct route fixed[] = {
    {HTTP_GET, WHO_PUBLIC, "/health", health_get, .flags = ROUTE_NO_DB, .zh = "进程在运行",
     .en = "the process runs"},
    {HTTP_GET, WHO_PUBLIC, "/ready", ready_get, .zh = "可以受理请求",
     .en = "the store answers"},
    {HTTP_GET, WHO_PUBLIC, V1 "/openapi.json", openapi_get, .flags = ROUTE_NO_DB,
     .zh = "本接口的 OpenAPI 3.1 文档", .en = "this interface as OpenAPI 3.1"},
    {HTTP_GET, WHO_PUBLIC, V1 "/docs", docs_get, .flags = ROUTE_NO_DB, .answer = "text/html",
     .zh = "可读的接口说明", .en = "the interface to read"},
    {HTTP_GET, WHO_PUBLIC, V1 "/docs.css", docs_css_get, .flags = ROUTE_NO_DB,
     .answer = "text/css", .zh = "接口说明的样式", .en = "style of the page above"},

    {HTTP_GET, WHO_PUBLIC, V1 "/public/place", place_get, .flags = ROUTE_NO_DB,
     .zh = "登记地、选项与限制", .en = "register, choices and limits"},
    {HTTP_GET, WHO_PUBLIC, V1 "/public/figures", public_figures_get, .zh = "向社会公开的合计",
     .en = "totals that the place shows to everybody"},
    {HTTP_GET, WHO_PUBLIC, V1 "/public/places", places_get, .flags = ROUTE_NO_DB,
     .query = &places_query, .zh = "下级区划", .en = "places below a place"},
    {HTTP_GET, WHO_PUBLIC, V1 "/public/outlines", outlines_get, .flags = ROUTE_NO_DB,
     .answer = "application/geo+json", .zh = "区划边界", .en = "outlines of places"},
    {HTTP_GET, WHO_PUBLIC, V1 "/public/locate", locate_get, .flags = ROUTE_NO_DB,
     .query = &locate_query, .zh = "坐标所在区划", .en = "the place of a point"},
    {HTTP_GET, WHO_CITIZEN, V1 "/public/demands/{num}", public_demand_get,
     .zh = "我的诉求：进展、答复、可做什么", .en = "my demand: steps, answer, what I may do"},
    {HTTP_GET, WHO_CITIZEN, V1 "/public/demands/{num}/attachments/{id}", public_attachment_get,
     .answer = "application/octet-stream", .zh = "我上传的、给我的附件",
     .en = "what I uploaded, what came with the answer"},

    {HTTP_POST, WHO_ANY, V1 "/demands", demand_post, RECEIVERS, .flags = ROUTE_KEY,
     .body = &demand_new_shape, .public_body = &demand_new_citizen_shape,
     .zh = "提交诉求；工作人员代为登记", .en = "a demand; or entered by an officer"},
    {HTTP_POST, WHO_OFFICER, V1 "/demands/read-back", read_back_post, RECEIVERS,
     .body = &demand_new_shape, .zh = "提交前向诉求人复述的话（不登记）",
     .en = "what is read to the caller before handing in (nothing is stored)"},
    {HTTP_POST, WHO_OFFICER, V1 "/lookup", lookup_post, CALL_TAKERS, .body = &lookup_shape,
     .zh = "来电来访先查：按编号、电话、姓名（查人留痕）",
     .en = "who is ringing: by number, telephone, name (a search by person is recorded)"},
    {HTTP_POST, WHO_OFFICER, V1 "/search", search_post, .body = &search_query_shape,
     .zh = "检索：内容、答复、地点、编号（按人检索留痕）",
     .en = "search: words, answers, places, numbers (by person it is recorded)"},
    {HTTP_POST, WHO_ANY, V1 "/attachments", attachment_post, .flags = ROUTE_KEY | ROUTE_RAW,
     .zh = "上传附件", .en = "upload an attachment"},
    {HTTP_GET, WHO_OFFICER, V1 "/attachments/{id}", attachment_get, .query = &attachment_query,
     .answer = "application/octet-stream", .zh = "附件", .en = "an attachment"},

    {HTTP_GET, WHO_OFFICER, V1 "/work", work_get, .query = &worklist_query_shape,
     .zh = "工作清单", .en = "work list"},
    {HTTP_GET, WHO_OFFICER, V1 "/leaders", leaders_get, BIT(ROLE_LEADER) | BIT(ROLE_SUPERVISOR),
     .query = &leaders_query_shape, .zh = "领导批示与包案：到了哪一步",
     .en = "instructions and sponsorships: where each stands"},
    {HTTP_POST, WHO_OFFICER, V1 "/instructions", instruction_post,
     BIT(ROLE_LEADER) | BIT(ROLE_SUPERVISOR), .flags = ROUTE_KEY,
     .body = &instruction_new_shape,
     .zh = "领导就尚未登记的情况作批示（登记为主动发现并批示，一次完成）",
     .en = "an instruction about what is not in the register yet: found and instructed in one"},
    {HTTP_GET, WHO_OFFICER, V1 "/reports/{kind}", report_get, READERS, .query = &report_query,
     .zh = "日报、周报、月报：数字与可粘贴的文字", .en = "the sheet of a day, week or month"},
    {HTTP_GET, WHO_OFFICER, V1 "/reports/{kind}/picture", report_picture_get, READERS,
     .query = &report_query, .answer = "image/png", .zh = "日报、周报、月报的图片",
     .en = "the sheet as a picture"},
    {HTTP_GET, WHO_OFFICER, V1 "/reports/receivers", receivers_get, ADMIN,
     .zh = "报表按时发给谁", .en = "who gets the sheets by mail"},
    {HTTP_POST, WHO_OFFICER, V1 "/reports/receivers", receivers_post, ADMIN,
     .body = &receiver_shape, .zh = "添加收报表的邮箱",
     .en = "one more address for the sheets"},
    {HTTP_POST, WHO_OFFICER, V1 "/reports/receivers/{id}/remove", receiver_remove_post, ADMIN,
     .zh = "取消收报表的邮箱", .en = "take an address off the list"},
    {HTTP_GET, WHO_OFFICER, V1 "/boards", boards_get, BOARD_SEEN_BY | BIT(ROLE_ADMIN_SECURITY),
     .zh = "红黑榜及其规则", .en = "boards and their rules"},
    {HTTP_POST, WHO_OFFICER, V1 "/boards", boards_post, BOARD_DRAFTERS, .flags = ROUTE_KEY,
     .body = &board_draft_shape, .zh = "起草榜单：计算并冻结数据",
     .en = "draft a board: computed, its data frozen"},
    {HTTP_POST, WHO_OFFICER, V1 "/boards/appraisal", board_appraisal_post, BOARD_APPRAISERS,
     .body = &board_appraisal_shape, .answer = SHEET, .zh = "导出年度考核挂钩表（留痕）",
     .en = "a year's boards for the appraisal (recorded)"},
    {HTTP_GET, WHO_OFFICER, V1 "/boards/{num}", board_get,
     BOARD_SEEN_BY | BIT(ROLE_ADMIN_SECURITY), .zh = "一期榜单：得分、区间、剔除前后、疑点",
     .en = "a board: scores, intervals, before and after, signals"},
    {HTTP_GET, WHO_OFFICER, V1 "/boards/{num}/print", board_print_get, BOARD_READERS,
     .answer = "text/html", .zh = "打印榜单", .en = "a board to print"},
    {HTTP_GET, WHO_OFFICER, V1 "/boards/{num}/recompute", board_recompute_get, BOARD_READERS,
     .zh = "从冻结数据重算榜单", .en = "a board computed again from its frozen data"},
    {HTTP_POST, WHO_OFFICER, V1 "/boards/{num}/check", board_check_post, BOARD_CHECKERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .zh = "核对榜单（非起草人）",
     .en = "check a board (not its drafter)"},
    {HTTP_POST, WHO_OFFICER, V1 "/boards/{num}/publish", board_publish_post, BOARD_PUBLISHERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .zh = "发布榜单（非起草人）",
     .en = "publish a board (not its drafter)"},
    {HTTP_POST, WHO_OFFICER, V1 "/boards/{num}/drop", board_drop_post, BOARD_READERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &board_drop_shape, .zh = "作废未发布的榜单",
     .en = "drop a board that is not published"},
    {HTTP_GET, WHO_OFFICER, V1 "/inspections", inspections_get,
     .query = &inspection_query_shape, .zh = "验靶及其问题、整改数",
     .en = "field inspections with their figures"},
    {HTTP_POST, WHO_OFFICER, V1 "/inspections", inspections_post, INSPECTION_PLANNERS,
     .flags = ROUTE_KEY, .body = &inspection_new_shape, .zh = "安排验靶并抽样",
     .en = "plan an inspection; its sample is drawn"},
    {HTTP_GET, WHO_OFFICER, V1 "/inspections/{num}", inspection_get,
     .zh = "一次验靶：抽样、问题、整改", .en = "an inspection: sample, findings"},
    {HTTP_GET, WHO_OFFICER, V1 "/inspections/{num}/recompute", inspection_recompute_get,
     .zh = "按种子和范围重新抽一遍", .en = "its sample drawn again from seed and population"},
    {HTTP_POST, WHO_OFFICER, V1 "/inspections/{num}/look", inspection_look_post,
     .flags = ROUTE_KEY, .body = &sample_look_shape, .zh = "登记抽查一件的核查结果",
     .en = "what was seen of one of the sample"},
    {HTTP_POST, WHO_OFFICER, V1 "/inspections/{num}/findings", findings_post,
     .flags = ROUTE_KEY, .body = &finding_new_shape, .zh = "登记发现的问题（附照片）",
     .en = "a finding, with photos"},
    {HTTP_POST, WHO_OFFICER, V1 "/inspections/{num}/issue", inspection_issue_post,
     INSPECTION_PLANNERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .zh = "通报验靶，问题交单位整改",
     .en = "issue it: its findings are asked of their units"},
    {HTTP_POST, WHO_OFFICER, V1 "/inspections/{num}/end", inspection_end_post,
     INSPECTION_PLANNERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &inspection_words_shape,
     .zh = "结束验靶（问题都已整改）", .en = "end it when everything is mended"},
    {HTTP_GET, WHO_OFFICER, V1 "/findings", findings_get, .zh = "要本单位整改的问题",
     .en = "findings that my units are to mend"},
    {HTTP_GET, WHO_OFFICER, V1 "/findings/{num}", finding_get, .zh = "一个问题",
     .en = "a finding"},
    {HTTP_POST, WHO_OFFICER, V1 "/findings/{num}/report", finding_report_post,
     FINDING_ANSWERERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &finding_report_shape,
     .zh = "填报整改情况（附照片）", .en = "what was done, with photos"},
    {HTTP_POST, WHO_OFFICER, V1 "/findings/{num}/check", finding_check_post,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &finding_check_shape,
     .zh = "验收整改（不到位则再改，已销号的重开）",
     .en = "check it; not mended: again, and its matter is reopened"},
    {HTTP_POST, WHO_OFFICER, V1 "/findings/{num}/drop", finding_drop_post,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &inspection_words_shape,
     .zh = "问题不成立（说明）", .en = "drop a finding, with the reason"},
    {HTTP_GET, WHO_OFFICER, V1 "/notices", notices_get, NOTICE_READERS,
     .query = &notice_query_shape, .zh = "督办单、事由规则、过多的督办",
     .en = "supervision notices, their causes, and where there are too many"},
    {HTTP_POST, WHO_OFFICER, V1 "/notices", notices_post, NOTICE_ISSUERS, .flags = ROUTE_KEY,
     .body = &notice_new_shape, .zh = "签发督办单", .en = "issue a notice by hand"},
    {HTTP_POST, WHO_OFFICER, V1 "/notices/export", notices_export_post,
     NOTICE_ISSUERS | BIT(ROLE_ANALYST), .body = &notice_query_shape, .answer = SHEET,
     .zh = "导出督办单（留痕）", .en = "notices as a table (recorded)"},
    {HTTP_GET, WHO_OFFICER, V1 "/notices/{num}", notice_get, NOTICE_READERS,
     .zh = "一张督办单及当时的事实", .en = "a notice with the facts as they stood"},
    {HTTP_GET, WHO_OFFICER, V1 "/notices/{num}/print", notice_print_get, NOTICE_READERS,
     .answer = "text/html", .zh = "打印督办单", .en = "a notice to print"},
    {HTTP_POST, WHO_OFFICER, V1 "/notices/{num}/answer", notice_answer_post, NOTICE_ANSWERERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &notice_answer_shape, .zh = "回复督办单",
     .en = "answer a notice"},
    {HTTP_POST, WHO_OFFICER, V1 "/notices/{num}/withdraw", notice_withdraw_post, NOTICE_ISSUERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &notice_withdraw_shape,
     .zh = "撤销督办单（说明原因）", .en = "withdraw a notice, with the reason"},
    {HTTP_GET, WHO_OFFICER, V1 "/exclusions", exclusions_get, EXCLUSION_READERS,
     .zh = "剔除申请", .en = "exclusions"},
    {HTTP_POST, WHO_OFFICER, V1 "/exclusions", exclusions_post, EXCLUSION_ASKERS,
     .flags = ROUTE_KEY, .body = &exclusion_ask_shape, .zh = "申请把事项剔除出考核",
     .en = "ask that a matter be excluded"},
    {HTTP_POST, WHO_OFFICER, V1 "/exclusions/{id}/decide", exclusion_decide_post,
     EXCLUSION_DECIDERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &exclusion_decide_shape,
     .zh = "决定剔除申请（非申请单位）", .en = "decide an exclusion (another desk)"},
    {HTTP_GET, WHO_OFFICER, V1 "/board-steps", board_steps_get, STEP_READERS,
     .zh = "黑榜后的提醒、约谈、责令检视", .en = "what a place on the black list brought"},
    {HTTP_POST, WHO_OFFICER, V1 "/board-steps/{id}/record", board_step_record_post,
     STEP_KEEPERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &step_record_shape,
     .zh = "登记提醒、约谈记录或责令检视", .en = "record what was held"},
    {HTTP_POST, WHO_OFFICER, V1 "/board-steps/{id}/answer", board_step_answer_post,
     BIT(ROLE_HEAD), .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &step_answer_shape,
     .zh = "提交检视报告", .en = "hand the self-examination in"},
    {HTTP_POST, WHO_OFFICER, V1 "/board-steps/{id}/accept", board_step_accept_post,
     STEP_KEEPERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &step_accept_shape,
     .zh = "验收或退回检视报告", .en = "accept or send back a self-examination"},
    {HTTP_GET, WHO_OFFICER, V1 "/interviews", interviews_get, INTERVIEW_READERS,
     .query = &interview_query_shape, .zh = "约谈：谁、为什么、承诺了什么、兑现没有",
     .en = "interviews: who, why, what was promised, what became of it"},
    {HTTP_POST, WHO_OFFICER, V1 "/interviews", interviews_post, INTERVIEW_KEEPERS,
     .flags = ROUTE_KEY, .body = &interview_new_shape, .zh = "登记约谈（一个或多个单位）",
     .en = "record an interview with one unit or several"},
    {HTTP_POST, WHO_OFFICER, V1 "/interview-units/{id}/change", promise_change_post,
     INTERVIEW_KEEPERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &promise_shape,
     .zh = "一个被约谈单位的表态、承诺和期限",
     .en = "what one unit said and promised, and by when"},
    {HTTP_POST, WHO_OFFICER, V1 "/interview-units/{id}/report", promise_report_post,
     BIT(ROLE_HEAD), .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &promise_report_shape,
     .zh = "报告约谈整改情况", .en = "what was done of the promise"},
    {HTTP_POST, WHO_OFFICER, V1 "/interview-units/{id}/check", promise_check_post,
     INTERVIEW_KEEPERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &promise_check_shape,
     .zh = "核对约谈整改（非本单位）", .en = "whether it was kept (another unit)"},
    {HTTP_GET, WHO_OFFICER, V1 "/meetings", meetings_get, MEETING_READERS,
     .query = &meeting_query_shape, .zh = "会议：种类、下一次何时由谁牵头、一年的会议",
     .en = "meetings: kinds, when and by whom next, those of a year"},
    {HTTP_POST, WHO_OFFICER, V1 "/meetings", meetings_post, MEETING_KEEPERS, .flags = ROUTE_KEY,
     .body = &meeting_new_shape, .zh = "召集会议：抽取议题、通知单位",
     .en = "call a meeting: its agenda is drawn, units are told"},
    {HTTP_POST, WHO_OFFICER, V1 "/meetings/kinds", meeting_kinds_post, MEETING_KEEPERS,
     .flags = ROUTE_KEY, .body = &meeting_kind_body_shape, .zh = "设定一种会议",
     .en = "make or change a kind of meeting"},
    {HTTP_GET, WHO_OFFICER, V1 "/meetings/{num}", meeting_get, MEETING_READERS,
     .zh = "一次会议：议程、理由、议定事项及其落实",
     .en = "a meeting: agenda, reasons, decisions and where each stands"},
    {HTTP_POST, WHO_OFFICER, V1 "/meetings/{num}/change", meeting_change_post, MEETING_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &meeting_change_shape,
     .zh = "改期、改地点、改牵头单位", .en = "another time, place or lead"},
    {HTTP_POST, WHO_OFFICER, V1 "/meetings/{num}/hold", meeting_hold_post, MEETING_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &meeting_hold_shape,
     .zh = "登记会议已开：到会人员、纪要", .en = "it was held: who was there, minutes"},
    {HTTP_POST, WHO_OFFICER, V1 "/meetings/{num}/drop", meeting_drop_post, MEETING_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &meeting_reason_shape, .zh = "取消会议",
     .en = "drop a meeting"},
    {HTTP_POST, WHO_OFFICER, V1 "/meetings/{num}/items", meeting_item_post, MEETING_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &meeting_item_new_shape, .zh = "增加议题",
     .en = "put something on the agenda"},
    {HTTP_POST, WHO_OFFICER, V1 "/meetings/{num}/items/{serial}/drop", meeting_item_drop_post,
     MEETING_KEEPERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &meeting_reason_shape,
     .zh = "移出议题", .en = "take something off the agenda"},
    {HTTP_POST, WHO_OFFICER, V1 "/meetings/{num}/items/{serial}/decide", meeting_decide_post,
     MEETING_KEEPERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &meeting_decide_shape,
     .zh = "议定：结论，或经事项的批示、派单交办",
     .en = "decide: a conclusion, or by the matter's own instruct or dispatch"},
    {HTTP_GET, WHO_OFFICER, V1 "/bulletins", bulletins_get, BULLETIN_READERS,
     .query = &bulletin_query_shape, .zh = "通报：一年的、各状态件数",
     .en = "bulletins of a year, and how many in each state"},
    {HTTP_POST, WHO_OFFICER, V1 "/bulletins", bulletins_post, BULLETIN_DRAFTERS,
     .flags = ROUTE_KEY, .body = &bulletin_draft_shape, .zh = "起草通报：取数并冻结",
     .en = "draft a bulletin: its figures are taken and frozen"},
    {HTTP_GET, WHO_OFFICER, V1 "/bulletins/{id}", bulletin_get, BULLETIN_READERS,
     .zh = "一份通报及其冻结的数据", .en = "a bulletin and its frozen figures"},
    {HTTP_POST, WHO_OFFICER, V1 "/bulletins/{id}/edit", bulletin_edit_post, BULLETIN_DRAFTERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &bulletin_edit_shape,
     .zh = "修改通报的标题和要求（须重新核对）",
     .en = "change title and words (it is checked again)"},
    {HTTP_POST, WHO_OFFICER, V1 "/bulletins/{id}/check", bulletin_check_post, BULLETIN_CHECKERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .zh = "核对通报（非起草人）",
     .en = "check a bulletin (not who wrote it)"},
    {HTTP_POST, WHO_OFFICER, V1 "/bulletins/{id}/issue", bulletin_issue_post, BULLETIN_ISSUERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &bulletin_issue_shape,
     .zh = "签发通报：编号、发给单位（非起草人）",
     .en = "issue a bulletin: numbered, sent to units (not who wrote it)"},
    {HTTP_POST, WHO_OFFICER, V1 "/bulletins/{id}/drop", bulletin_drop_post, BULLETIN_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &bulletin_drop_shape,
     .zh = "作废未签发的通报", .en = "drop a bulletin that is not issued"},
    {HTTP_GET, WHO_OFFICER, V1 "/accountability", accounts_get, BIT(ROLE_ADMIN_SECURITY),
     .zh = "追责问责记录（限安全管理员，查看留痕）",
     .en = "who was held to account (security administrator; reading is recorded)"},
    {HTTP_POST, WHO_OFFICER, V1 "/accountability", accounts_post, BIT(ROLE_ADMIN_SECURITY),
     .flags = ROUTE_KEY, .body = &account_shape, .zh = "登记追责问责",
     .en = "record who was held to account"},
    {HTTP_GET, WHO_OFFICER, V1 "/ledgers", ledgers_get, LEDGER_READERS,
     .query = &ledger_query_shape, .zh = "台账：一页、各台账合计、可按日期回看",
     .en = "ledgers: a page, the totals of each, as of a past day"},
    {HTTP_POST, WHO_OFFICER, V1 "/ledgers/file", ledgers_file_post, LEDGER_READERS,
     .body = &ledger_query_shape, .answer = SHEET, .zh = "导出台账（XLSX，留痕）",
     .en = "a ledger as a workbook (recorded)"},
    {HTTP_GET, WHO_OFFICER, V1 "/ledgers/print", ledgers_print_get, LEDGER_READERS,
     .query = &ledger_query_shape, .answer = "text/html", .zh = "打印台账（A3横排，留痕）",
     .en = "a ledger to print on A3 across (recorded)"},
    {HTTP_GET, WHO_OFFICER, V1 "/wall", wall_get, LEDGER_READERS,
     .zh = "大屏：只有数字，没有个人信息", .en = "the wall of a campaign room: numbers alone"},
    {HTTP_GET, WHO_OFFICER, V1 "/ledgers/views", ledger_views_get, LEDGER_READERS,
     .zh = "保存的台账：我的、上下级共享的", .en = "ledgers kept under a name"},
    {HTTP_POST, WHO_OFFICER, V1 "/ledgers/views", ledger_views_post, LEDGER_READERS,
     .flags = ROUTE_KEY, .body = &ledger_view_shape, .zh = "保存一个台账（只存筛选条件）",
     .en = "keep a ledger under a name (its filters alone)"},
    {HTTP_GET, WHO_OFFICER, V1 "/ledgers/views/{id}", ledger_view_get, LEDGER_READERS,
     .zh = "一个保存的台账", .en = "a ledger that was kept"},
    {HTTP_POST, WHO_OFFICER, V1 "/ledgers/views/{id}/change", ledger_view_change_post,
     LEDGER_READERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &ledger_view_shape,
     .zh = "改保存的台账", .en = "change a ledger that was kept"},
    {HTTP_POST, WHO_OFFICER, V1 "/ledgers/views/{id}/remove", ledger_view_remove_post,
     LEDGER_READERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .zh = "删掉保存的台账",
     .en = "remove a ledger that was kept"},
    {HTTP_GET, WHO_OFFICER, V1 "/alarms", alarms_get, .query = &alarm_query_shape,
     .zh = "要情清单", .en = "alarms"},
    {HTTP_GET, WHO_OFFICER, V1 "/alarms/mine", alarms_mine_get, .zh = "通知我的未了结要情",
     .en = "running alarms of which I was told"},
    {HTTP_GET, WHO_OFFICER, V1 "/urgent/rules", urgent_rules_get, .zh = "要情词规及各条准确率",
     .en = "rules of urgent words and how often they were right"},
    {HTTP_POST, WHO_OFFICER, V1 "/urgent/try", urgent_try_post, .body = &urgent_try_shape,
     .zh = "试一段话会不会识别为要情（不留存）",
     .en = "try a text for urgent words (nothing is kept)"},
    {HTTP_GET, WHO_OFFICER, V1 "/find", find_get, .query = &find_query, .zh = "按编号查找",
     .en = "what a number names"},
    {HTTP_GET, WHO_OFFICER, V1 "/demands/{num}", demand_get, .zh = "诉求", .en = "a demand"},
    {HTTP_GET, WHO_OFFICER, V1 "/matters/{num}", matter_get, .zh = "事项（一事一册）",
     .en = "a matter's dossier"},
    {HTTP_GET, WHO_OFFICER, V1 "/tasks/{num}", task_get, .zh = "承办任务", .en = "a task"},
    {HTTP_GET, WHO_OFFICER, V1 "/clocks/{num}", clocks_get, .zh = "时限及其计算过程",
     .en = "limits and how each was reckoned"},
    {HTTP_POST, WHO_OFFICER, V1 "/demands/{num}/contact", contact_post,
     .zh = "承办人联系诉求人（留痕）", .en = "the handler reaches the citizen (recorded)"},
    {HTTP_POST, WHO_OFFICER, V1 "/demands/{num}/unmask", unmask_post, .body = &unmask_shape,
     .zh = "说明原因查看诉求人信息（留痕）", .en = "see who it is, with a reason (recorded)"},
    {HTTP_GET, WHO_OFFICER, V1 "/bundles", bundles_get, .zh = "专题（打包处理）",
     .en = "bundles"},
    {HTTP_GET, WHO_OFFICER, V1 "/bundles/{num}", bundle_get, .zh = "一个专题及其中的事项",
     .en = "a bundle and the matters in it"},
    {HTTP_POST, WHO_OFFICER, V1 "/bundles/{num}/note", bundle_note_post, COORDINATORS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &bundle_note_shape, .zh = "登记专题进展",
     .en = "progress of a bundle"},
    {HTTP_POST, WHO_OFFICER, V1 "/bundles/{num}/plan", bundle_plan_post, COORDINATORS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &bundle_plan_shape, .zh = "调整专题方案",
     .en = "change a bundle's plan"},
    {HTTP_POST, WHO_OFFICER, V1 "/bundles/{num}/close", bundle_close_post, COORDINATORS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &bundle_close_shape, .zh = "结束专题",
     .en = "end a bundle"},
    {HTTP_GET, WHO_OFFICER, V1 "/levels/report", levels_get, LEVEL_READERS,
     .query = &level_query_shape, .zh = "分级建议的采纳与改定",
     .en = "suggested levels followed and not"},
    {HTTP_GET, WHO_OFFICER, V1 "/levels/report/file", levels_file_get, LEVEL_READERS,
     .query = &level_query_shape, .answer = SHEET, .zh = "分级建议采纳情况表（XLSX）",
     .en = "suggested levels followed and not, as a workbook"},
    {HTTP_GET, WHO_OFFICER, V1 "/tracks/whistles", whistles_get, READERS,
     .query = &track_query_shape, .zh = "吹哨报到与双考核：按单位的数字",
     .en = "whistles and both appraisals, by unit"},
    {HTTP_GET, WHO_OFFICER, V1 "/tracks/works", works_get, READERS, .query = &track_query_shape,
     .zh = "分阶段工程量：计划、完成、按计量单位合计",
     .en = "works in stages: planned, done, totals by measure"},
    {HTTP_GET, WHO_OFFICER, V1 "/tracks/works/file", works_file_get, READERS,
     .query = &track_query_shape, .answer = SHEET, .zh = "分阶段工程量表（XLSX）",
     .en = "works in stages as a workbook"},
    {HTTP_GET, WHO_OFFICER, V1 "/agreements/{num}/{serial}", agreement_get,
     .answer = "text/html", .zh = "调处协议登记表（可打印）",
     .en = "printable sheet of an agreement"},
    {HTTP_GET, WHO_OFFICER, V1 "/campaigns", campaigns_get, .zh = "专项行动",
     .en = "campaigns"},
    {HTTP_POST, WHO_OFFICER, V1 "/campaigns", campaign_post, CAMPAIGN_KEEPERS,
     .flags = ROUTE_KEY, .body = &campaign_new_shape, .zh = "建立专项行动",
     .en = "make a campaign"},
    {HTTP_GET, WHO_OFFICER, V1 "/campaigns/{code}", campaign_get,
     .zh = "一个专项行动：方案、责任链、学习动员记录",
     .en = "a campaign: plan, chain of responsibility, records of study"},
    {HTTP_GET, WHO_OFFICER, V1 "/campaigns/{code}/table", campaign_table_get, CAMPAIGN_READERS,
     .zh = "专项行动：各社区每天到了哪一步", .en = "where each community of a campaign stands"},
    {HTTP_GET, WHO_OFFICER, V1 "/campaigns/{code}/table/file", campaign_table_file_get,
     CAMPAIGN_READERS, .answer = SHEET, .zh = "专项行动各社区进展表（XLSX）",
     .en = "the same as a workbook"},
    {HTTP_POST, WHO_OFFICER, V1 "/campaigns/{code}/change", campaign_change_post,
     CAMPAIGN_KEEPERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &campaign_change_shape,
     .zh = "调整专项行动", .en = "change a campaign"},
    {HTTP_POST, WHO_OFFICER, V1 "/campaigns/{code}/end", campaign_end_post, CAMPAIGN_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &campaign_end_shape, .zh = "结束专项行动",
     .en = "end a campaign"},
    {HTTP_POST, WHO_OFFICER, V1 "/campaigns/{code}/studies", campaign_study_post,
     CAMPAIGN_KEEPERS, .flags = ROUTE_KEY, .body = &campaign_study_shape, .zh = "登记学习动员",
     .en = "a record of study or mobilisation"},
    {HTTP_GET, WHO_OFFICER, V1 "/visits", visits_get, .query = &visit_query_shape,
     .zh = "走访记录", .en = "visits"},
    {HTTP_GET, WHO_OFFICER, V1 "/visits/places", visit_places_get, VISITORS,
     .zh = "我可以登记走访的社区、网格和正在进行的专项行动",
     .en = "where I may record visits, and the campaigns that run"},
    {HTTP_POST, WHO_OFFICER, V1 "/visits", visit_post, VISITORS, .flags = ROUTE_KEY,
     .body = &visit_new_shape, .zh = "登记一次走访", .en = "a visit"},
    {HTTP_POST, WHO_OFFICER, V1 "/visits/batch", visits_post, VISITORS,
     .flags = ROUTE_KEY | ROUTE_MANY, .body = &visit_new_shape, .body_max = BATCH_BYTES,
     .zh = "批量登记走访（每次至多 500 次，ref 相同的只登记一次）",
     .en = "many visits (500 at most; a ref is entered once)"},
    {HTTP_GET, WHO_OFFICER, V1 "/visits/form", visits_form_get, VISITORS, .answer = SHEET,
     .zh = "空白走访表（XLSX）", .en = "an empty table of visits"},
    {HTTP_POST, WHO_OFFICER, V1 "/visits/file", visits_file_post, VISITORS,
     .flags = ROUTE_KEY | ROUTE_RAW, .query = &visits_file_query, .body_max = BOOK_MAX,
     .zh = "导入走访表（XLSX、CSV）及其诉求；dry_run 只核对",
     .en = "visits from a table, with their demands; dry_run looks only"},
    {HTTP_GET, WHO_OFFICER, V1 "/visits/{id}", visit_get_one, .zh = "一次走访及其诉求",
     .en = "a visit and what was said on it"},
    {HTTP_POST, WHO_OFFICER, V1 "/visits/{id}/correct", visit_correct_post, VISITORS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &visit_change_shape, .zh = "更正走访",
     .en = "correct a visit"},
    {HTTP_GET, WHO_PUBLIC, V1 "/public/questionnaires/{code}", questionnaire_public_get,
     .zh = "一份问卷的题目", .en = "the questions of a questionnaire"},
    {HTTP_POST, WHO_PUBLIC, V1 "/public/questionnaires/{code}/sheets", questionnaire_sheet_post,
     .flags = ROUTE_KEY, .body = &sheet_new_citizen_shape, .body_max = SHEET_BYTES,
     .zh = "群众答问卷（每台设备一次）", .en = "a citizen fills it in, once a device"},
    {HTTP_GET, WHO_OFFICER, V1 "/questionnaires", questionnaires_get, .zh = "问卷",
     .en = "questionnaires"},
    {HTTP_POST, WHO_OFFICER, V1 "/questionnaires", questionnaires_post, VISITORS,
     .flags = ROUTE_KEY | ROUTE_RAW, .query = &questionnaire_new_shape, .body_max = BATCH_BYTES,
     .zh = "由表格建立问卷或出新版；dry_run 只核对",
     .en = "a questionnaire or its next edition from a table; dry_run looks only"},
    {HTTP_GET, WHO_OFFICER, V1 "/questionnaires/{code}", questionnaire_get,
     .zh = "一份问卷的题目与结果", .en = "questions and results of a questionnaire"},
    {HTTP_GET, WHO_OFFICER, V1 "/questionnaires/{code}/file", questionnaire_file_get,
     .answer = SHEET, .zh = "问卷结果与逐份答卷（XLSX，不含个人信息）",
     .en = "results and sheets as a workbook, without personal data"},
    {HTTP_POST, WHO_OFFICER, V1 "/questionnaires/{code}/sheets", questionnaire_sheet_post,
     VISITORS, .flags = ROUTE_KEY, .body = &sheet_new_shape, .body_max = SHEET_BYTES,
     .zh = "录入一份答卷", .en = "enter a sheet"},
    {HTTP_GET, WHO_PUBLIC, V1 "/public/posters/{code}", poster_scanned_get,
     .zh = "扫到的海报挂在哪里", .en = "where a scanned poster hangs"},
    {HTTP_GET, WHO_OFFICER, V1 "/spots", spots_get, .query = &spot_query_shape,
     .zh = "采集点：海报、信箱、群众会、蹲点", .en = "spots: posters, boxes, meetings, stays"},
    {HTTP_GET, WHO_OFFICER, V1 "/spots/due", spots_due_get, .zh = "本单位该开的信箱",
     .en = "our boxes that are to be opened"},
    {HTTP_POST, WHO_OFFICER, V1 "/spots", spots_post, VISITORS, .flags = ROUTE_KEY,
     .body = &spot_new_shape, .zh = "设立采集点（可每个社区或网格各一个）",
     .en = "make a spot, or one for each community or grid"},
    {HTTP_GET, WHO_OFFICER, V1 "/spots/{id}", spot_get_one, .zh = "一个采集点及其诉求",
     .en = "a spot and what was gathered there"},
    {HTTP_POST, WHO_OFFICER, V1 "/spots/{id}/change", spot_change_post, VISITORS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &spot_change_shape, .zh = "更正采集点",
     .en = "correct a spot"},
    {HTTP_POST, WHO_OFFICER, V1 "/spots/{id}/end", spot_end_post, VISITORS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &spot_end_shape,
     .zh = "停用采集点；海报的码随即失效", .en = "end a spot; a poster's code ends with it"},
    {HTTP_POST, WHO_OFFICER, V1 "/spots/{id}/empty", spot_emptied_post, VISITORS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &spot_emptied_shape,
     .zh = "登记开箱（空箱也登记）", .en = "a box was opened, empty or not"},
    {HTTP_GET, WHO_OFFICER, V1 "/spots/print", spots_print_get,
     .query = &spot_print_query_shape, .answer = "text/html", .zh = "打印二维码海报",
     .en = "posters to print"},
    {HTTP_GET, WHO_OFFICER, V1 "/spots/{id}/png", spot_png_get, .answer = "image/png",
     .zh = "二维码图片", .en = "the code as a picture"},
    {HTTP_GET, WHO_OFFICER, V1 "/supervised", supervised_get, .zh = "重点督办的事项",
     .en = "matters under key supervision"},
    {HTTP_GET, WHO_OFFICER, V1 "/documents", documents_get, .query = &documents_query,
     .zh = "公文：可以制作的种类、已制作的", .en = "documents: kinds to make, those made"},
    {HTTP_POST, WHO_OFFICER, V1 "/documents", document_post, .flags = ROUTE_ONCE,
     .body = &document_ask_shape, .zh = "制作公文（编文号、留痕）",
     .en = "make a document (numbered and recorded)"},
    {HTTP_GET, WHO_OFFICER, V1 "/documents/register", documents_register_get,
     READERS | ADMINISTRATORS, .query = &documents_year_query, .zh = "一年的发文登记",
     .en = "register of a year's documents"},
    {HTTP_GET, WHO_OFFICER, V1 "/documents/{id}", document_one_get,
     .zh = "一份公文，PDF 是否做好", .en = "a document, and whether its PDF is made"},
    {HTTP_GET, WHO_OFFICER, V1 "/documents/{id}/docx", document_docx_get, .answer = DOCX,
     .zh = "下载公文（DOCX，留痕）", .en = "a document as DOCX (recorded)"},
    {HTTP_POST, WHO_OFFICER, V1 "/documents/{id}/pdf", document_pdf_post,
     .zh = "把公文交去转成 PDF", .en = "hand a document over to be made a PDF"},
    {HTTP_GET, WHO_OFFICER, V1 "/documents/{id}/pdf", document_pdf_get,
     .answer = "application/pdf", .zh = "下载公文（PDF，留痕）",
     .en = "a document as PDF (recorded)"},
    {HTTP_GET, WHO_OFFICER, V1 "/documents/templates", document_templates_get, ADMIN,
     .zh = "公文模板、各版、可用字段", .en = "templates, their versions and fields"},
    {HTTP_GET, WHO_OFFICER, V1 "/documents/templates/{kind}", document_template_file_get, ADMIN,
     .query = &document_template_query, .answer = DOCX, .zh = "下载公文模板",
     .en = "a template as a file"},
    {HTTP_POST, WHO_OFFICER, V1 "/documents/templates/{kind}", document_template_post, ADMIN,
     .flags = ROUTE_RAW, .query = &document_template_query,
     .zh = "上传公文模板，检查后启用；preview 只预览",
     .en = "a template of one's own; preview looks only"},
    {HTTP_GET, WHO_OFFICER, V1 "/slip/{num}", slip_get, .answer = "text/html", .zh = "交办单",
     .en = "printable slip of a task"},
    {HTTP_GET, WHO_PUBLIC, "/print.css", print_css_get, .flags = ROUTE_NO_DB,
     .answer = "text/css", .zh = "交办单的样式", .en = "style of the slip"},
    {HTTP_GET, WHO_OFFICER, V1 "/remind/{num}", remind_get, .zh = "催办文字",
     .en = "text that reminds"},

    {HTTP_GET, WHO_OFFICER, V1 "/tasks-form", tasks_form_get, FORM_CARRIERS,
     .query = &tasks_form_query, .answer = SHEET, .zh = "单位的承办任务表（可填写）",
     .en = "a unit's tasks as a form to fill off-line"},
    {HTTP_GET, WHO_OFFICER, V1 "/drafts", drafts_get, FORM_CARRIERS,
     .query = &sheet_drafts_query_shape, .zh = "表格带回的草稿",
     .en = "drafts that came back in tables"},
    {HTTP_POST, WHO_OFFICER, V1 "/drafts", drafts_post, FORM_CARRIERS,
     .flags = ROUTE_KEY | ROUTE_RAW, .query = &tasks_form_query, .zh = "上传填好的承办任务表",
     .en = "a filled form comes back"},
    {HTTP_POST, WHO_OFFICER, V1 "/drafts/{id}/file", draft_file_post, FORM_CARRIERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &sheet_draft_body_shape,
     .zh = "提交一份草稿（即办那一步）", .en = "file a draft: the step itself"},
    {HTTP_POST, WHO_OFFICER, V1 "/drafts/{id}/drop", draft_drop_post, FORM_CARRIERS,
     .zh = "放弃一份草稿", .en = "let a draft go"},
    {HTTP_GET, WHO_OFFICER, V1 "/models", models_get, MODEL_READERS,
     .zh = "建议模型的各版、好坏、规则和采纳情况",
     .en = "models that suggest: versions, worth, rules, how often they were followed"},
    {HTTP_POST, WHO_OFFICER, V1 "/models/{target}/rule", model_rule_post, MODEL_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &train_rule_shape,
     .zh = "启用或停用一种建议，改它的门槛",
     .en = "switch suggestions on or off, set their floors"},
    {HTTP_POST, WHO_OFFICER, V1 "/suggestions", suggestions_post, SUGGESTED_TO,
     .body = &suggestions_shape, .zh = "按正在记录的话建议类别",
     .en = "a class suggested for words that are being taken down"},
    {HTTP_GET, WHO_OFFICER, V1 "/directory", directory_get, .zh = "派单目录的各版",
     .en = "versions of the dispatch directory"},
    {HTTP_GET, WHO_OFFICER, V1 "/directory/{version}", directory_version_get,
     .query = &directory_entries_query, .zh = "一版派单目录的条目",
     .en = "entries of a version"},
    {HTTP_GET, WHO_OFFICER, V1 "/directory/{version}/diff", directory_diff_get,
     .query = &directory_diff_query, .zh = "两版派单目录的差别",
     .en = "what differs between two versions"},
    {HTTP_GET, WHO_OFFICER, V1 "/directory/{version}/file", directory_file_get,
     .query = &directory_file_query, .answer = "application/octet-stream",
     .zh = "下载一版派单目录（XLSX、CSV）", .en = "a version as a file (XLSX, CSV)"},
    {HTTP_GET, WHO_OFFICER, V1 "/directory/report", directory_report_get,
     DIRECTORY_KEEPERS | BIT(ROLE_ARBITER) | BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER) |
         BIT(ROLE_ANALYST),
     .query = &directory_report_query, .zh = "派单目录的执行与退单",
     .en = "what became of its proposals, and returns"},
    {HTTP_POST, WHO_OFFICER, V1 "/directory", directory_post, DIRECTORY_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE | ROUTE_RAW, .query = &directory_put_query,
     .body_max = DIRECTORY_BYTES, .zh = "新一版派单目录（文件），先比较后生效",
     .en = "a new version (a file), compared before it is in force"},
    {HTTP_POST, WHO_OFFICER, V1 "/directory/change", directory_change_post, DIRECTORY_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &directory_change_shape,
     .zh = "派单目录换一条的主办单位，先比较后生效",
     .en = "another lead for one entry, compared before it is in force"},

    {HTTP_GET, WHO_OFFICER, V1 "/agencies", agencies_get, .query = &agencies_query,
     .zh = "机构名录", .en = "the agency list"},
    {HTTP_POST, WHO_OFFICER, V1 "/agencies", agency_post, DIRECTORY_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &agency_body_shape, .zh = "添加机构",
     .en = "one more agency"},
    {HTTP_GET, WHO_OFFICER, V1 "/agencies/file", agencies_file_get, .answer = SHEET,
     .zh = "下载机构名录（XLSX）", .en = "the agency list as a workbook"},
    {HTTP_POST, WHO_OFFICER, V1 "/agencies/file", agencies_book_post, DIRECTORY_KEEPERS,
     .flags = ROUTE_VERSION | ROUTE_ONCE | ROUTE_RAW, .query = &agencies_book_query,
     .zh = "上传机构名录，代替原来的；dry_run 只比较",
     .en = "a file takes the place of the list; dry_run compares only"},
    {HTTP_GET, WHO_OFFICER, V1 "/agencies/{serial}", agency_get, .zh = "一家机构，可做什么",
     .en = "an agency, and what may be done"},
    {HTTP_POST, WHO_OFFICER, V1 "/agencies/{serial}/change", agency_change_post,
     DIRECTORY_KEEPERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &agency_body_shape,
     .zh = "修改机构", .en = "change an agency"},
    {HTTP_POST, WHO_OFFICER, V1 "/agencies/{serial}/retire", agency_retire_post,
     DIRECTORY_KEEPERS, .flags = ROUTE_VERSION | ROUTE_ONCE, .body = &agency_retire_shape,
     .zh = "停用机构（写明原因）", .en = "retire an agency, with the reason"},

    {HTTP_GET, WHO_OFFICER, V1 "/upstreams", upstreams_get, BIT(ROLE_EXCHANGE),
     .zh = "上级平台及未办结工单", .en = "upstreams and their open orders"},
    {HTTP_POST, WHO_OFFICER, V1 "/upstreams/{code}/orders", upstream_orders_post,
     BIT(ROLE_EXCHANGE), .flags = ROUTE_KEY | ROUTE_RAW, .query = &upstream_table_query,
     .zh = "上传上级工单表", .en = "a table of an upstream's orders"},
    {HTTP_POST, WHO_OFFICER, V1 "/upstreams/{code}/verdicts", upstream_verdicts_post,
     BIT(ROLE_EXCHANGE), .flags = ROUTE_KEY | ROUTE_RAW, .query = &upstream_table_query,
     .zh = "上传上级回访结果表", .en = "a table of an upstream's verdicts"},
    {HTTP_POST, WHO_OFFICER, V1 "/upstreams/{code}/replies", upstream_replies_post,
     BIT(ROLE_EXCHANGE), .body = &upstream_replies_shape, .answer = SHEET,
     .zh = "报送给上级平台的办理回复", .en = "replies for an upstream, as a table"},
    {HTTP_GET, WHO_OFFICER, V1 "/practice", practice_get, .zh = "演练库：我的第一小时",
     .en = "practice register: my first hour"},
    {HTTP_GET, WHO_OFFICER, V1 "/practice/all", practice_all_get, ADMINISTRATORS,
     .zh = "演练库：各单位练习进度", .en = "practice register: everybody's first hour"},
    {HTTP_POST, WHO_OFFICER, V1 "/practice/reset", practice_reset_post, BIT(ROLE_ADMIN_SYSTEM),
     .body = &practice_reset_shape, .zh = "演练库：恢复到开始",
     .en = "practice register: back to its start"},

    {HTTP_POST, WHO_PUBLIC, V1 "/login", login_post, .body = &login_shape, .zh = "登录",
     .en = "log in"},
    {HTTP_POST, WHO_OFFICER, V1 "/logout", logout_post, .flags = ROUTE_FRESH, .zh = "退出",
     .en = "log out"},
    {HTTP_GET, WHO_OFFICER, V1 "/me", me_get, .flags = ROUTE_FRESH, .zh = "我是谁、有哪些岗位",
     .en = "who I am and which roles I hold"},
    {HTTP_POST, WHO_OFFICER, V1 "/me/password", password_post, .flags = ROUTE_FRESH,
     .body = &password_change_shape, .zh = "修改密码", .en = "change my password"},

    {HTTP_GET, WHO_OFFICER, V1 "/choices", choices_get, .zh = "表单的选项",
     .en = "choices for forms"},
    {HTTP_GET, WHO_OFFICER, V1 "/officers", officers_get, .query = &officers_query,
     .zh = "单位的工作人员", .en = "officers of a unit"},

    {HTTP_GET, WHO_OFFICER, V1 "/people", people_get, ADMIN, .zh = "单位及其岗位、人数、值班",
     .en = "units, their desks, how many officers, who is on duty"},
    {HTTP_GET, WHO_OFFICER, V1 "/people/officers", people_officers_get, ADMIN,
     .query = &people_query, .zh = "人员、角色、请假", .en = "officers, roles, leave"},
    {HTTP_GET, WHO_OFFICER, V1 "/people/officers/{id}", people_officer_get, ADMIN,
     .zh = "一个人，和他名下未了结的", .en = "an officer, and what is open in their name"},
    {HTTP_GET, WHO_OFFICER, V1 "/people/templates", people_templates_get, ADMIN,
     .zh = "岗位模板", .en = "role templates"},
    {HTTP_GET, WHO_OFFICER, V1 "/people/roster", people_roster_get, ADMIN,
     .query = &people_query, .zh = "值班表", .en = "the duty roster"},
    {HTTP_GET, WHO_OFFICER, V1 "/people/ownerless", people_ownerless_get, ADMIN,
     .zh = "无人可办的待办", .en = "open work without an owner"},
    {HTTP_GET, WHO_OFFICER, V1 "/people/book", people_book_get, ADMIN,
     .answer = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     .zh = "导出单位和人员", .en = "units and officers as a workbook"},
    {HTTP_POST, WHO_OFFICER, V1 "/people/book", people_book_post, ADMIN, .flags = ROUTE_RAW,
     .query = &people_book_query, .body_max = BOOK_MAX, .zh = "导入单位和人员（可只检查）",
     .en = "take units and officers over, or look only"},
    {HTTP_POST, WHO_OFFICER, V1 "/people/slips", people_slips_post, ADMIN,
     .body = &people_slips_shape, .zh = "发初始密码条", .en = "first passwords for slips"},
    {HTTP_POST, WHO_OFFICER, V1 "/people/officers/{id}/hand-over", people_hand_over_post, ADMIN,
     .flags = ROUTE_VERSION, .body = &people_hand_over_shape, .zh = "交接，并调动或停用",
     .en = "hand over, and move or disable"},
    {HTTP_POST, WHO_OFFICER, V1 "/people/officers/{id}/leave", people_leave_post, ADMIN,
     .body = &people_leave_shape, .zh = "登记请假和代岗人",
     .en = "enter leave and who stands in"},
    {HTTP_POST, WHO_OFFICER, V1 "/people/officers/{id}/back", people_back_post, ADMIN,
     .zh = "回岗", .en = "back from leave"},
    {HTTP_POST, WHO_OFFICER, V1 "/people/units/{id}", people_unit_post, ADMIN,
     .body = &people_unit_shape, .zh = "改单位的岗位和所辖区划",
     .en = "a unit's desks and place"},
    {HTTP_POST, WHO_OFFICER, V1 "/people/roster", people_roster_post, ADMIN, .flags = ROUTE_RAW,
     .body_max = BOOK_MAX, .zh = "导入值班表", .en = "take a duty roster over"},
    {HTTP_POST, WHO_OFFICER, V1 "/people/turns", people_turn_post, ADMIN,
     .body = &people_turn_shape, .zh = "登记值班", .en = "enter a turn of duty"},
    {HTTP_POST, WHO_OFFICER, V1 "/people/turns/{id}/remove", people_turn_remove_post, ADMIN,
     .zh = "取消值班", .en = "take a turn off the roster"},
};

/* The largest upload, and what a form adds around it. */
static size_t upload_max(const struct config *g)
{
    int64_t mb =
        g->upload_file_mb > g->upload_image_mb ? g->upload_file_mb : g->upload_image_mb;
    return (size_t)mb * 1000000 + FORM_MAX;
}

enum err routes_all(struct ctx *cx, struct arena *keep, const struct config *g,
                    struct routes *out)
{
    struct route *all = NEWS(cx->arena, struct route, ROUTES_MAX);
    size_t n = COUNT(fixed);
    memcpy(all, fixed, sizeof fixed);
    for (size_t i = 0; i < n; i++)
        if ((all[i].flags & ROUTE_RAW) && !all[i].body_max)
            all[i].body_max = upload_max(g);
    n += step_routes(keep, all + n, ROUTES_MAX - n);
    return routes_make(cx, keep, all, n, out);
}

static const char *who_text(enum who who)
{
    static const char *const text[] = {[WHO_NOBODY] = "nobody",
                                       [WHO_PUBLIC] = "public",
                                       [WHO_CITIZEN] = "citizen",
                                       [WHO_ANY] = "any",
                                       [WHO_OFFICER] = "officer"};
    return text[who];
}

/* "handler,head" */
static struct str roles_text(struct arena *a, uint32_t roles)
{
    struct str s = {0};
    for (int r = 0; r < ROLE__MAX; r++)
        if (roles & BIT(r))
            s = str_fmt(a, "%.*s%s%s", STR_ARG(s), s.n ? "," : "", enum_text(&role_names, r));
    return s;
}

static void print_json(struct arena *a, const struct route *r, FILE *out, bool last)
{
    struct buf b;
    struct json w;
    buf_init(&b, a, 65536);
    json_init(&w, &b);
    json_obj(&w);
    json_kcstr(&w, "method", http_method_text(r->method));
    json_kcstr(&w, "path", r->path);
    json_kcstr(&w, "who", who_text(r->who));
    json_kstr(&w, "roles", roles_text(a, r->roles));
    json_kcstr(&w, "body", r->body ? r->body->name : NULL);
    json_kbool(&w, "if_match", (r->flags & ROUTE_VERSION) != 0);
    json_kbool(&w, "idempotent", (r->flags & (ROUTE_KEY | ROUTE_ONCE)) != 0);
    json_kbool(&w, "key_required", (r->flags & ROUTE_KEY) != 0);
    json_ki64(&w, "body_max", (int64_t)route_body_max(r));
    json_obj_end(&w);
    fprintf(out, "  %.*s%s\n", STR_ARG(buf_done(&b)), last ? "" : ",");
}

void routes_print(const struct api *api, FILE *out, bool as_json)
{
    struct arena *a = arena_open((size_t)16 << 20);
    const struct routes *all = &api->routes;
    if (as_json)
        fputs("[\n", out);
    for (size_t i = 0; i < all->n; i++) {
        const struct route *r = &all->p[i];
        if (as_json)
            print_json(a, r, out, i + 1 == all->n);
        else
            fprintf(out, "%-6s %-52s %-8s %-24s %s\n", http_method_text(r->method), r->path,
                    who_text(r->who),
                    roles_text(a, r->roles).n ? roles_text(a, r->roles).p : "-",
                    r->body ? r->body->name : "-");
    }
    if (as_json)
        fputs("]\n", out);
    arena_close(a);
}
