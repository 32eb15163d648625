#include "catalog/sheet/xlsx_date.h"

#include <math.h>
#include <string.h>

#define DAY_SECONDS     86400
#define MAX_SERIAL      2958465 /* 9999-12-31 */
#define LEAP_BUG_SERIAL 60      /* 1900-02-29, kept from Lotus 1-2-3 */

typedef struct Builtin {
    unsigned first, last;
    XlsxDateKind kind;
} Builtin;

/* 27 to 36 and 50 to 58 mean days in one East Asian language and times in another. */
static const Builtin BUILTINS[] = {
    {14, 17, XLSX_DATE_DAY},    {18, 21, XLSX_DATE_TIME}, {22, 22, XLSX_DATE_MOMENT},
    {27, 36, XLSX_DATE_MOMENT}, {45, 47, XLSX_DATE_TIME}, {50, 58, XLSX_DATE_MOMENT},
};

XlsxDateKind xlsx_date_kind_of_builtin(unsigned format_id) {
    for (unsigned i = 0; i < G_N_ELEMENTS(BUILTINS); i++)
        if (format_id >= BUILTINS[i].first && format_id <= BUILTINS[i].last)
            return BUILTINS[i].kind;
    return XLSX_DATE_NOT;
}

typedef struct Letters {
    bool has_day, has_time, has_m; /* m is a month beside days, minutes beside hours */
} Letters;

static void take_letter(Letters *letters, char c) {
    c = g_ascii_tolower(c);
    letters->has_day |= c == 'y' || c == 'd';
    letters->has_time |= c == 'h' || c == 's';
    letters->has_m |= c == 'm';
}

/* Passes over what stands for itself: "text", \x, _x, *x, [colour]; returns its last byte, which
 * may be the end. [h], [mm], [ss] are elapsed time. */
static const char *skip_literal(Letters *letters, const char *at) {
    if (*at == '"' || *at == '[') {
        const char *end = strchr(at + 1, *at == '"' ? '"' : ']');
        if (*at == '[' && at[1] && strchr("hHmMsS", at[1]))
            letters->has_time = true;
        return end ? end : at + strlen(at) - 1;
    }
    return at[1] ? at + 1 : at;
}

XlsxDateKind xlsx_date_kind_of_code(const char *format_code) {
    Letters letters = {0};
    for (const char *at = format_code; *at && *at != ';'; at++) {
        if (strchr("\"[\\_*", *at))
            at = skip_literal(&letters, at);
        else if (g_ascii_strncasecmp(at, "AM/PM", 5) == 0)
            at += 4;
        else
            take_letter(&letters, *at);
    }
    letters.has_day |= letters.has_m && !letters.has_time;
    return letters.has_day    ? letters.has_time ? XLSX_DATE_MOMENT : XLSX_DATE_DAY
           : letters.has_time ? XLSX_DATE_TIME
                              : XLSX_DATE_NOT;
}

/* `day` counts as the workbook does; false when it is no day. */
static bool append_day(int day, bool is_1904, char *ret_text) {
    if (!is_1904 && (day < 1 || day == LEAP_BUG_SERIAL))
        return false;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, 31, G_DATE_DECEMBER, 1899);
    if (is_1904)
        g_date_set_dmy(&date, 1, G_DATE_JANUARY, 1904);
    g_date_add_days(&date, (guint)(!is_1904 && day > LEAP_BUG_SERIAL ? day - 1 : day));
    if (g_date_get_year(&date) > 9999)
        return false;
    g_snprintf(ret_text, XLSX_DATE_TEXT_BYTES, "%04d-%02d-%02d", (int)g_date_get_year(&date),
               (int)g_date_get_month(&date), (int)g_date_get_day(&date));
    return true;
}

bool xlsx_date_text(const char *number, XlsxDateKind kind, bool is_1904,
                    char ret_text[static XLSX_DATE_TEXT_BYTES]) {
    char *end;
    double value = g_ascii_strtod(number, &end);
    if (kind == XLSX_DATE_NOT || end == number || *end || !(value >= 0 && value < MAX_SERIAL + 1))
        return false;
    int day = (int)value;
    int second = (int)lround((value - day) * DAY_SECONDS);
    day += second / DAY_SECONDS;
    second %= DAY_SECONDS;
    char clock[XLSX_DATE_TEXT_BYTES];
    int hour = second / 3600 + (kind == XLSX_DATE_TIME ? day * 24 : 0);
    g_snprintf(clock, sizeof clock, "%02d:%02d:%02d", hour, second / 60 % 60, second % 60);
    if (kind == XLSX_DATE_TIME || (day == 0 && second > 0)) {
        g_strlcpy(ret_text, clock, XLSX_DATE_TEXT_BYTES);
        return true;
    }
    if (!append_day(day, is_1904, ret_text))
        return false;
    if (kind == XLSX_DATE_MOMENT && second > 0) {
        g_strlcat(ret_text, "T", XLSX_DATE_TEXT_BYTES);
        g_strlcat(ret_text, clock, XLSX_DATE_TEXT_BYTES);
    }
    return true;
}
