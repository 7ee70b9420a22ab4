/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/arena.h"

static const unsigned char *bytes(struct str s)
{
    return (const unsigned char *)(s.p == NULL ? "" : s.p);
}

/* OpenSSL's SHA-256 uses the processor's own instructions, libsodium's does not. */
static EVP_MD *sha256;

static void sha256_find(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

struct hash hash_sha256_2(struct str a, struct str b)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct hash h;
    unsigned n = 0;
    pthread_once(&once, sha256_find);
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    if (!c || !sha256 || EVP_DigestInit_ex2(c, sha256, NULL) != 1 ||
        EVP_DigestUpdate(c, bytes(a), a.n) != 1 || EVP_DigestUpdate(c, bytes(b), b.n) != 1 ||
        EVP_DigestFinal_ex(c, h.b, &n) != 1 || n != sizeof h.b)
        abort(); /* no memory, or an OpenSSL without SHA-256 */
    EVP_MD_CTX_free(c);
    return h;
}

struct hash hash_sha256(struct str s)
{
    return hash_sha256_2(s, (struct str){0});
}

struct hash hash_keyed(const unsigned char key[32], struct str s)
{
    struct hash h;
    crypto_auth_hmacsha256(h.b, bytes(s), s.n, key);
    return h;
}

struct str hex_of(struct arena *a, const void *p, size_t n)
{
    char *out = arena_alloc(a, 2 * n + 1);
    sodium_bin2hex(out, 2 * n + 1, p, n);
    return (struct str){.p = out, .n = 2 * n};
}

struct str hash_hex(struct arena *a, struct hash h)
{
    return hex_of(a, h.b, sizeof h.b);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

bool hash_from_hex(struct str hex, struct hash *out)
{
    struct hash h;
    if (hex.n != 2 * sizeof h.b)
        return false;
    for (size_t i = 0; i < sizeof h.b; i++) {
        int high = hex_digit(hex.p[2 * i]);
        int low = hex_digit(hex.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        h.b[i] = (unsigned char)(high * 16 + low);
    }
    *out = h;
    return true;
}

bool same_bytes(const void *a, const void *b, size_t n)
{
    return n == 0 || sodium_memcmp(a, b, n) == 0;
}
