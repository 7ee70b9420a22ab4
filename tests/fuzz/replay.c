// SPDX-License-Identifier: Apache-2.0
// Runs every file of a folder through a fuzz target: the corpus as an ordinary test.
#include <dirent.h>

#include "sheet_feed.h"

static int replay(const char *path)
{
    enum { FILE_BYTES = 1 << 20 };
    static uint8_t bytes[FILE_BYTES];
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        return 1;
    }
    size_t n = fread(bytes, 1, sizeof bytes, f);
    int bad = ferror(f) != 0 || n == sizeof bytes;
    fclose(f);
    return bad ? 1 : LLVMFuzzerTestOneInput(bytes, n);
}

int main(int argc, char **argv)
{
    enum { PATH_BYTES = 4096 };
    char path[PATH_BYTES];
    int files = 0;
    DIR *d = argc == 2 ? opendir(argv[1]) : NULL;
    if (!d) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], e->d_name);
        if (replay(path) != 0)
            return 1;
        files++;
    }
    closedir(d);
    printf("%d files\n", files);
    return files > 0 ? 0 : 1; /* an empty corpus tests nothing */
}
