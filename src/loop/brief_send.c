/* SPDX-License-Identifier: Apache-2.0
 * The sheet by mail in the morning (settings report_*). Several servers may come to it at once:
 * the row of what was sent is written first, and whoever finds it leaves it to the other.
 */
#include "base/log.h"
#include "base/time.h"
#include "core/app.h"
#include "core/calendar.h"
#include "core/config.h"
#include "core/outbox.h"
#include "db/db.h"
#include "loop/brief.h"
#include "loop/report_receiver.h"

enum { REST_DAYS_MAX = 12 }; /* the longest holiday, with the weekend beside it */

struct reader {
    int64_t id;
    struct str login, role, mail;
};
static const struct field reader_fields[] = {
    FIELD(struct reader, id),
    FIELD(struct reader, login),
    FIELD(struct reader, role),
    FIELD(struct reader, mail),
};
static const struct shape reader_shape = SHAPE("reader", struct reader, reader_fields);

struct send_job {
    enum brief_kind kind;
    int64_t day;
    struct str title, text, page, picture;
    const int64_t *officers;
    size_t n;
    struct report_receiver *plain; /* addresses of nobody who logs in */
    size_t plain_n;
    int sent;
};

static bool listed(struct ctx *cx, struct str list, struct str word)
{
    struct strs words = str_split(cx->arena, list, ',');
    for (size_t i = 0; list.n && i < words.n; i++)
        if (word.n && str_eq(str_trim(words.p[i]), word))
            return true;
    return false;
}

static enum err put(struct ctx *cx, struct send_job *j, int64_t officer, int64_t receiver,
                    int64_t about)
{
    char day[TIME_TEXT];
    struct outbox_note note = {
        .officer_id = officer,
        .address_id = receiver,
        .channel = STR("mail"),
        .subject_kind = SUBJECT_OFFICER,
        .subject_id = about,
        .template_name = STR("brief"),
        .num = j->title,
        .text = j->text,
        .page = j->page,
        .file = j->picture,
    };
    if (j->picture.n)
        note.file_name =
            str_fmt(cx->arena, "%s-%s.png", brief_kind_names[j->kind], day_text(day, j->day));
    j->sent++;
    return outbox_put(cx, &note);
}

static enum err send_write(struct ctx *cx, void *arg)
{
    struct send_job *j = arg;
    int64_t first = 0;
    j->sent = 0;
    TRY(db_exec(cx, SQL_BRIEF_SENT_PUT,
                ARGS(I64(cx->jid), TXT(str_c(brief_kind_names[j->kind])), I64(j->day),
                     I64(cx->wall), I64((int64_t)(j->n + j->plain_n))),
                &first));
    if (!first)
        return OK;
    for (size_t i = 0; i < j->n; i++)
        TRY(put(cx, j, j->officers[i], 0, j->officers[i]));
    for (size_t i = 0; i < j->plain_n; i++)
        TRY(put(cx, j, 0, j->plain[i].id, cx->app->root_unit));
    return OK;
}

/* Everybody with a mail address whom report_to names by role or by log-in name. */
static enum err readers_find(struct ctx *cx, struct send_job *j)
{
    struct reader *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_BRIEF_READERS, ARGS(I64(cx->now)), &reader_shape, (void **)&rows, &n));
    int64_t *ids = NEWS(cx->arena, int64_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool wanted = listed(cx, cx->app->config->report_to, rows[i].role) ||
                      listed(cx, cx->app->config->report_to, rows[i].login);
        if (wanted && (!j->n || ids[j->n - 1] != rows[i].id))
            ids[j->n++] = rows[i].id;
    }
    j->officers = ids;
    return report_receivers(cx, &j->plain, &j->plain_n);
}

/* cx->db set. *due: it was not sent yet, and the job is ready to be written. */
static enum err job_make(struct ctx *cx, struct send_job *j, bool *due)
{
    struct brief b;
    int64_t sent = 0;
    TRY(db_i64(cx, SQL_BRIEF_SENT,
               ARGS(I64(cx->jid), TXT(str_c(brief_kind_names[j->kind])), I64(j->day)), 0,
               &sent));
    *due = !sent;
    if (sent)
        return OK;
    TRY(readers_find(cx, j));
    TRY(brief_make(cx, j->kind, j->day, &b));
    j->title = brief_title(cx, &b);
    j->text = brief_text(cx, &b);
    j->page = brief_html(cx, &b);
    enum err e = brief_png(cx, &b, &j->picture);
    if (e == OK)
        return OK;
    log_event(LOG_WARN, "brief_without_picture", "why", cx->error.message, NULL);
    fault_clear(cx);
    j->picture = STR("");
    return OK;
}

static enum err send_one(struct ctx *cx, enum brief_kind kind, int64_t day, int *sent)
{
    struct send_job j = {.kind = kind, .day = day};
    bool due = false;
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = job_make(cx, &j, &due);
    db_release(cx->db);
    cx->db = NULL;
    TRY(e);
    if (!due)
        return OK;
    if (!j.n && !j.plain_n)
        log_event(LOG_WARN, "brief_without_readers", "kind", brief_kind_names[kind], NULL);
    TRY(db_write(cx, cx->app->store, send_write, &j));
    *sent += j.sent;
    return OK;
}

/* Of the days since the last one that was sent on a working day. */
static enum err send_days(struct ctx *cx, bool workdays, int *sent)
{
    int64_t today = time_day(cx->now), first = today - 1;
    while (workdays && today - first < REST_DAYS_MAX &&
           !calendar_is_workday(cx->app->calendar, first))
        first--;
    for (int64_t day = first; day < today; day++)
        TRY(send_one(cx, BRIEF_DAILY, day, sent));
    return OK;
}

enum err brief_send_due(struct ctx *cx, int *sent)
{
    const struct config *c = cx->app->config;
    int64_t today = time_day(cx->now), first = 0, last = 0;
    bool workdays = c && str_eq_c(c->report_workdays, "yes");
    *sent = 0;
    if (!c || !c->report_send.n)
        return OK;
    if (cx->now < time_day_start(today) + c->report_hour * MS_PER_HOUR)
        return OK;
    if (workdays && !calendar_is_workday(cx->app->calendar, today))
        return OK;
    for (int kind = 0; kind < BRIEF_KIND__MAX; kind++) {
        if (!listed(cx, c->report_send, str_c(brief_kind_names[kind])))
            continue;
        if (kind == BRIEF_DAILY) {
            TRY(send_days(cx, workdays, sent));
            continue;
        }
        brief_period(cx, (enum brief_kind)kind, -1, &first, &last);
        TRY(send_one(cx, (enum brief_kind)kind, first, sent));
    }
    return OK;
}
