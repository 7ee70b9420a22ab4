/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/follow.h"

enum {
    JUDGED = BIT(DEMAND_IN_MATTER) | BIT(DEMAND_ANSWERED) | BIT(DEMAND_ACCEPTED) |
             BIT(DEMAND_UNSATISFIED) | BIT(DEMAND_UNREACHABLE) | BIT(DEMAND_NO_VERDICT) |
             BIT(DEMAND_SETTLED),
    REPLIED = BIT(DEMAND_EXPLAINED) | BIT(DEMAND_REDIRECTED) | BIT(DEMAND_ANSWERED) |
              BIT(DEMAND_ACCEPTED) | BIT(DEMAND_UNREACHABLE) | BIT(DEMAND_NO_VERDICT) |
              BIT(DEMAND_SETTLED) | BIT(DEMAND_WITHDRAWN),
    OPEN_TASK = BIT(TASK_SENT) | BIT(TASK_SIGNED) | BIT(TASK_WORKING) | BIT(TASK_RETURN_ASKED) |
                BIT(TASK_REPORTED),
    OUT = BIT(MATTER_HANDLING) | BIT(MATTER_IN_REVIEW) | BIT(MATTER_APPROVED),
};

#define FOLLOWS(SUBJECT, NAME, FROM, TO, ZH, EN, ...)                                          \
    {                                                                                          \
        .name = (NAME), .subject = (SUBJECT), .from = (FROM), .to = (TO),                      \
        .roles = BIT(ROLE_SYSTEM), .where = AT_SYSTEM, .zh = (ZH), .en = (EN), __VA_ARGS__     \
    }

const struct step follow_steps[] = {
    FOLLOWS(SUBJECT_DEMAND, "answered", BIT(DEMAND_IN_MATTER), DEMAND_ANSWERED, "已答复",
            "Answered", .to_text = NULL),
    FOLLOWS(SUBJECT_DEMAND, "verdict-follows", JUDGED, -1, "评价生效", "Verdict in effect",
            .to_text = "least advanced of its links"),
    FOLLOWS(SUBJECT_DEMAND, "in-matter-again", JUDGED, DEMAND_IN_MATTER, "再次办理",
            "Handled again", .to_text = NULL),
    FOLLOWS(SUBJECT_DEMAND, "split", JUDGED, DEMAND_IN_MATTER, "拆出另办", "Split off",
            .to_text = NULL),
    FOLLOWS(SUBJECT_DEMAND, "matter-ended", JUDGED, -1, "事项已终结", "Matter ended",
            .to_text = "valid; with another matter: least advanced of its links"),
    FOLLOWS(SUBJECT_DEMAND, "reply-sent", REPLIED, -1, "已报送上级平台", "Reply sent upstream",
            .to_text = NULL),
    FOLLOWS(SUBJECT_MATTER, "open", 0, MATTER_TO_LEVEL, "立事项", "Matter opened",
            .to_text = "to_level; by a split: to_dispatch"),
    FOLLOWS(SUBJECT_MATTER, "reported", BIT(MATTER_HANDLING), MATTER_IN_REVIEW,
            "主办单位已反馈", "The lead has reported", .to_text = NULL),
    FOLLOWS(SUBJECT_MATTER, "approved", BIT(MATTER_IN_REVIEW), MATTER_APPROVED, "审核全部通过",
            "Approved by all offices", .to_text = NULL),
    FOLLOWS(SUBJECT_MATTER, "nobody-to-answer", BIT(MATTER_APPROVED), MATTER_ANSWERED,
            "无须答复群众", "Nobody to answer", .to_text = NULL),
    FOLLOWS(SUBJECT_MATTER, "call-back", BIT(MATTER_ANSWERED), MATTER_CALLING_BACK, "转入回访",
            "To be called back", .to_text = NULL),
    FOLLOWS(SUBJECT_MATTER, "return-granted", BIT(MATTER_HANDLING), MATTER_TO_DISPATCH,
            "同意退单", "Return granted", .to_text = NULL),
    FOLLOWS(SUBJECT_MATTER, "lead-barred", OUT, MATTER_TO_DISPATCH, "主办单位须回避",
            "The lead is barred", .to_text = NULL),
    FOLLOWS(SUBJECT_TASK, "send", 0, TASK_SENT, "派发任务", "Task sent", .to_text = NULL),
    FOLLOWS(SUBJECT_TASK, "contacted", BIT(TASK_SIGNED), TASK_WORKING, "承办人已联系群众",
            "The handler made contact", .to_text = NULL),
    FOLLOWS(SUBJECT_TASK, "review-sent-back", BIT(TASK_AGREED), TASK_WORKING, "审核退回",
            "Sent back by review", .to_text = NULL),
    FOLLOWS(SUBJECT_TASK, "interim-answered", BIT(TASK_AGREED), TASK_WORKING,
            "阶段答复后继续办理", "Goes on after the interim answer", .to_text = NULL),
    FOLLOWS(SUBJECT_TASK, "again", BIT(TASK_AGREED), TASK_WORKING, "再次办理", "Handled again",
            .to_text = NULL),
    FOLLOWS(SUBJECT_TASK, "taken-back", OPEN_TASK | BIT(TASK_AGREED), TASK_WITHDRAWN,
            "任务撤回", "Task taken back", .to_text = NULL),
};
const size_t follow_steps_n = COUNT(follow_steps);
