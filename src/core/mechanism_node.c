/* SPDX-License-Identifier: Apache-2.0 */
#include "core/mechanism_node.h"

#define AT(m) .off = offsetof(struct mechanism, m)
#define KIDS(list) .kids = (list), .kids_n = COUNT(list)
#define MUST .required = true
#define PERCENT .kind = NODE_I64, .min = 0, .max = 100, MUST
#define FLAG .kind = NODE_BOOL, MUST
#define LIST_OF(m, T, list)                                                                    \
    .kind = NODE_LIST, .off = offsetof(struct mechanism, m.p),                                 \
    .off_n = offsetof(struct mechanism, m.n), .size = sizeof(T), KIDS(list)

#define CODE                                                                                   \
    {                                                                                          \
        "code", NODE_CODE, MUST, .off = offsetof(struct choice, code)                          \
    }
#define LABEL_ZH                                                                               \
    {                                                                                          \
        "zh", NODE_TEXT, MUST, .off = offsetof(struct choice, zh), .min = 1, .max = 60         \
    }
#define LABEL_EN                                                                               \
    {                                                                                          \
        "en", NODE_TEXT, MUST, .off = offsetof(struct choice, en), .min = 1, .max = 120        \
    }
#define BY                                                                                     \
    {                                                                                          \
        "by", NODE_WORD, .off = offsetof(struct choice, by), .names = &spot_kind_names,        \
                         .note = "What is said at a spot of this kind comes so (BZ-07)."       \
    }

static const struct node way_nodes[] = {CODE, LABEL_ZH, LABEL_EN, BY};
static const struct node choice_nodes[] = {CODE, LABEL_ZH, LABEL_EN};
static const struct node class_nodes[] = {
    CODE, {"parent", NODE_CODE, .off = offsetof(struct choice, parent)}, LABEL_ZH, LABEL_EN};
static const struct node channel_nodes[] = {
    CODE,
    LABEL_ZH,
    LABEL_EN,
    BY,
    {"read_back", NODE_BOOL, .off = offsetof(struct choice, read_back),
     .note =
         "An officer who takes a demand down by this channel reads it back to who said it, or "
         "says why not. Left out: no."}};
static const struct node channels_nodes[] = {
    {"list", MUST, .min = 1, LIST_OF(channels, struct choice, channel_nodes)}};
static const struct node ways_nodes[] = {
    {"list", MUST, LIST_OF(ways, struct choice, way_nodes)}};
static const struct node kinds_nodes[] = {
    {"list", MUST, .min = 1, LIST_OF(kinds, struct choice, choice_nodes)}};
static const struct node classes_nodes[] = {
    {"list", MUST, .min = 1, LIST_OF(classes, struct choice, class_nodes)}};
static const struct node topics_nodes[] = {
    {"list", MUST, LIST_OF(topics, struct choice, choice_nodes)}};
static const struct node tags_nodes[] = {
    {"list", MUST, LIST_OF(tags, struct choice, choice_nodes)}};
static const struct node root_causes_nodes[] = {
    {"list", MUST, LIST_OF(root_causes, struct choice, choice_nodes)}};
static const struct node difficulty_nodes[] = {
    CODE,
    LABEL_ZH,
    LABEL_EN,
    {"effect", NODE_WORD, .off = offsetof(struct choice, effect), .names = &ground_effect_names,
     .mask = BIT(EFFECT_HOME_UNIT) | BIT(EFFECT_UPSTREAM) | BIT(EFFECT_SUPERVISE) |
             BIT(EFFECT_BUNDLE),
     .note = "What follows when a matter is levelled so (JN-19 … JN-22)."}};
static const struct node difficulties_nodes[] = {
    {"list", MUST, LIST_OF(difficulties, struct choice, difficulty_nodes)}};
