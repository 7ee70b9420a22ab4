/* SPDX-License-Identifier: Apache-2.0 */
#include "core/words.h"

ENUM_NAMES(subject, SUBJECT_LIST);
ENUM_NAMES(demand_state, DEMAND_LIST);
ENUM_NAMES(link_state, LINK_LIST);
ENUM_NAMES(matter_state, MATTER_LIST);
ENUM_NAMES(task_state, TASK_LIST);
ENUM_NAMES(task_role, TASK_ROLE_LIST);
ENUM_NAMES(role, ROLE_LIST);
ENUM_NAMES(level, LEVEL_LIST);
ENUM_NAMES(desk, DESK_LIST);
ENUM_NAMES(place_kind, PLACE_KIND_LIST);
ENUM_NAMES(privacy, PRIVACY_LIST);
ENUM_NAMES(origin, ORIGIN_LIST);
ENUM_NAMES(direction, DIRECTION_LIST);
ENUM_NAMES(yesno, YESNO_LIST);
ENUM_NAMES(grade, GRADE_LIST);
ENUM_NAMES(source, SOURCE_LIST);
ENUM_NAMES(result, RESULT_LIST);
ENUM_NAMES(close_ground, CLOSE_LIST);
ENUM_NAMES(clock_kind, CLOCK_LIST);
ENUM_NAMES(span_unit, SPAN_LIST);
ENUM_NAMES(upstream_kind, UPSTREAM_KIND_LIST);
ENUM_NAMES(directory_lead, DIRECTORY_LEAD_LIST);
ENUM_NAMES(charge, CHARGE_LIST);
ENUM_NAMES(directory_outcome, DIRECTORY_OUTCOME_LIST);
ENUM_NAMES(level_source, LEVEL_SOURCE_LIST);
ENUM_NAMES(urgent_kind, URGENT_KIND_LIST);
ENUM_NAMES(alarm_state, ALARM_LIST);
ENUM_NAMES(alarm_why, ALARM_WHY_LIST);
ENUM_NAMES(read_back, READ_BACK_LIST);
ENUM_NAMES(three_way, THREE_WAY_LIST);
ENUM_NAMES(spot_kind, SPOT_KIND_LIST);
ENUM_NAMES(visit_outcome, VISIT_OUTCOME_LIST);
ENUM_NAMES(register_kind, REGISTER_LIST);

/* A part of a list: the same values, without a text where there is none to choose. */
static const char *const exit_ground_texts[] = {
    [CLOSE_UNREACHABLE] = "unreachable",
    [CLOSE_EXPLAINED] = "explained",
};
const struct enum_names exit_ground_names = {"exit_ground", exit_ground_texts,
                                             close_ground_zhs_, close_ground_ens_,
                                             COUNT(exit_ground_texts)};
static const char *const desk_source_texts[] = {
    [SOURCE_NONE] = "",
    [SOURCE_CALL] = "call",
    [SOURCE_SIGNATURE] = "signature",
    [SOURCE_INSPECTION] = "inspection",
    [SOURCE_LOOKBACK] = "lookback",
};
const struct enum_names desk_source_names = {"desk_source", desk_source_texts, source_zhs_,
                                             source_ens_, COUNT(desk_source_texts)};
