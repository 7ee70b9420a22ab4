/* SPDX-License-Identifier: Apache-2.0
 * simplify OUT.H: Traditional characters and variants with their Simplified form, one to one,
 * as a sorted C table made by OpenCC (t2s). Runs once in a build; the program itself does not
 * need OpenCC. Only single characters, so that a folded text keeps its positions; where the
 * choice depends on the word (乾 in 乾坤) OpenCC's choice for the character alone stands.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <opencc/opencc.h>

static size_t put(uint32_t c, char out[5])
{
    size_t n = 0;
    if (c < 0x10000) {
        out[n++] = (char)(0xe0 | c >> 12);
    } else {
        out[n++] = (char)(0xf0 | c >> 18);
        out[n++] = (char)(0x80 | (c >> 12 & 0x3f));
    }
    out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    out[n++] = (char)(0x80 | (c & 0x3f));
    out[n] = '\0';
    return n;
}

/* The only character of a text of three or four bytes, else 0. */
static uint32_t only(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = strlen(text);
    if (n == 3 && s[0] >> 4 == 0xe)
        return (uint32_t)(s[0] & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f);
    if (n == 4 && s[0] >> 3 == 0x1e)
        return (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3f) << 12 |
               (uint32_t)(s[2] & 0x3f) << 6 | (s[3] & 0x3f);
    return 0;
}

static uint32_t once(opencc_t cc, uint32_t c)
{
    char text[5];
    char *made = opencc_convert_utf8(cc, text, put(c, text));
    if (!made)
        exit(1);
    uint32_t s = only(made);
    opencc_convert_utf8_free(made);
    return s ? s : c;
}

static size_t range(opencc_t cc, FILE *f, uint32_t from, uint32_t to)
{
    size_t found = 0;
    for (uint32_t c = from; c <= to; c++) {
        uint32_t s = c;
        /* A few lead on to another; what is folded has to stay as it is when folded again. */
        for (int i = 0; i < 4; i++)
            s = once(cc, s);
        if (s == c)
            continue;
        (void)fprintf(f, "    {0x%x, 0x%x},\n", (unsigned)c, (unsigned)s);
        found++;
    }
    return found;
}

int main(int argc, char **argv)
{
    opencc_t cc = opencc_open("t2s.json");
    if (argc != 2 || cc == (opencc_t)-1) {
        (void)fprintf(stderr, "simplify: %s\n", argc != 2 ? "OUT.H" : opencc_error());
        return 1;
    }
    FILE *f = fopen(argv[1], "w");
    if (!f)
        return 1;
    (void)fprintf(f, "/* Made by tools/simplify.c from OpenCC's t2s. */\n"
                     "static const struct {\n    uint32_t from, to;\n} simplified[] = {\n");
    size_t n = range(cc, f, 0x3400, 0x9fff);
    n += range(cc, f, 0x20000, 0x2ffff);
    (void)fprintf(f, "};\n");
    return fclose(f) != 0 || n < 3000 || opencc_close(cc) != 0;
}
