/* SPDX-License-Identifier: Apache-2.0 */
#include "core/filetype.h"

#include <zip.h>

#include "base/field.h"

/* Bytes of `content` at an offset. */
static bool at(struct str content, size_t off, const char *bytes, size_t n)
{
    return content.n >= off + n && memcmp(content.p + off, bytes, n) == 0;
}
#define AT(content, off, lit) at((content), (off), (lit), sizeof(lit) - 1)

static bool is_jpeg(struct str c)
{
    return AT(c, 0, "\xff\xd8\xff");
}

static bool is_png(struct str c)
{
    return AT(c, 0, "\x89PNG\r\n\x1a\n");
}

static bool is_webp(struct str c)
{
    return AT(c, 0, "RIFF") && AT(c, 8, "WEBP");
}

static bool is_wav(struct str c)
{
    return AT(c, 0, "RIFF") && AT(c, 8, "WAVE");
}

static bool is_pdf(struct str c)
{
    return AT(c, 0, "%PDF-");
}

static bool is_amr(struct str c)
{
    return AT(c, 0, "#!AMR\n") || AT(c, 0, "#!AMR-WB\n");
}

/* An ID3 tag, or an MPEG audio frame of layer III: sync, a version, a bit rate and a sampling
 * rate that exist. */
static bool is_mp3(struct str c)
{
    const unsigned char *b = (const unsigned char *)c.p;
    if (AT(c, 0, "ID3"))
        return c.n > 10;
    return c.n > 4 && b[0] == 0xff && (b[1] & 0xe6) == 0xe2 && (b[1] & 0x18) != 0x08 &&
           (b[2] & 0xf0) != 0xf0 && (b[2] & 0xf0) != 0 && (b[2] & 0x0c) != 0x0c;
}

/* ISO base media: the major brand of its first box. */
static bool brand(struct str c, const char *const *brands, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (AT(c, 4, "ftyp") && at(c, 8, brands[i], 4))
            return true;
    }
    return false;
}

static bool is_heic(struct str c)
{
    static const char *const b[] = {"heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"};
    return brand(c, b, COUNT(b));
}

static bool is_m4a(struct str c)
{
    static const char *const b[] = {"M4A ", "M4B "};
    return brand(c, b, COUNT(b));
}

static bool is_mp4(struct str c)
{
    static const char *const b[] = {"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42",
                                    "avc1", "M4V ", "MSNV", "3gp4", "3gp5", "3gp6", "qt  "};
    return brand(c, b, COUNT(b));
}

/* A zip that holds `part` and no macros. */
static bool office(struct str c, const char *part)
{
    zip_error_t why;
    if (!AT(c, 0, "PK\x03\x04"))
        return false;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(c.p, c.n, 0, &why);
    zip_t *z = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
    if (!z) {
        zip_source_free(source);
        zip_error_fini(&why);
        return false;
    }
    bool yes = zip_name_locate(z, "[Content_Types].xml", 0) >= 0 &&
               zip_name_locate(z, part, 0) >= 0 &&
               zip_name_locate(z, "vbaProject.bin", ZIP_FL_NOCASE | ZIP_FL_NODIR) < 0;
    zip_discard(z);
    zip_error_fini(&why);
    return yes;
}

static bool is_docx(struct str c)
{
    return office(c, "word/document.xml");
}

static bool is_xlsx(struct str c)
{
    return office(c, "xl/workbook.xml");
}

static const struct {
    bool (*is)(struct str content);
    struct filetype type;
} types[] = {
    {is_jpeg, {"image/jpeg", "jpg", FILE_IMAGE, false}},
    {is_png, {"image/png", "png", FILE_IMAGE, false}},
    {is_webp, {"image/webp", "webp", FILE_IMAGE, false}},
    {is_heic, {"image/heic", "heic", FILE_IMAGE, true}},
    {is_pdf, {"application/pdf", "pdf", FILE_DOCUMENT, false}},
    {is_docx,
     {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
      FILE_DOCUMENT, false}},
    {is_xlsx,
     {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
      FILE_DOCUMENT, false}},
    {is_wav, {"audio/wav", "wav", FILE_SOUND, false}},
    {is_amr, {"audio/amr", "amr", FILE_SOUND, false}},
    {is_m4a, {"audio/mp4", "m4a", FILE_SOUND, false}},
    {is_mp4, {"video/mp4", "mp4", FILE_VIDEO, false}},
    {is_mp3, {"audio/mpeg", "mp3", FILE_SOUND, false}},
};

const struct filetype *filetype_of(struct str content)
{
    for (size_t i = 0; i < COUNT(types); i++) {
        if (types[i].is(content))
            return &types[i].type;
    }
    return NULL;
}

const struct filetype *filetype_named(struct str mime)
{
    for (size_t i = 0; i < COUNT(types); i++) {
        if (str_eq_c(mime, types[i].type.mime))
            return &types[i].type;
    }
    return NULL;
}
