#include "catalog/store/account_fact.h"

#include "base/json_table.h"
#include "catalog/store/outbox_table.h"

static const char *const KIND_WORDS[] = {
    [ACCOUNT_CREATED] = "account.created",
    [ACCOUNT_CHANGED] = "account.changed",
    [ACCOUNT_PASSWORD_CHANGED] = "account.password_changed",
    [ACCOUNT_REMOVED] = "account.removed",
};

/* All pointers are borrowed from the row but `roles`. */
typedef struct Fact {
    const char *id, *name, *display_name, *locale;
    GStrv roles;
    bool locked;
    int64_t created_at_us, updated_at_us;
} Fact;

static const JsonField FIELDS[] = {
    {"id", JSON_STRING, offsetof(Fact, id)},
    {"name", JSON_STRING, offsetof(Fact, name)},
    {"display_name", JSON_STRING, offsetof(Fact, display_name)},
    {"roles", JSON_STRINGS, offsetof(Fact, roles)},
    {"locale", JSON_STRING, offsetof(Fact, locale)},
    {"locked", JSON_BOOL, offsetof(Fact, locked)},
    {"created_at_us", JSON_INTEGER, offsetof(Fact, created_at_us)},
    {"updated_at_us", JSON_INTEGER, offsetof(Fact, updated_at_us)},
    {NULL, JSON_END},
};

static const JsonTable TABLE = {"AccountFact", sizeof(Fact), FIELDS};

bool account_fact_append(Database *database, AccountFactKind kind, const AccountRow *row,
                         GError **error) {
    g_auto(GStrv) roles = role_to_words(row->roles);
    const Fact fact = {
        .id = row->id,
        .name = row->name,
        .display_name = row->display_name,
        .locale = row->locale,
        .roles = roles,
        .locked = row->locked,
        .created_at_us = row->created_at_us,
        .updated_at_us = row->updated_at_us,
    };
    g_autofree char *payload = json_table_write(&TABLE, &fact);
    return outbox_table_append(database, KIND_WORDS[kind], payload, NULL, error);
}