static const struct node track_rule_nodes[] = {
    {"track", NODE_CODE, MUST, .off = offsetof(struct track_rule, track)},
    {"level", NODE_ENUM, .off = offsetof(struct track_rule, lvl), .names = &level_names},
    {"class", NODE_CODE, .off = offsetof(struct track_rule, class)},
    {"difficulty", NODE_CODE, .off = offsetof(struct track_rule, difficulty)},
};
static const struct node tracks_nodes[] = {
    {"list", MUST, .min = 1, LIST_OF(tracks, struct choice, choice_nodes)},
    {"rows", NODE_LIST, MUST, AT(track_rules),
     .off_n = offsetof(struct mechanism, track_rules_n), .size = sizeof(struct track_rule),
     KIDS(track_rule_nodes),
     .note = "Which track is suggested at levelling: the first row that fits."},
};
static const struct node use_nodes[] = {
    {"at", NODE_ENUM, MUST, .off = offsetof(struct ground_use, at), .names = &ground_at_names},
    {"effect", NODE_WORD, MUST, .off = offsetof(struct ground_use, effect),
     .names = &ground_effect_names},
    {"needs", NODE_BITS, .off = offsetof(struct ground_use, needs), .names = &ground_need_names,
     .note = "Without it the step is refused."},
};
static const struct node ground_nodes[] = {
    {"code", NODE_CODE, MUST, .off = offsetof(struct exit_ground, code)},
    {"zh", NODE_TEXT, MUST, .off = offsetof(struct exit_ground, zh), .min = 1, .max = 60},
    {"en", NODE_TEXT, MUST, .off = offsetof(struct exit_ground, en), .min = 1, .max = 120},
    {"source", NODE_TEXT, .off = offsetof(struct exit_ground, source), .min = 1, .max = 100,
     .note = "The law or document it is from. Left out: local custom."},
    {"uses", NODE_LIST, MUST, .off = offsetof(struct exit_ground, uses),
     .off_n = offsetof(struct exit_ground, uses_n), .size = sizeof(struct ground_use),
     KIDS(use_nodes),
     .note = "Where it may be used. None: only known by name, for what was written once."},
};
static const struct node grounds_nodes[] = {
    {"list", NODE_LIST, MUST, .min = 1, AT(grounds),
     .off_n = offsetof(struct mechanism, grounds_n), .size = sizeof(struct exit_ground),
     KIDS(ground_nodes), .note = "The exits, one list: every code once, with each use."},
};

static const struct node level_rule_nodes[] = {
    {"level", NODE_ENUM, MUST, .off = offsetof(struct level_rule, lvl), .names = &level_names,
     .mask = BIT(LEVEL_COMMUNITY) | BIT(LEVEL_STREET) | BIT(LEVEL_DISTRICT) | BIT(LEVEL_CITY) |
             BIT(LEVEL_BACKSTOP)},
    {"class", NODE_CODE, .off = offsetof(struct level_rule, class)},
    {"kind", NODE_CODE, .off = offsetof(struct level_rule, kind)},
    {"difficulty", NODE_CODE, .off = offsetof(struct level_rule, difficulty)},
};
static const struct node screening_nodes[] = {
    {"levels", NODE_LEVELS, MUST, AT(levels), .off_n = offsetof(struct mechanism, levels_n),
     .names = &level_names},
    {"level_rules", NODE_LIST, AT(level_rules),
     .off_n = offsetof(struct mechanism, level_rules_n), .size = sizeof(struct level_rule),
     KIDS(level_rule_nodes),
     .note =
         "Which level is suggested at levelling, by field (class), nature (kind) and "
         "difficulty: the first row that fits, before the dispatch directory. Another level "
         "needs a reason. Left out: the directory alone suggests."},
    {"climbs", FLAG, AT(screen_climbs)},
    {"invalid_confirmed_above", FLAG, AT(invalid_confirmed_above)},
    {"invalid_confirmed_percent", NODE_I64, AT(invalid_confirmed_percent), .min = 1, .max = 100,
     .preset = 100,
     .note =
         "Where \"invalid\" is confirmed above: the share of demands drawn for it, by a keyed "
         "hash of their numbers."},
    {"appeal_days", NODE_I64, MUST, AT(appeal_days), .min = 1, .max = 365},
    {"answer_at_once", FLAG, AT(answer_at_once)},
    {"at_once_sample_percent", PERCENT, AT(at_once_sample_percent)},
};

