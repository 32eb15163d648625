#include "catalog/intake/import_check.h"

#include <string.h>

#include "catalog/intake/import_mask.h"
#include "catalog/roster/identity_number.h"
#include "catalog/roster/phone_number.h"
#include "catalog/roster/unit_table.h"
#include "catalog/store/field_text.h"

#define NAME_MAX_CHARS     64
#define EXTERNAL_MAX_CHARS UNIT_EXTERNAL_ID_MAX_CHARS
#define EXACT_DIGITS       15 /* a double of IEEE 754 keeps so many */

/* ---- texts ---- */

static bool is_han(gunichar letter) {
    return g_unichar_get_script(letter) == G_UNICODE_SCRIPT_HAN;
}

char *import_check_tidy(const char *text) {
    g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    GString *out = g_string_new(NULL);
    gunichar before = 0;
    bool has_space = false;
    for (const char *at = normal ? normal : ""; *at; at = g_utf8_next_char(at)) {
        gunichar letter = g_utf8_get_char(at);
        if (g_unichar_isspace(letter) || letter == 0xfeff || letter == 0x200b) {
            has_space = true;
            continue;
        }
        if (has_space && before && !(is_han(before) && is_han(letter)))
            g_string_append_c(out, ' ');
        has_space = false;
        g_string_append_unichar(out, letter);
        before = letter;
    }
    return g_string_free(out, FALSE);
}

char *import_check_number(const char *text) {
    char *end;
    double value = g_ascii_strtod(text, &end);
    if (*end || value < 0 || value != (double)(gint64)value)
        return g_strdup(text); /* not a whole number: as it is written */
    if (value >= 1e15 || strlen(text) > EXACT_DIGITS + 3)
        return NULL;
    return g_strdup_printf("%" G_GINT64_FORMAT, (gint64)value);
}

/* "5.10224E+17" as text: what a spreadsheet program shows, and saves as CSV, of a long number. */
static bool is_rounded_text(const char *text) {
    const char *at = text + strspn(text, "0123456789.");
    return at > text && (*at == 'E' || *at == 'e') && (at[1] == '+' || g_ascii_isdigit(at[1])) &&
           strspn(at + 2, "0123456789") == strlen(at + 2);
}

void import_check_rounded(ImportTable *table, ImportRow *row, int field, const char *text) {
    if (import_table_kind(table) == IMPORT_UNITS)
        import_table_wrong(table, row, NOTE_CODE_ROUNDED, text, NULL);
    else if (field == MEMBER_FIELD_IDENTITY)
        import_table_wrong(table, row, NOTE_IDENTITY_ROUNDED, text, NULL);
    else
        import_table_wrong(table, row, NOTE_EXTERNAL_BAD, text, NULL);
}

static bool is_text_good(const char *text, size_t max_chars) {
    return field_text_check("cannot use", text, max_chars, NULL);
}

/* ---- days ---- */

/* The next number of at most `max_digits` digits, behind one separator when there is one; -1 when
 * there is none. */
static int next_number(const char **at, unsigned max_digits) {
    static const char *const separators[] = {"-", "/", ".", "年", "月", NULL};
    for (unsigned i = 0; separators[i]; i++)
        if (g_str_has_prefix(*at, separators[i])) {
            *at += strlen(separators[i]);
            break;
        }
    int number = 0;
    unsigned n_digits = 0;
    for (; n_digits < max_digits && g_ascii_isdigit(**at); (*at)++, n_digits++)
        number = number * 10 + (**at - '0');
    return n_digits > 0 ? number : -1;
}

char *import_check_day(const char *text) {
    const char *at = text;
    int year = g_ascii_isdigit(*at) ? next_number(&at, 4) : -1;
    int month = next_number(&at, 2), day = next_number(&at, 2);
    if (g_str_has_prefix(at, "日"))
        at += strlen("日");
    bool is_whole = *at == '\0' || *at == 'T' || *at == ' ';
    bool is_day = is_whole && year >= 1900 && year <= 2100 && month >= 1 && day >= 1 &&
                  g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return is_day ? g_strdup_printf("%04d-%02d-%02d", year, month, day) : NULL;
}

/* ---- fields ---- */

