#include "catalog/sheet/csv_dialect.h"

#include <stdbool.h>
#include <string.h>

#define SAMPLE_BYTES 65536
#define SAMPLE_ROWS  20

static const char SEPARATORS[] = {',', '\t', ';'};

static size_t min_size(size_t a, size_t b) {
    return a < b ? a : b;
}

/* How often each row that has any has the separator outside of quotes; returns the rows counted. */
static unsigned count_per_row(const char *text, size_t length, char separator,
                              unsigned ret_counts[static SAMPLE_ROWS]) {
    unsigned n_rows = 0, count = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < length && n_rows < SAMPLE_ROWS; i++) {
        if (text[i] == '"')
            is_quoted = !is_quoted;
        else if (text[i] == separator && !is_quoted)
            count++;
        if (((text[i] == '\n' || text[i] == '\r') && !is_quoted) || i + 1 == length) {
            if (count > 0)
                ret_counts[n_rows++] = count;
            count = 0;
        }
    }
    return n_rows;
}

/* The most rows that agree on one count, and that count: more rows first, then more cells. */
static unsigned agreement(const char *text, size_t length, char separator) {
    unsigned counts[SAMPLE_ROWS], best = 0;
    unsigned n_rows = count_per_row(text, length, separator, counts);
    for (unsigned i = 0; i < n_rows; i++) {
        unsigned n_same = 0;
        for (unsigned j = 0; j < n_rows; j++)
            n_same += counts[j] == counts[i];
        unsigned cells = counts[i] < 999 ? counts[i] : 999;
        unsigned score = n_same * 1000 + cells;
        best = score > best ? score : best;
    }
    return best;
}

/* Excel's own way to name the separator: "sep=;" alone in the first line. */
static bool find_named(const char *text, size_t length, CsvDialect *ret_dialect) {
    if (length < 6 || memcmp(text, "sep=", 4) != 0 ||
        !memchr(SEPARATORS, text[4], sizeof SEPARATORS))
        return false;
    size_t end = 5;
    if (text[end] == '\r')
        end++;
    if (end < length && text[end] == '\n')
        end++;
    *ret_dialect = (CsvDialect){text[4], end};
    return end > 5;
}

CsvDialect csv_dialect_find(const char *text, size_t length) {
    CsvDialect dialect = {','};
    if (find_named(text, length, &dialect))
        return dialect;
    unsigned best = 0;
    for (unsigned i = 0; i < sizeof SEPARATORS; i++) {
        unsigned score = agreement(text, min_size(length, SAMPLE_BYTES), SEPARATORS[i]);
        if (score > best) {
            best = score;
            dialect.separator = SEPARATORS[i];
        }
    }
    return dialect;
}