static const struct node limit_nodes[] = {
    {"clock", NODE_ENUM, MUST, .off = offsetof(struct limit, clock),
     .names = &clock_kind_names},
    {"kind", NODE_CODE, .off = offsetof(struct limit, kind)},
    {"class", NODE_CODE, .off = offsetof(struct limit, class)},
    {"level", NODE_ENUM, .off = offsetof(struct limit, lvl), .names = &level_names},
    {"difficulty", NODE_CODE, .off = offsetof(struct limit, difficulty)},
    {"least", NODE_I64, .off = offsetof(struct limit, least), .max = 10000,
     .note =
         "A limit set at dispatch is not shorter, in the row's unit; and an extension does not "
         "lead past the row's length."},
    {"length", NODE_I64, MUST, .off = offsetof(struct limit, length.length), .max = 10000},
    {"unit", NODE_ENUM, MUST, .off = offsetof(struct limit, length.unit),
     .names = &span_unit_names},
};
static const struct node limits_nodes[] = {
    {"roll_calendar_days", FLAG, AT(roll_calendar_days)},
    {"feedback_from_meeting", FLAG, AT(feedback_from_meeting)},
    {"early_workdays", NODE_I64, MUST, AT(early_workdays), .max = 30},
    {"rows", NODE_LIST, MUST, AT(limits), .off_n = offsetof(struct mechanism, limits_n),
     .size = sizeof(struct limit), .min = 1, KIDS(limit_nodes)},
};

static const struct node span_nodes[] = {
    {"length", NODE_I64, MUST, .off = offsetof(struct span_length, length), .max = 10000},
    {"unit", NODE_ENUM, MUST, .off = offsetof(struct span_length, unit),
     .names = &span_unit_names},
};
static const struct node handling_nodes[] = {
    {"return_window", NODE_SPAN, MUST, AT(return_window), KIDS(span_nodes)},
    {"returns_before_arbiter", NODE_I64, MUST, AT(returns_before_arbiter), .min = 1, .max = 20},
    {"extensions_max", NODE_I64, MUST, AT(extensions_max), .max = 20},
    {"extension_workdays_max", NODE_I64, MUST, AT(extension_workdays_max), .max = 1000},
    {"redo_percent", NODE_I64, MUST, AT(redo_percent), .min = 1, .max = 200},
    {"redo", NODE_SPAN, AT(redo), KIDS(span_nodes)},
    {"whistle", FLAG, AT(whistle)},
    {"bank", FLAG, AT(bank)},
    {"listing", FLAG, AT(listing)},
    {"staging", FLAG, AT(staging)},
    {"off_directory_free", NODE_BOOL, AT(off_directory_free),
     .note = "A dispatch to another unit than the dispatch directory's needs no reason. Left "
             "out: it does."},
};
static const struct node bank_rule_nodes[] = {
    {"flag", NODE_ENUM, MUST, .off = offsetof(struct bank_rule, flag),
     .names = &bank_flag_names},
    {"fact", NODE_ENUM, MUST, .off = offsetof(struct bank_rule, fact),
     .names = &bank_fact_names},
    {"at_least", NODE_I64, .off = offsetof(struct bank_rule, at_least), .min = 1,
     .max = 1000000},
    {"code", NODE_CODE, .off = offsetof(struct bank_rule, code),
     .note = "Of \"difficulty\": the difficulty that sets the flag."},
};
static const struct node bank_weight_nodes[] = {
    {"axis", NODE_ENUM, MUST, .off = offsetof(struct bank_weight, axis),
     .names = &bank_axis_names},
    {"fact", NODE_ENUM, MUST, .off = offsetof(struct bank_weight, fact),
     .names = &bank_fact_names},
    {"weight", NODE_I64, MUST, .off = offsetof(struct bank_weight, weight), .min = 1,
     .max = 100},
};
static const struct node bank_nodes[] = {
    {"a_needs", NODE_I64, MUST, AT(bank_a_needs), .min = 1, .max = 3,
     .note = "Of intensity, recurrence, urgency so many suggest admission (rule A)."},
    {"b_needs", NODE_I64, MUST, AT(bank_b_needs), .min = 1, .max = 2,
     .note = "Of no_owner and waiting so many (rule B)."},
    {"window_days", NODE_I64, MUST, AT(bank_window_days), .min = 1, .max = 3650,
     .note = "Earlier matters of the same class and place are counted so far back."},
    {"rules", NODE_LIST, MUST, AT(bank_rules),
     .off_n = offsetof(struct mechanism, bank_rules_n), .size = sizeof(struct bank_rule),
     .min = 1, KIDS(bank_rule_nodes), .note = "A flag holds when one of its rows does."},
    {"weights", NODE_LIST, MUST, AT(bank_weights),
     .off_n = offsetof(struct mechanism, bank_weights_n), .size = sizeof(struct bank_weight),
     .min = 1, KIDS(bank_weight_nodes),
     .note = "Of each axis they make 100; a fact counts by its share of the greatest one."},
};
static const struct node review_nodes[] = {
    {"offices", NODE_CODES, MUST, AT(review_offices), .max = 9}};
