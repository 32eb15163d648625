#include "catalog/sheet/sheet_guard.h"

#include <string.h>

static bool begins_formula(const char *text) {
    return *text && strchr("=+-@\t\r", *text);
}

static bool is_number_text(const char *text) {
    size_t n_digits = strspn(text, "0123456789");
    const char *rest = text + n_digits;
    return n_digits > 0 && (!*rest || ((*rest == 'X' || *rest == 'x') && !rest[1]));
}

const char *sheet_guard_strip(const char *text) {
    if (*text != '\'')
        return text;
    const char *inner = text + 1;
    return begins_formula(inner) || is_number_text(inner) || *inner == '\'' ? inner : text;
}

bool sheet_guard_needs(const char *text) {
    return begins_formula(text) || sheet_guard_strip(text) != text;
}
