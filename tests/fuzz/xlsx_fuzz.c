// SPDX-License-Identifier: Apache-2.0
// Workbooks: whole packages ("PK…"), or else the bytes as the worksheet of a sound package,
// because few changes of a compressed file get past its checksum.
#include <stdbool.h>
#include <unistd.h>

#include <zip.h>

#include "sheet_feed.h"

#define REL(type, target)                                                                      \
    "<Relationship Id=\"a" target "\" Type=\"x/" type "\" Target=\"" target "\"/>"

static const struct {
    const char *name, *text;
} parts[] = {
    {"_rels/.rels", "<Relationships>" REL("officeDocument", "w") "</Relationships>"},
    {"_rels/w.rels", "<Relationships>" REL("worksheet", "s") REL("sharedStrings", "t")
                         REL("styles", "y") "</Relationships>"},
    {"w",
     "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"as\"/></sheets></workbook>"},
    {"t", "<sst><si><t>甲</t></si><si><r><t>a_x0041_</t></r></si><si/></sst>"},
    {"y", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>"
          "</cellXfs></styleSheet>"},
};

static void add(zip_t *z, const char *name, const void *p, size_t n)
{
    zip_source_t *s = zip_source_buffer(z, p, n, 0);
    zip_int64_t i = s ? zip_file_add(z, name, s, 0) : -1;
    if (i < 0 || zip_set_file_compression(z, (zip_uint64_t)i, ZIP_CM_STORE, 0) != 0)
        abort();
}

/* An in-memory package around the worksheet. */
static int wrap(const uint8_t *data, size_t n)
{
    zip_error_t e;
    zip_error_init(&e);
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &e);
    zip_t *z = to ? zip_open_from_source(to, ZIP_TRUNCATE, &e) : NULL;
    if (!z)
        abort();
    zip_source_keep(to);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        add(z, parts[i].name, parts[i].text, strlen(parts[i].text));
    add(z, "s", data, n);
    zip_stat_t st;
    if (zip_close(z) != 0 || zip_source_stat(to, &st) != 0 || zip_source_open(to) != 0)
        abort();
    void *bytes = malloc(st.size);
    if (!bytes || zip_source_read(to, bytes, st.size) != (zip_int64_t)st.size)
        abort();
    int fd = sheet_feed_file(bytes, st.size);
    free(bytes);
    zip_source_close(to);
    zip_source_free(to);
    zip_error_fini(&e);
    return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    enum { PATH_BYTES = 64 };
    char path[PATH_BYTES];
    bool package = n >= 2 && data[0] == 'P' && data[1] == 'K';
    int fd = package ? sheet_feed_file(data, n) : wrap(data, n);
    sheet_feed_path(path, sizeof path, fd);
    sheet_feed(path);
    close(fd);
    return 0;
}