static const struct node callback_nodes[] = {
    {"percent", PERCENT, AT(callback_percent)},
    {"attempts", NODE_I64, MUST, AT(callback_attempts), .min = 1, .max = 20},
    {"rate_days", NODE_I64, MUST, AT(rate_days), .min = 1, .max = 365},
    {"window_days", NODE_I64, AT(callback_window_days), .min = 1, .max = 365, .preset = 30,
     .note =
         "Calendar days a call-back that the desk owes stays open, and overdue, after its due "
         "day; then it ends without a verdict."},
};
static const struct node closing_nodes[] = {
    {"rule", NODE_ENUM, MUST, AT(close_rule), .names = &close_rule_names,
     .note =
         "named_satisfied: the citizens named before the answer decide (step name-citizens); "
         "with none of them left, all do."},
    {"share_percent", PERCENT, AT(close_share_percent)},
    {"accept_grades", NODE_BITS, MUST, AT(accept_grades), .names = &grade_names},
    {"accept_needs_solved", FLAG, AT(accept_needs_solved)},
    {"exit_unreachable", FLAG, AT(close_exit_unreachable)},
    {"exit_explained", FLAG, AT(close_exit_explained)},
    {"lookback_percent", PERCENT, AT(lookback_percent)},
    {"reopen_days", NODE_I64, MUST, AT(reopen_days), .min = 1, .max = 3650},
};
static const struct node public_nodes[] = {
    {"fields", NODE_CODES, MUST, AT(public_fields), .max = 40}};

static const struct node meeting_nodes[] = {
    {"code", NODE_CODE, MUST, .off = offsetof(struct meeting_rule, code)},
    {"zh", NODE_TEXT, MUST, .off = offsetof(struct meeting_rule, zh), .min = 2, .max = 60},
    {"en", NODE_TEXT, MUST, .off = offsetof(struct meeting_rule, en), .min = 1, .max = 120},
    {"cycle", NODE_ENUM, .off = offsetof(struct meeting_rule, cycle),
     .names = &meeting_cycle_names, .note = "Left out: when it is called."},
    {"weekday", NODE_I64, .off = offsetof(struct meeting_rule, weekday), .min = 1, .max = 7,
     .preset = 1, .note = "Of a weekly one: 1 is Monday."},
    {"minute", NODE_I64, .off = offsetof(struct meeting_rule, minute), .max = 1439,
     .preset = 540, .note = "Minutes after midnight: 540 is 09:00."},
    {"draws", NODE_BITS, .off = offsetof(struct meeting_rule, draws),
     .names = &meeting_draw_names,
     .note = "What the agenda is drawn from. Left out: nothing, people put it together."},
    {"most", NODE_I64, .off = offsetof(struct meeting_rule, most), .max = 100,
     .note = "How many matters are drawn at most."},
    {"remind_hours", NODE_I64, .off = offsetof(struct meeting_rule, remind_hours), .max = 240,
     .preset = 24, .note = "Hours before it begins that units are reminded; 0: never."},
};
static const struct node meetings_nodes[] = {
    {"list", NODE_LIST, MUST, AT(meetings), .off_n = offsetof(struct mechanism, meetings_n),
     .size = sizeof(struct meeting_rule), KIDS(meeting_nodes)},
};

static const struct node monthly_nodes[] = {
    {"unsolved_days", NODE_I64, MUST, AT(unsolved_days), .min = 1, .max = 3650,
     .note = "Open for so many calendar days or more: long unsolved."},
    {"suggestion_kinds", NODE_CODES, MUST, AT(suggestion_kinds), .max = 40,
     .note = "Kinds that are suggestions."},
    {"suggestion_channels", NODE_CODES, AT(suggestion_channels), .max = 40,
     .note = "Channels by which only suggestions come."},
};

