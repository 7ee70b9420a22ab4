/* SPDX-License-Identifier: Apache-2.0
 * What is asked of the register while it is measured: requests as people send them, one after
 * the other, the same whether they go over a socket or straight to the interface.
 */
#pragma once

#include "api/inside.h"
#include "base/json.h"
#include "bench/words.h"
#include "core/words.h"

/* X(id, name, zh, en) */
#define SCRIPT_LIST_ALL(X)                                                                     \
    X(SCRIPT_BARE, "bare", "空答复", "bare answer")                                            \
    X(SCRIPT_SUBMIT, "submit", "提交诉求", "submission")                                       \
    X(SCRIPT_LIFE, "lifecycle", "全流程（13 步）", "whole lifecycle (13 requests)")            \
    X(SCRIPT_FIND, "find", "按编号查找", "find by number")                                     \
    X(SCRIPT_READ, "read", "按编号读事项", "read by number")                                   \
    X(SCRIPT_LIST, "list", "工作清单一页", "work list page")                                   \
    X(SCRIPT_SEARCH, "search", "检索：少见的词", "search: selective words")                    \
    X(SCRIPT_SEARCH_RARE, "search_rare", "检索：常见的词加少见的条件",                         \
      "search: a common word, a rare filter")                                                  \
    X(SCRIPT_SAME, "same", "是不是同一件事", "same again?")                                    \
    X(SCRIPT_SUGGEST, "suggest", "建议类别", "a class suggested")
enum script_kind { SCRIPT_LIST_ALL(ENUM_ID) SCRIPT__MAX };

/* Whoever takes part; the handler and the head are those of the unit that leads. */
enum cast {
    CAST_SCREENER,
    CAST_OPENER,
    CAST_DISPATCHER,
    CAST_REVIEWER,
    CAST_CALLBACK,
    CAST_CLOSER,
    CAST_HANDLER,
    CAST_HEAD,
    CAST_CITIZEN
};

enum {
    LEADS = 10,
    PASSES = CAST_HANDLER + 2 * LEADS,
    PLACES_MOST = 400,
    NUMS_MOST = 4096,
    LIFE_STEPS = 13,
    NUM_BYTES = 40,
    NAME_BYTES = 64,
};

/* Who leads: a unit of the demo district, its handler and its head. */
struct lead {
    const char *unit, *handler, *head;
};
extern const struct lead leads[LEADS];
/* Log-in names of CAST_SCREENER … CAST_CLOSER. */
extern const char *const cast_logins[CAST_HANDLER];

/* What every script of a run stands on. Plain memory: another process reads it as well. */
struct ground {
    struct inside_pass passes[PASSES];
    int64_t lead_units[LEADS];
    int64_t root_unit;
    struct {
        int64_t id;
        char name[NAME_BYTES];
    } places[PLACES_MOST];
    size_t places_n;
    int64_t versions[LIFE_STEPS];    /* what each step finds its subject at */
    char nums[NUMS_MOST][NUM_BYTES]; /* matters, all over the register */
    size_t nums_n;
};

struct script {
    enum script_kind kind;
    const struct ground *ground;
    struct dice dice;
    struct arena *arena; /* holds the request until the next */
    int step;
    int stop; /* a life ends after so many steps; LIFE_STEPS = closed */
    const struct topic *topic;
    int lead;
    char num[NUM_BYTES], matter[NUM_BYTES];
    struct str cursor; /* of the next page of a list; in `keep` */
    char keep[128];
    int list, page;
};

void script_init(struct script *s, enum script_kind kind, const struct ground *g,
                 struct arena *a, uint64_t seed);
/* The next request; lives until the next call. */
void script_ask(struct script *s, struct ask *out);
enum took {
    TOOK_MORE,  /* the operation goes on */
    TOOK_DONE,  /* one operation is done; the next request begins another */
    TOOK_WRONG, /* not the answer that was expected */
};
enum took script_took(struct script *s, int status, struct str body);
/* Path and subject of the step that comes next in a life, to ask for its version; NULL when it
 * creates its subject. token: of who will act. */
const char *script_subject(struct script *s, const char **token);
const char *script_step_name(const struct script *s);
extern const struct enum_names script_names;
