/* SPDX-License-Identifier: Apache-2.0 */
#include "core/officer.h"

#include "base/utf8.h"
#include "core/app.h"
#include "core/org.h"
#include "core/password.h"
#include "core/secret.h"
#include "db/db.h"

static const struct field officer_fields[] = {
    FIELD(struct officer, id, .as = AS_ID, .zh = "编号", .en = "id"),
    FIELD(struct officer, login, .max = 64, .zh = "登录名", .en = "log-in name"),
    FIELD(struct officer, name, .max = 50, .zh = "姓名", .en = "name"),
    FIELD(struct officer, unit_id, .as = AS_ID, .zh = "单位", .en = "unit"),
    FIELD(struct officer, mail, .max = 200, .zh = "邮箱", .en = "mail"),
    FIELD(struct officer, phone_enc, .as = AS_SECRET, .max = 400, .zh = "电话", .en = "phone"),
    FIELD(struct officer, must_change, .zh = "须改密码", .en = "must change password"),
    FIELD(struct officer, disabled_at, .as = AS_TIME, .zh = "停用时间", .en = "disabled"),
    FIELD(struct officer, created_at, .as = AS_TIME, .zh = "建立时间", .en = "created"),
    FIELD(struct officer, version, .zh = "版本", .en = "version"),
    FIELD(struct officer, title, .max = 50, .zh = "职务", .en = "job title"),
    FIELD(struct officer, stand_in_id, .as = AS_ID, .zh = "AB角", .en = "stand-in"),
    FIELD(struct officer, templates, .max = 400, .zh = "岗位模板", .en = "role templates"),
};
const struct shape officer_shape = SHAPE("officer", struct officer, officer_fields);

static const struct field role_fields[] = {
    FIELD(struct role_row, officer_id, .as = AS_ID, .zh = "工作人员", .en = "officer"),
    FIELD(struct role_row, unit_id, .as = AS_ID, .zh = "单位", .en = "unit",
          .options = "units"),
    FIELD(struct role_row, role, .names = &role_names, .zh = "角色", .en = "role"),
    FIELD(struct role_row, valid_from, .as = AS_TIME, .zh = "起", .en = "from"),
    FIELD(struct role_row, valid_to, .as = AS_TIME, .zh = "止", .en = "until"),
};
const struct shape role_shape = SHAPE("role", struct role_row, role_fields);

/* ---- accounts ---- */

enum err officer_login_check(struct ctx *cx, struct str login)
{
    int64_t n = utf8_count(login);
    bool ok = n >= 2 && n <= 64;
    for (size_t i = 0; ok && i < login.n; i++) {
        unsigned char c = (unsigned char)login.p[i];
        ok = c > ' ' && c != 0x7f && c != ':' && c != '"' && c != '\\' && c != '/';
    }
    if (!ok)
        return fail_at(cx, ERR_INPUT, "login",
                       "登录名须为 2 至 64 个字符，不含空格和 : \" \\ /",
                       "the log-in name has 2 to 64 characters, no blanks and no : \" \\ /");
    return OK;
}

enum err officer_prepare(struct ctx *cx, const struct officer_new *n, bool must_change,
                         struct officer *row, struct str *password_hash_out)
{
    struct str login = utf8_fold(cx->arena, str_trim(n->login)), hash = STR("");
    TRY(officer_login_check(cx, login));
    if (str_trim(n->name).n == 0)
        return fail_at(cx, ERR_INPUT, "name", "请填写姓名", "the name is missing");
    if (n->unit_id == 0 || !org_unit(cx->app->org, n->unit_id))
        return fail_at(cx, ERR_INPUT, "unit_id", "没有这个单位", "there is no such unit");
    if (n->mail.n > 0 && !str_has(n->mail, "@"))
        return fail_at(cx, ERR_INPUT, "mail", "邮箱格式不对", "this is no mail address");
    if (n->password.n > 0)
        TRY(password_hash(cx, login, n->password, &hash));
    int64_t id = app_id(cx);
    struct str phone = secret_fold(cx->arena, "phone", n->phone);
    *row = (struct officer){
        .id = id,
        .login = login,
        .name = str_trim(n->name),
        .unit_id = n->unit_id,
        .mail = str_trim(n->mail),
        .phone_enc = secret_seal(cx, "officer.phone", id, phone),
        .must_change = must_change,
        .created_at = cx->now,
        .version = 1,
    };
    *password_hash_out = hash;
    return OK;
}

enum err officer_insert(struct ctx *cx, const struct officer *row, struct str hash)
{
    struct officer other;
    bool taken = false;
    TRY(db_one(cx, SQL_OFFICER_BY_LOGIN, ARGS(TXT(row->login)), &officer_shape, &other,
               &taken));
    if (taken)
        return fail_at(cx, ERR_CONFLICT, "login", "登录名“%.*s”已被使用",
                       "the log-in name \"%.*s\" is taken", STR_ARG(row->login));
    return db_put(cx, SQL_OFFICER_INSERT, &officer_shape, row, ARGS(TXT(hash)), NULL);
}

struct create_job {
    struct officer row;
    struct str hash;
};

static enum err create_write(struct ctx *cx, void *arg)
{
    const struct create_job *j = arg;
    return officer_insert(cx, &j->row, j->hash);
}

enum err officer_create(struct ctx *cx, const struct officer_new *n, bool must_change,
                        int64_t *id)
{
    struct create_job j;
    TRY(officer_prepare(cx, n, must_change, &j.row, &j.hash));
    TRY(db_write(cx, cx->app->store, create_write, &j));
    *id = j.row.id;
    return OK;
}

