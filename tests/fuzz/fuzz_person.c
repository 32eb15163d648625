/* person: what stands in the cells of a roster: name, identity number, telephone. */
#include <stdint.h>

#include <glib.h>

#include "base/error.h"
#include "catalog/roster/identity_number.h"
#include "catalog/roster/member_match.h"
#include "catalog/roster/phone_number.h"
#include "catalog/roster/pinyin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was taken is taken again as it stands, and means the same. */
static void check_numbers(const char *text) {
    char number[IDENTITY_NUMBER_BYTES], again[IDENTITY_NUMBER_BYTES];
    char phone[PHONE_NUMBER_BYTES], phone_again[PHONE_NUMBER_BYTES];
    g_autoptr(GError) error = NULL, phone_error = NULL;
    if (identity_number_parse(text, number, &error)) {
        g_assert_true(identity_number_parse(number, again, NULL));
        g_assert_cmpstr(number, ==, again);
    } else {
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
    if (phone_number_parse(text, phone, &phone_error)) {
        g_assert_true(phone_number_parse(phone, phone_again, NULL));
        g_assert_cmpstr(phone, ==, phone_again);
    } else {
        g_assert_error(phone_error, BASE_ERROR, ERROR_INVALID);
    }
}

/* Whoever types the whole name finds the person. */
static void check_name(const char *text) {
    g_autoptr(GError) error = NULL;
    g_autofree char *key = pinyin_search_key(text, &error);
    if (!key) {
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
        return;
    }
    g_autofree char *typed = pinyin_name_key(text);
    g_assert_true(g_utf8_validate(key, -1, NULL));
    g_assert_cmpint(member_match(key, typed), ==, MEMBER_MATCH_EXACT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    g_autofree char *text = g_strndup((const char *)data, size);
    check_numbers(text);
    check_name(text);
    return 0;
}