static void check_name(ImportTable *table, ImportRow *row, int field, size_t max_chars) {
    if (!row->values[field])
        import_table_wrong(table, row, NOTE_NAME_MISSING, NULL, NULL);
    else if (!is_text_good(row->values[field], max_chars))
        import_table_wrong(table, row, NOTE_NAME_BAD, row->values[field], NULL);
}

static void check_external(ImportTable *table, ImportRow *row, int field) {
    if (row->values[field] && !is_text_good(row->values[field], EXTERNAL_MAX_CHARS))
        import_table_wrong(table, row, NOTE_EXTERNAL_BAD, row->values[field], NULL);
}

static void check_identity(ImportTable *table, ImportRow *row) {
    const char *text = row->values[MEMBER_FIELD_IDENTITY];
    if (!text)
        return;
    if (is_rounded_text(text)) {
        row->values[MEMBER_FIELD_IDENTITY] = NULL;
        import_check_rounded(table, row, MEMBER_FIELD_IDENTITY, text);
        return;
    }
    char number[IDENTITY_NUMBER_BYTES];
    g_autoptr(GError) error = NULL;
    if (identity_number_parse(text, number, &error)) {
        row->values[MEMBER_FIELD_IDENTITY] = import_table_keep(table, number);
        return;
    }
    g_autofree char *masked = import_mask_sample(text, true);
    row->values[MEMBER_FIELD_IDENTITY] = NULL;
    import_table_wrong(table, row, NOTE_IDENTITY_WRONG, masked, error->message);
}

static void check_phone(ImportTable *table, ImportRow *row) {
    const char *text = row->values[MEMBER_FIELD_PHONE];
    if (!text)
        return;
    char phone[PHONE_NUMBER_BYTES];
    bool is_good = phone_number_parse(text, phone, NULL);
    row->values[MEMBER_FIELD_PHONE] = is_good ? import_table_keep(table, phone) : NULL;
    if (is_good)
        return;
    g_autofree char *masked = import_mask_sample(text, true);
    import_table_wrong(table, row, NOTE_PHONE_WRONG, masked, NULL);
}

static void check_gender(ImportTable *table, ImportRow *row) {
    static const struct {
        const char *text, *word;
    } words[] = {{"男", "male"},   {"女", "female"},     {"男性", "male"}, {"女性", "female"},
                 {"male", "male"}, {"female", "female"}, {"m", "male"},    {"f", "female"}};
    const char *text = row->values[MEMBER_FIELD_GENDER];
    row->values[MEMBER_FIELD_GENDER] = NULL;
    for (unsigned i = 0; text && i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(text, words[i].text) == 0)
            row->values[MEMBER_FIELD_GENDER] = words[i].word;
    if (text && !row->values[MEMBER_FIELD_GENDER])
        import_table_wrong(table, row, NOTE_GENDER_UNKNOWN, text, NULL);
}

static void check_from(ImportTable *table, ImportRow *row) {
    const char *text = row->values[MEMBER_FIELD_FROM];
    if (!text)
        return;
    g_autofree char *day = import_check_day(text);
    row->values[MEMBER_FIELD_FROM] = import_table_keep(table, day);
    if (!day)
        import_table_wrong(table, row, NOTE_DAY_WRONG, text, NULL);
}

static void check_code(ImportTable *table, ImportRow *row) {
    const char *code = row->values[UNIT_FIELD_CODE];
    if (!code)
        return;
    if (is_rounded_text(code))
        import_table_wrong(table, row, NOTE_CODE_ROUNDED, code, NULL);
    else if (!unit_code_check(code, NULL))
        import_table_wrong(table, row, NOTE_CODE_WRONG, code, NULL);
}

void import_check_row(ImportTable *table, ImportRow *row) {
    if (import_table_kind(table) == IMPORT_UNITS) {
        check_name(table, row, UNIT_FIELD_NAME, UNIT_NAME_MAX_CHARS);
        check_code(table, row);
        check_external(table, row, UNIT_FIELD_EXTERNAL);
        return;
    }
    check_name(table, row, MEMBER_FIELD_NAME, NAME_MAX_CHARS);
    check_identity(table, row);
    check_phone(table, row);
    check_gender(table, row);
    check_from(table, row);
    check_external(table, row, MEMBER_FIELD_EXTERNAL);
    if (!row->values[MEMBER_FIELD_UNIT])
        import_table_wrong(table, row, NOTE_UNIT_MISSING, NULL, NULL);
}
