/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_out.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

enum err ledger_file_kind(struct ctx *cx, const char *path, enum sheet_out_kind *out)
{
    static const struct {
        const char *end;
        enum sheet_out_kind kind;
    } kinds[] = {{".xlsx", SHEET_OUT_XLSX}, {".csv", SHEET_OUT_CSV}};
    size_t n = strlen(path);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t end = strlen(kinds[i].end);
        if (n > end && strcasecmp(path + n - end, kinds[i].end) == 0) {
            *out = kinds[i].kind;
            return OK;
        }
    }
    return fail(cx, ERR_INPUT, "文件名须以 .xlsx 或 .csv 结尾：%s",
                "the file's name must end in .xlsx or .csv: %s", path);
}