static enum err no_officer(struct ctx *cx)
{
    return fail(cx, ERR_NOT_FOUND, "没有这个工作人员", "there is no such officer");
}

enum err officer_get(struct ctx *cx, int64_t id, struct officer *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_OFFICER_GET, ARGS(I64(id)), &officer_shape, out, &found));
    return found ? OK : no_officer(cx);
}

enum err officer_get_login(struct ctx *cx, struct str login, struct officer *out)
{
    bool found = false;
    struct str folded = utf8_fold(cx->arena, str_trim(login));
    TRY(db_one(cx, SQL_OFFICER_BY_LOGIN, ARGS(TXT(folded)), &officer_shape, out, &found));
    return found ? OK : no_officer(cx);
}

enum err officer_list(struct ctx *cx, struct officer **out, size_t *n)
{
    void *rows = NULL;
    TRY(db_all(cx, SQL_OFFICER_ALL, NULL, 0, &officer_shape, &rows, n));
    *out = rows;
    return OK;
}

enum err officer_update(struct ctx *cx, const struct officer *row)
{
    struct officer old;
    TRY(officer_get(cx, row->id, &old));
    if (old.version != row->version)
        return fail(cx, ERR_STALE, "该人员信息已被他人修改，请刷新后再试",
                    "this officer was changed by somebody else; read it again");
    return db_exec(cx, SQL_OFFICER_UPDATE,
                   ARGS(I64(row->id), I64(row->version), TXT(row->name), I64(row->unit_id),
                        TXT(row->mail), TXT(row->phone_enc), TXT(row->title),
                        I64(row->stand_in_id), TXT(row->templates)),
                   NULL);
}

enum err officer_set_password(struct ctx *cx, int64_t id, struct str hash, bool must_change,
                              struct str keep_token_hash)
{
    struct officer row;
    TRY(officer_get(cx, id, &row));
    TRY(db_exec(cx, SQL_OFFICER_SET_PASSWORD, ARGS(I64(id), TXT(hash), I64(must_change)),
                NULL));
    return db_exec(cx, SQL_LOGIN_END_OTHERS, ARGS(I64(id), TXT(keep_token_hash)), NULL);
}

enum err officer_set_disabled(struct ctx *cx, int64_t id, bool disabled)
{
    struct officer row;
    TRY(officer_get(cx, id, &row));
    if ((row.disabled_at != 0) == disabled)
        return OK;
    TRY(db_exec(cx, SQL_OFFICER_SET_DISABLED, ARGS(I64(id), I64(disabled ? cx->now : 0)),
                NULL));
    if (!disabled)
        return OK;
    return db_exec(cx, SQL_LOGIN_END_OTHERS, ARGS(I64(id), TXT(STR(""))), NULL);
}

struct password_row {
    struct str password_hash;
};
static const struct field password_fields[] = {FIELD(struct password_row, password_hash)};
static const struct shape password_shape =
    SHAPE("password_row", struct password_row, password_fields);

enum err officer_confirm(struct ctx *cx, int64_t id, struct str password)
{
    struct password_row row = {0};
    bool found = false, right = false, stale = false;
    TRY(db_one(cx, SQL_OFFICER_PASSWORD_OF, ARGS(I64(id)), &password_shape, &row, &found));
    TRY(password_verify(cx, row.password_hash, password, &right, &stale));
    return right ? OK : fail(cx, ERR_DENIED, "密码不正确", "the password is wrong");
}

/* ---- roles ---- */

enum err role_list_all(struct ctx *cx, struct role_row **out, size_t *n)
{
    void *rows = NULL;
    TRY(db_all(cx, SQL_ROLE_ALL, NULL, 0, &role_shape, &rows, n));
    *out = rows;
    return OK;
}

enum err role_list(struct ctx *cx, int64_t officer_id, struct role_row **out, size_t *n)
{
    void *rows = NULL;
    TRY(db_all(cx, SQL_ROLE_OF_OFFICER, ARGS(I64(officer_id)), &role_shape, &rows, n));
    *out = rows;
    return OK;
}

enum err role_grant(struct ctx *cx, const struct role_row *r)
{
    struct officer officer;
    struct role_row *held = NULL;
    size_t n = 0;
    if (r->role < 0 || r->role >= ROLE__MAX || (BIT(r->role) & ROLES_NOBODYS))
        return fail_at(cx, ERR_INPUT, "role", "这个角色不能授予个人",
                       "this role is not given to persons");
    if (!org_unit(cx->app->org, r->unit_id))
        return fail_at(cx, ERR_INPUT, "unit_id", "没有这个单位", "there is no such unit");
    TRY(officer_get(cx, r->officer_id, &officer));
    TRY(role_list(cx, r->officer_id, &held, &n));
    for (size_t i = 0; i < n && (BIT(r->role) & ROLES_ADMIN); i++) {
        if (held[i].role != r->role && (BIT(held[i].role) & ROLES_ADMIN))
            return fail_at(
                cx, ERR_CONFLICT, "role", "系统、安全、审计三类管理员必须由不同的人担任",
                "system, security and audit administrators must be separate persons");
    }
    return db_put(cx, SQL_ROLE_GRANT, &role_shape, r, NULL, 0, NULL);
}

enum err role_revoke(struct ctx *cx, int64_t officer_id, int64_t unit_id, enum role role)
{
    int64_t changed = 0;
    struct str text = str_c(enum_text(&role_names, (int)role));
    TRY(db_exec(cx, SQL_ROLE_REVOKE, ARGS(I64(officer_id), I64(unit_id), TXT(text)), &changed));
    return changed ? OK
                   : fail(cx, ERR_NOT_FOUND, "该人员没有这个角色",
                          "the officer does not hold this role");
}
