#include "catalog/api/person_check.h"

#include <sodium.h>
#include <string.h>

#include "base/error.h"
#include "catalog/auth/personal_password.h"
#include "catalog/roster/member_table.h"

/* What is known, opened for the moment of one check. */
typedef struct Opened {
    char *identity_number, *phone; /* owned, wiped */
    GStrv readings;                /* owned */
    PersonalFacts facts;           /* borrows the above */
} Opened;

static void wipe(char *number) {
    if (number)
        sodium_memzero(number, strlen(number));
    g_free(number);
}

static void opened_clear(Opened *opened) {
    wipe(opened->identity_number);
    wipe(opened->phone);
    g_strfreev(opened->readings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Opened, opened_clear)

/* The lines of a search key are key, then pinyin and initials of each reading. */
GStrv person_check_readings(const MemberRow *member) {
    g_auto(GStrv) lines = g_strsplit(member->search_key, "\n", -1);
    g_autoptr(GStrvBuilder) readings = g_strv_builder_new();
    for (unsigned i = 1; i < g_strv_length(lines); i += 2)
        g_strv_builder_add(readings, lines[i]);
    return g_strv_builder_end(readings);
}

static bool open_facts(const FieldCrypto *crypto, const MemberRow *member, Opened *ret_opened,
                       GError **error) {
    Opened *opened = ret_opened;
    if (!member_row_open_number(member, MEMBER_IDENTITY, crypto, &opened->identity_number, error) ||
        !member_row_open_number(member, MEMBER_PHONE, crypto, &opened->phone, error))
        return false;
    opened->readings = person_check_readings(member);
    opened->facts = (PersonalFacts){opened->identity_number, opened->phone, member->name,
                                    (const char *const *)opened->readings};
    return true;
}

bool person_check_password(const FieldCrypto *crypto, const MemberRow *member, const char *password,
                           GError **error) {
    g_auto(Opened) opened = {0};
    return open_facts(crypto, member, &opened, error) &&
           personal_password_check(password, &opened.facts, error);
}

bool person_check_account(Database *database, const FieldCrypto *crypto, const AccountRow *account,
                          const char *password, GError **error) {
    if (!*account->member_id)
        return true;
    g_autoptr(MemberRow) member = member_table_get(database, account->member_id, error);
    return member && person_check_password(crypto, member, password, error);
}

bool person_check_name(Database *database, const FieldCrypto *crypto, const MemberRow *member,
                       const char *name, GError **error) {
    g_auto(Opened) opened = {0};
    g_autoptr(AccountRow) other = NULL;
    g_autofree char *key = account_name_key(name, error);
    if (!key || !open_facts(crypto, member, &opened, error))
        return false;
    if (personal_password_has_number(name, &opened.facts)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "The sign-in name is seen by others: it must have nothing of your "
                            "identity number or telephone number in it.");
        return false;
    }
    if (!account_table_find_name(database, name, &other, error))
        return false;
    if (other)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "This sign-in name is taken: choose another one.");
    return !other;
}
