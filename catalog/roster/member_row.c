#include "catalog/roster/member_row.h"

#include "catalog/roster/identity_number.h"
#include "catalog/roster/phone_number.h"
#include "catalog/roster/pinyin.h"
#include "catalog/store/field_text.h"

/* Indexed by MemberNumber. */
static const struct {
    const char *column;
    bool (*parse)(const char *text, char *ret_number, GError **error);
} NUMBERS[MEMBER_N_NUMBERS] = {
    [MEMBER_IDENTITY] = {MEMBER_IDENTITY_COLUMN, identity_number_parse},
    [MEMBER_PHONE] = {MEMBER_PHONE_COLUMN, phone_number_parse},
};

#define NUMBER_BYTES MAX(IDENTITY_NUMBER_BYTES, PHONE_NUMBER_BYTES)

MemberRow *member_row_new(void) {
    MemberRow *row = g_new0(MemberRow, 1);
    id_new_uuid7(row->id);
    return row;
}

void member_row_free(MemberRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row->name_key);
    g_free(row->search_key);
    g_free(row->kind_id);
    g_free(row->gender);
    g_free(row->locale);
    g_free(row->external_id);
    for (unsigned i = 0; i < MEMBER_N_NUMBERS; i++)
        g_clear_pointer(&row->numbers[i].sealed, g_bytes_unref);
    g_free(row);
}

/* ---- the name ---- */

static bool is_han(gunichar c) {
    return g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN;
}

/* Runs of space become one; between Han characters, where spreadsheets align names, none. */
static char *tidy(const char *name) {
    GString *out = g_string_new(NULL);
    gunichar last = 0;
    bool is_after_space = false;
    for (const char *p = name; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c)) {
            is_after_space = true;
            continue;
        }
        if (is_after_space && last && !(is_han(last) && is_han(c)))
            g_string_append_c(out, ' ');
        g_string_append_unichar(out, c);
        is_after_space = false;
        last = c;
    }
    return g_string_free(out, FALSE);
}

bool member_row_set_name(MemberRow *row, const char *name, GError **error) {
    g_autofree char *tidied = g_utf8_validate(name, -1, NULL) ? tidy(name) : g_strdup(name);
    if (!field_text_check("cannot use this name", tidied, MEMBER_NAME_MAX_CHARS, error))
        return false;
    char *search_key = pinyin_search_key(tidied, error);
    if (!search_key)
        return false;
    g_free(row->name);
    g_free(row->name_key);
    g_free(row->search_key);
    row->name = g_steal_pointer(&tidied);
    row->name_key = pinyin_name_key(row->name);
    row->search_key = search_key;
    return true;
}

/* ---- numbers ---- */

bool member_row_lookup(const FieldCrypto *crypto, MemberNumber which, const char *text,
                       uint8_t ret_lookup[FIELD_LOOKUP_BYTES], GError **error) {
    char number[NUMBER_BYTES];
    return NUMBERS[which].parse(text, number, error) &&
           field_crypto_lookup(crypto, NUMBERS[which].column, FIELD_LOOKUP_NUMBER, number,
                               ret_lookup, error);
}

bool member_row_set_number(MemberRow *row, MemberNumber which, const FieldCrypto *crypto,
                           const char *text, GError **error) {
    MemberSealed *field = &row->numbers[which];
    if (!text || !*text) {
        g_clear_pointer(&field->sealed, g_bytes_unref);
        return true;
    }
    char number[NUMBER_BYTES];
    const FieldPlace place = {NUMBERS[which].column, row->id};
    if (!NUMBERS[which].parse(text, number, error) ||
        !field_crypto_lookup(crypto, place.column, FIELD_LOOKUP_NUMBER, number, field->lookup,
                             error))
        return false;
    GBytes *sealed = field_crypto_seal(crypto, &place, number, error);
    if (!sealed)
        return false;
    g_clear_pointer(&field->sealed, g_bytes_unref);
    field->sealed = sealed;
    return true;
}

bool member_row_open_number(const MemberRow *row, MemberNumber which, const FieldCrypto *crypto,
                            char **ret_text, GError **error) {
    *ret_text = NULL;
    if (!row->numbers[which].sealed)
        return true;
    size_t length;
    const void *sealed = g_bytes_get_data(row->numbers[which].sealed, &length);
    const FieldPlace place = {NUMBERS[which].column, row->id};
    *ret_text = field_crypto_open(crypto, &place, sealed, length, error);
    return *ret_text != NULL;
}
