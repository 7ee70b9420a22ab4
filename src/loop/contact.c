/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/contact.h"

#include "core/app.h"
#include "core/org.h"
#include "db/db.h"

enum { OWN_TASKS_MAX = 16 };

enum err contact_is_free(struct ctx *cx, struct work *w, const struct demand *d, bool *out)
{
    const struct actor *a = cx->actor;
    struct link **links = NULL;
    size_t n = 0;
    *out = actor_is(a, d->receiver_officer);
    if (*out || !a->officer_id)
        return OK;
    if (d->state == DEMAND_ANSWERED || d->state == DEMAND_UNREACHABLE) {
        int64_t desk = org_desk(cx->app->org, d->unit_id, DESK_CALLBACK, d->complained_unit);
        *out = (actor_roles_at(cx, a, desk) & BIT(ROLE_CALLBACK)) != 0;
    }
    TRY(work_links_of_demand(w, d->id, &links, &n));
    for (size_t i = 0; i < n && !*out; i++) {
        struct task **tasks = NULL;
        size_t t = 0;
        struct matter *m = NULL;
        if (links[i]->state == LINK_VOID)
            continue;
        TRY(work_matter(w, links[i]->matter_id, &m));
        *out = actor_is(a, m->go_between);
        TRY(work_tasks(w, links[i]->matter_id, &tasks, &t));
        for (size_t k = 0; k < t && !*out; k++)
            *out = actor_is(a, tasks[k]->officer_id) && tasks[k]->state != TASK_WITHDRAWN;
    }
    return OK;
}

struct contact_job {
    struct str num, reason;
    int64_t person_id, demand_id;
    bool group;
    struct contact_moved moved;
};

/* The actor's own tasks in the demand's matters that were signed for and no more. */
static enum err signed_tasks(struct ctx *cx, struct work *w, const struct demand *d,
                             struct task ***out, size_t *n)
{
    struct link **links = NULL;
    size_t links_n = 0;
    struct task *found[OWN_TASKS_MAX];
    *n = 0;
    TRY(work_links_of_demand(w, d->id, &links, &links_n));
    for (size_t i = 0; i < links_n; i++) {
        struct task **tasks = NULL;
        size_t t = 0;
        if (links[i]->state == LINK_VOID)
            continue;
        TRY(work_tasks(w, links[i]->matter_id, &tasks, &t));
        for (size_t k = 0; k < t && *n < OWN_TASKS_MAX; k++)
            if (tasks[k]->state == TASK_SIGNED && actor_is(cx->actor, tasks[k]->officer_id))
                found[(*n)++] = tasks[k];
    }
    *out = NEWS(cx->arena, struct task *, *n + 1);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = found[i];
    return OK;
}

static enum err contact_run(struct ctx *cx, void *arg)
{
    struct contact_job *job = arg;
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    struct task **tasks = NULL;
    size_t n = 0;
    bool visible = false, free = false;
    TRY(work_demand_num(w, job->num, &d));
    TRY(work_visible(w, SUBJECT_DEMAND, d->id, &visible));
    if (!visible)
        return fail(cx, ERR_NOT_FOUND, "没有编号为 %.*s 的诉求", "there is no demand %.*s",
                    STR_ARG(job->num));
    if (!d->person_id)
        return fail(cx, ERR_CONFLICT, "诉求人没有留下联系方式", "the person left no contact");
    TRY(contact_is_free(cx, w, d, &free));
    if (!free && !job->reason.n)
        return fail_at(cx, ERR_INPUT, "reason", "请填写查看理由", "a reason is needed");
    work_roles(w, BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_OPERATOR) |
                      BIT(ROLE_COLLECTOR) | BIT(ROLE_CALLBACK));
    struct draft *e = work_event(w, SUBJECT_DEMAND, d->id, free ? "contact" : "unmask", -1, 0);
    draft_text(e, "reason", job->reason);
    TRY(signed_tasks(cx, w, d, &tasks, &n));
    for (size_t i = 0; i < n && free; i++) {
        struct act follows;
        work_as_system(w, true);
        TRY(flow_step(cx, w, SUBJECT_TASK, "contacted", tasks[i]->id, NULL, &follows));
        work_as_system(w, false);
        draft_str(follows.event, "demand", d->num);
    }
    TRY(work_commit(w));
    job->person_id = d->person_id;
    job->demand_id = d->id;
    job->group = d->head_count > 1;
    job->moved = (struct contact_moved){.version = d->version, .n = free ? n : 0};
    job->moved.tasks = NEWS(cx->arena, struct task_moved, n + 1);
    for (size_t i = 0; i < job->moved.n; i++)
        job->moved.tasks[i] = (struct task_moved){tasks[i]->num, tasks[i]->version};
    return OK;
}

enum err contact_open(struct ctx *cx, struct str num, struct str reason,
                      struct person_plain *out, struct contact_moved *moved)
{
    struct contact_job job = {.num = num, .reason = reason};
    TRY(db_write(cx, cx->app->store, contact_run, &job));
    struct db *mine = NULL;
    if (!cx->db) {
        TRY(db_acquire(cx, cx->app->store, &mine));
        cx->db = mine;
    }
    enum err err = person_open(cx, job.person_id, out);
    if (err == OK && job.group)
        err = speakers_open(cx, job.demand_id, &job.moved.others, &job.moved.others_n);
    if (moved)
        *moved = job.moved;
    if (mine) {
        db_release(mine);
        cx->db = NULL;
    }
    return err;
}
