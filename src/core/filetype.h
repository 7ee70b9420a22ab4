/* SPDX-License-Identifier: Apache-2.0
 * What a file is, by its content alone: neither its name nor the browser's word is believed.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum file_kind { FILE_IMAGE, FILE_DOCUMENT, FILE_SOUND, FILE_VIDEO };

struct filetype {
    const char *mime;
    const char *extension; /* without a dot */
    enum file_kind kind;
    bool may_lack_preview; /* an image whose decoder a system may not have */
};

/* NULL: not one of those that are accepted (JPEG, PNG, WebP, HEIC, PDF, DOCX and XLSX without
 * macros, MP3, M4A, WAV, AMR, MP4). */
const struct filetype *filetype_of(struct str content);
const struct filetype *filetype_named(struct str mime); /* NULL when unknown */
