/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/machine.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

int64_t machine_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* The n-th field of /proc/PROCESS/stat behind the name, counted from 3 as in proc(5). */
static int64_t stat_field(const char *after_name, int n)
{
    const char *p = after_name;
    for (int i = 3; i < n && p; i++) {
        p = strchr(p, ' ');
        p = p ? p + 1 : NULL;
    }
    return p ? strtoll(p, NULL, 10) : 0;
}

enum { STAT_BYTES = 1024, STAT_PARENT = 4, STAT_USER = 14, STAT_CHILDREN_SYSTEM = 17 };

/* What stands behind the name in parentheses; NULL when there is no such process. */
static const char *stat_read(int64_t process, char *text)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%lld/stat", (long long)process);
    FILE *f = fopen(path, "re");
    if (!f)
        return NULL;
    size_t n = fread(text, 1, STAT_BYTES - 1, f);
    (void)fclose(f);
    text[n] = '\0';
    const char *end = strrchr(text, ')');
    return end && end[1] == ' ' ? end + 2 : NULL;
}

int64_t machine_parent(int64_t process)
{
    char text[STAT_BYTES];
    const char *p = stat_read(process, text);
    return p ? stat_field(p, STAT_PARENT) : 0;
}

/* utime and stime; of the first process also those of children that have ended. */
static int64_t ticks_of(const char *after_name, bool first)
{
    int64_t sum = 0;
    for (int n = STAT_USER; n <= (first ? STAT_CHILDREN_SYSTEM : STAT_USER + 1); n++)
        sum += stat_field(after_name, n);
    return sum;
}

static double server_cpu(int64_t first)
{
    char text[STAT_BYTES];
    int64_t ticks = 0;
    DIR *d = opendir("/proc");
    if (!d)
        return 0;
    for (const struct dirent *e = NULL; (e = readdir(d)) != NULL;) {
        int64_t process = strtoll(e->d_name, NULL, 10);
        const char *p = process > 0 ? stat_read(process, text) : NULL;
        if (p && (process == first || stat_field(p, STAT_PARENT) == first))
            ticks += ticks_of(p, process == first);
    }
    closedir(d);
    return (double)ticks * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static double micros(struct timeval t)
{
    return (double)t.tv_sec * 1e6 + (double)t.tv_usec;
}

struct cpu machine_cpu(int64_t server)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (struct cpu){.own = micros(u.ru_utime) + micros(u.ru_stime),
                        .server = server ? server_cpu(server) : 0};
}

int64_t machine_rss_anon(void)
{
    char line[256];
    int64_t kb = 0;
    FILE *f = fopen("/proc/self/status", "re");
    if (!f)
        return 0;
    while (fgets(line, sizeof line, f))
        if (strncmp(line, "RssAnon:", 8) == 0)
            kb = strtoll(line + 8, NULL, 10);
    (void)fclose(f);
    return kb * 1024;
}

int machine_cores(void)
{
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

void times_add(struct times *t, int64_t ns)
{
    if (t->n == t->cap)
        return;
    int64_t tenths = ns / 100;
    t->p[t->n++] = tenths > UINT32_MAX ? UINT32_MAX : (uint32_t)tenths;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void times_sort(struct times *t)
{
    if (t->n)
        qsort(t->p, t->n, sizeof *t->p, by_size);
}

double times_at(const struct times *t, double share)
{
    if (t->n == 0)
        return 0;
    size_t at = (size_t)(share * (double)t->n);
    return (double)t->p[at < t->n ? at : t->n - 1] / 10;
}
