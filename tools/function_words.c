/* SPDX-License-Identifier: Apache-2.0
 * function_words IN.TXT OUT.H: the words of data/function_words.txt as three sorted C tables, a
 * word one number: 21 bits a character, the first one highest. Runs once in a build.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 20000, LINE = 4096, BITS = 21 };

struct words {
    const char *name;
    uint64_t keys[MOST];
    size_t n;
};
static struct words lists[] = {{.name = "one"}, {.name = "word"}, {.name = "not"}};
enum { LISTS = sizeof lists / sizeof lists[0] };

static void give_up(const char *why, const char *what)
{
    fprintf(stderr, "function_words: %s: %s\n", why, what);
    exit(1);
}

/* Every character of the file is one of three bytes. */
static uint64_t key_of(const char *word)
{
    const unsigned char *s = (const unsigned char *)word;
    uint64_t key = 0;
    if (strlen(word) % 3 || strlen(word) > 9)
        give_up("not one to three characters", word);
    for (; *s; s += 3) {
        if (s[0] >> 4 != 0xe)
            give_up("not a Chinese character", word);
        key = key << BITS |
              ((uint64_t)(s[0] & 0x0f) << 12 | (uint64_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f));
    }
    return key;
}

static void line_read(char *line)
{
    char *at = NULL, *word = strtok_r(line, " \n", &at);
    size_t i = 0;
    if (!word || *word == '#')
        return;
    while (i < LISTS && strcmp(lists[i].name, word) != 0)
        i++;
    if (i == LISTS)
        give_up("neither one, word nor not", word);
    while ((word = strtok_r(NULL, " \n", &at))) {
        if (lists[i].n == MOST)
            give_up("too many", lists[i].name);
        lists[i].keys[lists[i].n++] = key_of(word);
    }
}

static int by_key(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void list_write(FILE *out, struct words *w)
{
    qsort(w->keys, w->n, sizeof w->keys[0], by_key);
    fprintf(out, "static const uint64_t list_%s[] = {", w->name);
    for (size_t i = 0; i < w->n; i++)
        fprintf(out, "%s0x%llx,", i % 8 ? "" : "\n", (unsigned long long)w->keys[i]);
    fprintf(out, "\n};\n");
}

int main(int argc, char **argv)
{
    char line[LINE];
    FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL;
    FILE *out = in ? fopen(argv[2], "w") : NULL;
    if (!out)
        give_up("cannot be opened", argc == 3 ? argv[1] : "IN.TXT OUT.H");
    while (fgets(line, sizeof line, in))
        line_read(line);
    for (size_t i = 0; i < LISTS; i++) {
        if (!lists[i].n)
            give_up("nothing in", lists[i].name);
        list_write(out, &lists[i]);
    }
    return fclose(out) != 0;
}
