/* SPDX-License-Identifier: Apache-2.0 */
#include "core/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "core/app.h"

enum {
    SEAL_KEYS_MAX = 16,
    KEY_FILE_MAX = 8192,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};
_Static_assert(SECRET_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "seal key");

struct seal_key {
    char id[SECRET_KEY_ID];
    unsigned char key[SECRET_KEY];
};

struct secret {
    unsigned char hash[SECRET_KEY];
    bool has_hash;
    size_t n; /* the last one seals */
    struct seal_key seal[SEAL_KEYS_MAX];
};

/* ---- the key file ---- */

static enum err io_fail(struct ctx *cx, const char *path)
{
    const char *why = strerror(errno);
    return fail(cx, ERR_IO, "密钥文件 %s：%s", "key file %s: %s", path, why);
}

static enum err write_all(struct ctx *cx, int fd, const char *path, struct str text)
{
    for (size_t done = 0; done < text.n;) {
        ssize_t n = write(fd, text.p + done, text.n - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return io_fail(cx, path);
        done += (size_t)n;
    }
    return fsync(fd) == 0 ? OK : io_fail(cx, path);
}

enum err secret_create(struct ctx *cx, const char *path)
{
    unsigned char key[2][SECRET_KEY];
    char hex[2][2 * SECRET_KEY + 1], text[512];
    if (sodium_init() < 0)
        abort();
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno == EEXIST)
        return fail(cx, ERR_CONFLICT, "密钥文件 %s 已存在，未作改动",
                    "key file %s exists and was left alone", path);
    if (fd < 0)
        return io_fail(cx, path);
    randombytes_buf(key, sizeof(key));
    sodium_bin2hex(hex[0], sizeof(hex[0]), key[0], SECRET_KEY);
    sodium_bin2hex(hex[1], sizeof(hex[1]), key[1], SECRET_KEY);
    int n =
        snprintf(text, sizeof(text),
                 "# 回音密钥：请另行妥善备份，丢失后个人信息无法恢复。\n"
                 "# Huiyin keys: keep a copy elsewhere; personal data is lost without them.\n"
                 "hash %s\nseal %s\n",
                 hex[0], hex[1]);
    enum err e = write_all(cx, fd, path, (struct str){text, (size_t)n});
    if (close(fd) != 0 && e == OK)
        e = io_fail(cx, path);
    if (e != OK)
        unlink(path);
    sodium_memzero(key, sizeof(key));
    sodium_memzero(hex, sizeof(hex));
    sodium_memzero(text, sizeof(text));
    return e;
}

static void key_id_of(const unsigned char key[SECRET_KEY], char id[SECRET_KEY_ID])
{
    struct hash h = hash_sha256((struct str){(const char *)key, SECRET_KEY});
    sodium_bin2hex(id, SECRET_KEY_ID, h.b, (SECRET_KEY_ID - 1) / 2);
}

static bool key_hex(const char *hex, size_t n, unsigned char key[SECRET_KEY])
{
    size_t got = 0;
    return n == (size_t)2 * SECRET_KEY &&
           sodium_hex2bin(key, SECRET_KEY, hex, n, NULL, &got, NULL) == 0 && got == SECRET_KEY;
}

/* One line of the key file; false when it is none. */
static bool key_line(struct secret *s, struct str line)
{
    line = str_trim(line);
    if (line.n == 0 || line.p[0] == '#')
        return true;
    if (str_starts(line, "hash ") && !s->has_hash) {
        s->has_hash = true;
        return key_hex(line.p + 5, line.n - 5, s->hash);
    }
    if (str_starts(line, "seal ") && s->n < SEAL_KEYS_MAX) {
        struct seal_key *k = &s->seal[s->n++];
        if (!key_hex(line.p + 5, line.n - 5, k->key))
            return false;
        key_id_of(k->key, k->id);
        return true;
    }
    return false;
}

static bool keys_parse(struct secret *s, const char *text, size_t n)
{
    for (size_t from = 0; from < n;) {
        const char *end = memchr(text + from, '\n', n - from);
        size_t to = end ? (size_t)(end - text) : n;
        if (!key_line(s, (struct str){text + from, to - from}))
            return false;
        from = to + 1;
    }
    return s->has_hash && s->n > 0;
}

