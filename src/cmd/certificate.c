/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/certificate.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "base/str.h"

enum { DAYS = 825, SERIAL_BYTES = 16 };

static bool host_is_name(const char *host)
{
    size_t n = strlen(host);
    if (n == 0 || n > 253 || host[0] == '-' || host[0] == '.')
        return false;
    return strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
           n;
}

static bool host_is_address(const char *host)
{
    unsigned char raw[16];
    return inet_pton(AF_INET, host, raw) == 1 || inet_pton(AF_INET6, host, raw) == 1;
}

static bool extension(X509 *cert, int nid, const char *value)
{
    X509V3_CTX v3;
    X509V3_set_ctx_nodb(&v3);
    X509V3_set_ctx(&v3, cert, cert, NULL, NULL, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &v3, nid, value);
    bool ok = e && X509_add_ext(cert, e, -1) == 1;
    X509_EXTENSION_free(e);
    return ok;
}

static bool random_serial(X509 *cert)
{
    unsigned char raw[SERIAL_BYTES];
    if (RAND_bytes(raw, sizeof(raw)) != 1)
        return false;
    raw[0] &= 0x7f; /* positive */
    BIGNUM *n = BN_bin2bn(raw, sizeof(raw), NULL);
    bool ok = n && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(cert));
    BN_free(n);
    return ok;
}

static bool fill(struct ctx *cx, X509 *cert, EVP_PKEY *key, const char *host)
{
    const unsigned char *name = (const unsigned char *)host;
    bool address = host_is_address(host);
    struct str names = str_fmt(cx->arena, "%s:%s,DNS:localhost", address ? "IP" : "DNS", host);
    X509_NAME *subject = X509_get_subject_name(cert);
    return X509_set_version(cert, 2) == 1 && random_serial(cert) &&
           X509_gmtime_adj(X509_getm_notBefore(cert), 0) &&
           X509_gmtime_adj(X509_getm_notAfter(cert), 86400L * DAYS) &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1 &&
           X509_set_issuer_name(cert, subject) == 1 && X509_set_pubkey(cert, key) == 1 &&
           extension(cert, NID_basic_constraints, "critical,CA:FALSE") &&
           extension(cert, NID_ext_key_usage, "serverAuth") &&
           extension(cert, NID_subject_alt_name, names.p) &&
           X509_sign(cert, key, EVP_sha256()) > 0;
}

/* New files only: a key that is in use is never written over. */
static enum err file_open(struct ctx *cx, const char *path, mode_t mode, FILE **out)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0 && errno == EEXIST)
        return fail(cx, ERR_CONFLICT, "%s 已存在", "%s exists", path);
    *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!*out)
        return fail(cx, ERR_IO, "不能写 %s：%s", "cannot write %s: %s", path, strerror(errno));
    return OK;
}

static enum err write_pem(struct ctx *cx, const char *dir, EVP_PKEY *key, X509 *cert)
{
    FILE *f = NULL;
    struct str path = str_fmt(cx->arena, "%s/key.pem", dir);
    TRY(file_open(cx, path.p, 0600, &f));
    bool ok = PEM_write_PKCS8PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1;
    ok &= fclose(f) == 0;
    if (!ok)
        return fail(cx, ERR_IO, "不能写 %s", "cannot write %s", path.p);
    path = str_fmt(cx->arena, "%s/fullchain.pem", dir);
    TRY(file_open(cx, path.p, 0644, &f));
    ok = PEM_write_X509(f, cert) == 1;
    ok &= fclose(f) == 0;
    return ok ? OK : fail(cx, ERR_IO, "不能写 %s", "cannot write %s", path.p);
}

enum err certificate_make(struct ctx *cx, const char *dir, const char *host)
{
    if (!host_is_name(host) && !host_is_address(host))
        return fail(cx, ERR_INPUT, "“%s”不是主机名或地址", "\"%s\" is no host name or address",
                    host);
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return fail(cx, ERR_IO, "不能建立 %s：%s", "cannot make %s: %s", dir, strerror(errno));
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    enum err err = OK;
    if (!key || !cert || !fill(cx, cert, key, host))
        err = fail(cx, ERR_IO, "不能生成证书", "the certificate could not be made");
    if (err == OK)
        err = write_pem(cx, dir, key, cert);
    X509_free(cert);
    EVP_PKEY_free(key);
    return err;
}
