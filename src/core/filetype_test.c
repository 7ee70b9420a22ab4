/* SPDX-License-Identifier: Apache-2.0 */
#include "core/filetype.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>
#undef fail /* the macro; ours is base/err.h */

#include "base/field.h"

#define BYTES(lit)                                                                             \
    {                                                                                          \
        lit, sizeof(lit) - 1                                                                   \
    }

static void test_magic(void **state)
{
    (void)state;
    static const struct {
        struct str content;
        const char *mime; /* NULL: refused */
    } t[] = {
        {BYTES("\xff\xd8\xff\xe0rest"), "image/jpeg"},
        {BYTES("\x89PNG\r\n\x1a\nrest"), "image/png"},
        {BYTES("RIFF\1\2\3\4WEBPVP8 "), "image/webp"},
        {BYTES("RIFF\1\2\3\4WAVEfmt "), "audio/wav"},
        {BYTES("RIFF\1\2\3\4AVI LIST"), NULL},
        {BYTES("\0\0\0\x18"
               "ftypheic\0\0\0\0"),
         "image/heic"},
        {BYTES("\0\0\0\x18"
               "ftypM4A \0\0\0\0"),
         "audio/mp4"},
        {BYTES("\0\0\0\x18"
               "ftypmp42\0\0\0\0"),
         "video/mp4"},
        {BYTES("\0\0\0\x18"
               "ftypzzzz\0\0\0\0"),
         NULL},
        {BYTES("%PDF-1.7\n"), "application/pdf"},
        {BYTES("#!AMR\n\x3c"), "audio/amr"},
        {BYTES("ID3\3\0\0\0\0\0\0\0"), "audio/mpeg"},
        {BYTES("\xff\xfb\x90\x64\0\0"), "audio/mpeg"},
        {BYTES("\xff\xff\xff\xff\xff\xff"), NULL}, /* no such bit rate */
        {BYTES("\xff\xfe"
               "a\0b\0c\0"),
         NULL}, /* UTF-16 text */
        {BYTES("GIF89a"), NULL},
        {BYTES("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), NULL},
        {BYTES("<html>%PDF-"), NULL},
        {BYTES("MZ\x90"), NULL},
        {BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), NULL},
        {BYTES("PK\x03\x04"), NULL},
        {BYTES(""), NULL},
        {{NULL, 0}, NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct filetype *got = filetype_of(t[i].content);
        if (!t[i].mime) {
            assert_null(got);
            continue;
        }
        assert_non_null(got);
        assert_string_equal(got->mime, t[i].mime);
        assert_ptr_equal(filetype_named(str_c(t[i].mime)), got);
    }
}

static size_t zip_of(const char *const *names, size_t n, char *out, size_t max)
{
    char path[] = "/tmp/huiyin-zip-XXXXXX";
    close(mkstemp(path));
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    for (size_t i = 0; i < n; i++)
        zip_file_add(z, names[i], zip_source_buffer(z, "<x/>", 4, 0), 0);
    assert_int_equal(zip_close(z), 0);
    FILE *f = fopen(path, "rb");
    size_t got = fread(out, 1, max, f);
    fclose(f);
    unlink(path);
    return got;
}

static void test_office(void **state)
{
    (void)state;
    static const struct {
        const char *names[3];
        const char *extension;
    } t[] = {
        {{"[Content_Types].xml", "word/document.xml"}, "docx"},
        {{"[Content_Types].xml", "xl/workbook.xml"}, "xlsx"},
        {{"[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"}, NULL},
        {{"word/document.xml"}, NULL},
        {{"a.exe", "b.txt"}, NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        char bytes[4096];
        size_t n = 0;
        while (n < 3 && t[i].names[n])
            n++;
        struct str content = {bytes, zip_of(t[i].names, n, bytes, sizeof(bytes))};
        const struct filetype *got = filetype_of(content);
        assert_int_equal(got != NULL, t[i].extension != NULL);
        if (got)
            assert_string_equal(got->extension, t[i].extension);
        content.n /= 2; /* cut off: no directory of contents */
        assert_null(filetype_of(content));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_magic),
        cmocka_unit_test(test_office),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