/* The open file's text into locked memory of KEY_FILE_MAX bytes. */
static enum err keys_read(struct ctx *cx, int fd, const char *path, char *text, size_t *n)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return io_fail(cx, path);
    if (!S_ISREG(st.st_mode) || (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(cx, ERR_IO, "密钥文件 %s 必须是仅属主可读的普通文件（chmod 600）",
                    "key file %s must be a plain file that only its owner may read (chmod 600)",
                    path);
    size_t done = 0;
    while (done < KEY_FILE_MAX) {
        ssize_t got = read(fd, text + done, KEY_FILE_MAX - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return io_fail(cx, path);
        if (got == 0)
            break;
        done += (size_t)got;
    }
    *n = done;
    return OK;
}

enum err secret_open(struct ctx *cx, const char *path, const struct secret **out)
{
    if (sodium_init() < 0)
        abort();
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return io_fail(cx, path);
    char *text = sodium_malloc(KEY_FILE_MAX);
    struct secret *s = sodium_malloc(sizeof(*s));
    if (!text || !s)
        abort();
    memset(s, 0, sizeof(*s));
    size_t n = 0;
    enum err e = keys_read(cx, fd, path, text, &n);
    if (e == OK && (n == KEY_FILE_MAX || !keys_parse(s, text, n)))
        e = fail(cx, ERR_IO, "%s 不是密钥文件", "%s is not a key file", path);
    close(fd);
    sodium_free(text);
    if (e != OK) {
        sodium_free(s);
        return e;
    }
    sodium_mprotect_readonly(s);
    *out = s;
    return OK;
}

void secret_close(const struct secret *s)
{
    union {
        const struct secret *in;
        void *out;
    } freed = {.in = s}; /* the handle is const for its readers; this is its end */
    sodium_free(freed.out);
}

/* ---- sealing ---- */

static const struct seal_key *key_find(const struct secret *s, const char *id, size_t n)
{
    for (size_t i = 0; i < s->n; i++) {
        if (n == SECRET_KEY_ID - 1 && memcmp(s->seal[i].id, id, n) == 0)
            return &s->seal[i];
    }
    return NULL;
}

/* Base64 of nonce and ciphertext. */
static struct str box_make(struct arena *a, const unsigned char *key, struct str ad,
                           struct str plain)
{
    size_t n = NONCE + plain.n + TAG, text_n = sodium_base64_encoded_len(n, BASE64);
    unsigned char *box = arena_alloc(a, n);
    char *text = arena_alloc(a, text_n);
    randombytes_buf(box, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        box + NONCE, NULL, (const unsigned char *)plain.p, plain.n, (const unsigned char *)ad.p,
        ad.n, NULL, box, key);
    sodium_bin2base64(text, text_n, box, n, BASE64);
    return (struct str){text, text_n - 1};
}

static bool box_open(struct arena *a, const unsigned char *key, struct str ad, struct str text,
                     struct str *plain)
{
    unsigned char *box = arena_alloc(a, text.n + 1);
    size_t n = 0;
    const char *end = NULL;
    if (sodium_base642bin(box, text.n, text.p, text.n, NULL, &n, &end, BASE64) != 0 ||
        end != text.p + text.n || n < NONCE + TAG)
        return false;
    unsigned char *out = arena_alloc(a, n - NONCE - TAG + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, box + NONCE, n - NONCE,
                                                   (const unsigned char *)ad.p, ad.n, box,
                                                   key) != 0)
        return false;
    *plain = (struct str){(const char *)out, n - NONCE - TAG};
    return true;
}

/* Where a value stands: sealed text moved to another row or column does not open. */
static struct str box_place(struct arena *a, const char *place, int64_t row)
{
    return str_fmt(a, "%s:%lld", place, (long long)row);
}

struct str secret_seal(struct ctx *cx, const char *place, int64_t row, struct str plain)
{
    if (plain.n == 0)
        return STR("");
    const struct secret *s = cx->app->secret;
    const struct seal_key *k = &s->seal[s->n - 1];
    struct str box = box_make(cx->arena, k->key, box_place(cx->arena, place, row), plain);
    return str_fmt(cx->arena, "1:%s:%s", k->id, box.p);
}

static enum err unseal_fail(struct ctx *cx)
{
    return fail(cx, ERR_IO, "加密数据无法解开：密钥不符或数据被改动",
                "sealed data does not open: wrong key, or the data was changed");
}

enum err secret_unseal(struct ctx *cx, const char *place, int64_t row, struct str sealed,
                       struct str *plain)
{
    if (sealed.n == 0) {
        *plain = STR("");
        return OK;
    }
    size_t head = strlen("1:") + SECRET_KEY_ID;
    if (sealed.n <= head || !str_starts(sealed, "1:") || sealed.p[head - 1] != ':')
        return unseal_fail(cx);
    const struct seal_key *k = key_find(cx->app->secret, sealed.p + 2, SECRET_KEY_ID - 1);
    struct str ad = box_place(cx->arena, place, row);
    if (!k || !box_open(cx->arena, k->key, ad, str_sub(sealed, head, sealed.n), plain))
        return unseal_fail(cx);
    return OK;
}

/* The passphrase is itself random (128 bits or more), so a fast derivation does; the key file's
 * hash key goes in so that the database alone is no place to guess. */
static void key_from_passphrase(const struct secret *s, struct str passphrase,
                                unsigned char key[SECRET_KEY])
{
    crypto_generichash(key, SECRET_KEY, (const unsigned char *)passphrase.p, passphrase.n,
                       s->hash, sizeof(s->hash));
}

struct str secret_seal_with(struct ctx *cx, struct str passphrase, struct str plain)
{
    unsigned char key[SECRET_KEY];
    key_from_passphrase(cx->app->secret, passphrase, key);
    struct str out = box_make(cx->arena, key, STR("with"), plain);
    sodium_memzero(key, sizeof(key));
    return out;
}

enum err secret_unseal_with(struct ctx *cx, struct str passphrase, struct str sealed,
                            struct str *plain)
{
    unsigned char key[SECRET_KEY];
    key_from_passphrase(cx->app->secret, passphrase, key);
    bool ok = box_open(cx->arena, key, STR("with"), sealed, plain);
    sodium_memzero(key, sizeof(key));
    return ok ? OK : unseal_fail(cx);
}

enum err secret_derive(struct ctx *cx, const char *purpose, char key_id[SECRET_KEY_ID],
                       unsigned char key[SECRET_KEY])
{
    const struct secret *s = cx->app->secret;
    const struct seal_key *k =
        key_id[0] ? key_find(s, key_id, strlen(key_id)) : &s->seal[s->n - 1];
    if (!k)
        return unseal_fail(cx);
    memcpy(key_id, k->id, SECRET_KEY_ID);
    crypto_generichash(key, SECRET_KEY, (const unsigned char *)purpose, strlen(purpose), k->key,
                       SECRET_KEY);
    return OK;
}

/* ---- finding the same again ---- */

static bool is_mobile(struct str s)
{
    return s.n == 11 && s.p[0] == '1' && s.p[1] >= '3';
}

/* Behind +86 a fixed number has lost the 0 of its area; 400 and 800 numbers have no area. */
static struct str phone_inland(struct arena *a, struct str s)
{
    bool fixed = (s.n == 10 || s.n == 11) && s.p[0] != '0' && !is_mobile(s);
    bool no_area = s.n == 10 && (str_starts(s, "400") || str_starts(s, "800"));
    return fixed && !no_area ? str_fmt(a, "0%.*s", STR_ARG(s)) : s;
}

static struct str fold_phone(struct arena *a, struct str folded)
{
    char *out = arena_alloc(a, folded.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++) {
        if (folded.p[i] >= '0' && folded.p[i] <= '9')
            out[n++] = folded.p[i];
    }
    struct str digits = {out, n};
    if (str_starts(digits, "0086"))
        return phone_inland(a, str_sub(digits, 4, n));
    /* 86 and eleven digits from 1: a mobile number; an 86… of another length is left alone,
     * unless the plus sign said what it is. */
    bool plus = str_starts(str_trim(folded), "+86");
    if (plus || (n == 13 && str_starts(digits, "861")))
        return phone_inland(a, str_sub(digits, 2, n));
    /* Old exchanges asked for a 0 before a mobile number of another area. */
    return n == 12 && digits.p[0] == '0' && is_mobile(str_sub(digits, 1, n))
               ? str_sub(digits, 1, n)
               : digits;
}

struct str secret_fold(struct arena *a, const char *kind, struct str value)
{
    struct str folded = utf8_fold(a, value);
    if (strcmp(kind, "phone") == 0)
        return fold_phone(a, folded);
    char *out = arena_alloc(a, folded.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++) {
        if ((unsigned char)folded.p[i] > ' ')
            out[n++] = folded.p[i];
    }
    return (struct str){out, n};
}

struct str secret_hash(struct ctx *cx, const char *kind, struct str value)
{
    struct str folded = secret_fold(cx->arena, kind, value);
    if (folded.n == 0)
        return STR("");
    struct str named = str_fmt(cx->arena, "%s:%.*s", kind, STR_ARG(folded));
    return hash_hex(cx->arena, hash_keyed(cx->app->secret->hash, named));
}
