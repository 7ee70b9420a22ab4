/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"

#include "base/time.h"

enum { DIVISION = 6, DATE = 8, SERIAL_LEAST = 5, SERIAL_MOST = 9, SUFFIX_MOST = 3 };

char number_check_digit(struct str digits)
{
    if (digits.n == 0)
        return '\0';
    int product = 10;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return '\0';
        int sum = (product + digits.p[i] - '0') % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (char)('0' + (11 - product) % 10);
}

static bool suffix_valid(struct str s)
{
    if (s.n == 0 || s.n > SUFFIX_MOST || s.p[0] == '0')
        return false;
    int64_t n;
    return str_i64(s, &n) && n > 0;
}

bool number_valid(struct str s)
{
    const char *dash = s.n == 0 ? NULL : memchr(s.p, '-', s.n);
    struct str digits = dash == NULL ? s : str_sub(s, 0, (size_t)(dash - s.p));
    if (dash != NULL && !suffix_valid(str_sub(s, digits.n + 1, s.n)))
        return false;
    if (digits.n < DIVISION + DATE + SERIAL_LEAST + 1 ||
        digits.n > DIVISION + DATE + SERIAL_MOST + 1)
        return false;
    struct str body = str_sub(digits, 0, digits.n - 1);
    char check = number_check_digit(body);
    int64_t day;
    return check != '\0' && check == digits.p[digits.n - 1] &&
           day_parse(str_sub(digits, DIVISION, DATE), &day);
}