static const struct node same_nodes[] = {
    {"shown_percent", NODE_I64, AT(same_shown), .min = 1, .max = 100,
     .preset = SAME_SHOWN_USUAL, .note = "From here on it is shown as maybe the same matter."},
    {"near_days", NODE_I64, AT(same_near_days), .min = 0, .max = 3650,
     .preset = SAME_NEAR_USUAL, .note = "So far apart, time does not speak against it."},
    {"half_days", NODE_I64, AT(same_half_days), .min = 1, .max = 36500,
     .preset = SAME_HALF_USUAL, .note = "After so many more days it counts one half."},
};

static const struct node recurrence_nodes[] = {
    {"times", NODE_I64, AT(recurrence_times), .min = 1, .max = 1000,
     .preset = RECURRENCE_TIMES_USUAL,
     .note = "So many demands of a place and class after a matter of the same was closed."},
    {"days", NODE_I64, AT(recurrence_days), .min = 1, .max = 3650,
     .preset = RECURRENCE_DAYS_USUAL, .note = "For so many days after its closing."},
};

static const struct node root_nodes[] = {
    {"name", NODE_CODE, MUST, AT(name)},
    {"zh", NODE_TEXT, MUST, AT(zh), .min = 1, .max = 100},
    {"en", NODE_TEXT, MUST, AT(en), .min = 1, .max = 200},
    {"place", NODE_TEXT, MUST, AT(place), .min = 1, .max = 40},
    {"channels", NODE_OBJECT, MUST, KIDS(channels_nodes)},
    {"ways", NODE_OBJECT, MUST, KIDS(ways_nodes)},
    {"kinds", NODE_OBJECT, MUST, KIDS(kinds_nodes)},
    {"classes", NODE_OBJECT, MUST, KIDS(classes_nodes)},
    {"topics", NODE_OBJECT, MUST, KIDS(topics_nodes)},
    {"tags", NODE_OBJECT, KIDS(tags_nodes)},
    {"root_causes", NODE_OBJECT, KIDS(root_causes_nodes),
     .note = "Kinds of what lies behind a problem that keeps coming back."},
    {"difficulties", NODE_OBJECT, MUST, KIDS(difficulties_nodes)},
    {"tracks", NODE_OBJECT, KIDS(tracks_nodes),
     .note = "Tracks of handling, as easy, special, hard. Left out: there are none."},
    {"grounds", NODE_OBJECT, MUST, KIDS(grounds_nodes)},
    {"screening", NODE_OBJECT, MUST, KIDS(screening_nodes)},
    {"limits", NODE_OBJECT, MUST, KIDS(limits_nodes)},
    {"handling", NODE_OBJECT, MUST, KIDS(handling_nodes)},
    {"bank", NODE_OBJECT, KIDS(bank_nodes),
     .note = "When a matter is suggested for the problem bank, and how its groups are ranked."},
    {"review", NODE_OBJECT, MUST, KIDS(review_nodes)},
    {"callback", NODE_OBJECT, MUST, KIDS(callback_nodes)},
    {"closing", NODE_OBJECT, MUST, KIDS(closing_nodes)},
    {"meetings", NODE_OBJECT, KIDS(meetings_nodes),
     .note = "Kinds of meetings that an office has from the first day. Left out: none."},
    {"monthly", NODE_OBJECT, KIDS(monthly_nodes),
     .note = "What the monthly analysis calls long unsolved and a suggestion. Left out: 90 "
             "days, and nothing is a suggestion."},
    {"same_again", NODE_OBJECT, KIDS(same_nodes),
     .note = "When another demand is shown as maybe the same matter: a person decides. Left "
             "out: from 30 per cent on; 30 days; 720 days."},
    {"recurrence", NODE_OBJECT, KIDS(recurrence_nodes),
     .note = "When it is said that a trouble keeps coming back. Left out: 3 demands within 365 "
             "days."},
    {"public", NODE_OBJECT, MUST, KIDS(public_nodes)},
};
const struct node mechanism_root = {"", NODE_OBJECT, MUST, KIDS(root_nodes)};
