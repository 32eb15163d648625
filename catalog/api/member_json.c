#include "catalog/api/member_json.h"

#include "base/json_table.h"
#include "catalog/api/transfer_json.h"
#include "catalog/api/wire.h"
#include "catalog/roster/member_account.h"
#include "catalog/roster/member_search.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"
#include "catalog/roster/roster_mask.h"

/* ---- rows of a list ---- */

typedef struct RowJson {
    const char *id, *name, *kind_id, *unit_id, *unit_name, *phone;
    bool has_account, has_code, exempt;
    char *left_at; /* owned */
} RowJson;

static const JsonField ROW_FIELDS[] = {
    {"id", JSON_STRING, offsetof(RowJson, id)},
    {"name", JSON_STRING, offsetof(RowJson, name)},
    {"kind_id", JSON_STRING, offsetof(RowJson, kind_id)},
    {"unit_id", JSON_STRING, offsetof(RowJson, unit_id)},
    {"unit_name", JSON_STRING, offsetof(RowJson, unit_name)},
    {"phone", JSON_STRING, offsetof(RowJson, phone)},
    {"has_account", JSON_BOOL, offsetof(RowJson, has_account)},
    {"has_code", JSON_BOOL, offsetof(RowJson, has_code)},
    {"exempt", JSON_BOOL, offsetof(RowJson, exempt)},
    {"left_at", JSON_STRING, offsetof(RowJson, left_at)},
    {NULL, JSON_END},
};
static const JsonTable ROW_TABLE = {"member", sizeof(RowJson), ROW_FIELDS};

static void append_row(GString *out, const MemberSearchRow *row) {
    g_autofree char *left_at = wire_time(row->left_at_us);
    RowJson json = {.id = row->id,
                    .name = row->name,
                    .kind_id = row->kind_id,
                    .unit_id = row->unit_id,
                    .unit_name = row->unit_name ? row->unit_name : "",
                    .phone = row->phone,
                    .has_account = row->has_account,
                    .has_code = row->has_code,
                    .exempt = row->is_exempt,
                    .left_at = left_at};
    json_table_append(&ROW_TABLE, &json, out);
}

char *member_json_list(const GPtrArray *rows) {
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_row(out, rows->pdata[i]);
    }
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}

/* ---- memberships and exemptions ---- */

typedef struct MembershipJson {
    const char *id, *unit_id, *unit_name;
    bool home;
    const char *from, *until;
} MembershipJson;

static const JsonField MEMBERSHIP_FIELDS[] = {
    {"id", JSON_STRING, offsetof(MembershipJson, id)},
    {"unit_id", JSON_STRING, offsetof(MembershipJson, unit_id)},
    {"unit_name", JSON_STRING, offsetof(MembershipJson, unit_name)},
    {"home", JSON_BOOL, offsetof(MembershipJson, home)},
    {"from", JSON_STRING, offsetof(MembershipJson, from)},
    {"until", JSON_STRING, offsetof(MembershipJson, until)},
    {NULL, JSON_END},
};
static const JsonTable MEMBERSHIP_TABLE = {"membership", sizeof(MembershipJson), MEMBERSHIP_FIELDS};

static GPtrArray *membership_rows(const GPtrArray *rows) {
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < rows->len; i++) {
        const MembershipRow *row = rows->pdata[i];
        MembershipJson *json = g_new0(MembershipJson, 1);
        *json = (MembershipJson){row->id,      row->unit_id,  row->unit_name,
                                 row->is_home, row->from_day, NULL};
        if (row->until_day[0])
            json->until = row->until_day;
        g_ptr_array_add(list, json);
    }
    return list;
}

typedef struct ExemptionJson {
    const char *id, *unit_id, *unit_name, *from, *until;
    bool has_reason;
    char *revoked_at; /* owned */
} ExemptionJson;

static const JsonField EXEMPTION_FIELDS[] = {
    {"id", JSON_STRING, offsetof(ExemptionJson, id)},
    {"unit_id", JSON_STRING, offsetof(ExemptionJson, unit_id)},
    {"unit_name", JSON_STRING, offsetof(ExemptionJson, unit_name)},
    {"from", JSON_STRING, offsetof(ExemptionJson, from)},
    {"until", JSON_STRING, offsetof(ExemptionJson, until)},
    {"has_reason", JSON_BOOL, offsetof(ExemptionJson, has_reason)},
    {"revoked_at", JSON_STRING, offsetof(ExemptionJson, revoked_at)},
    {NULL, JSON_END},
};
static const JsonTable EXEMPTION_TABLE = {"exemption", sizeof(ExemptionJson), EXEMPTION_FIELDS};

static void free_exemption(void *data) {
    g_free(((ExemptionJson *)data)->revoked_at);
    g_free(data);
}

static ExemptionJson *exemption_of(const ExemptionRow *row) {
    ExemptionJson *json = g_new0(ExemptionJson, 1);
    *json = (ExemptionJson){row->id,
                            row->unit_id,
                            row->unit_name,
                            row->from_day,
                            row->until_day,
                            row->has_reason,
                            wire_time(row->revoked_at_us)};
    return json;
}

static GPtrArray *exemption_rows(const GPtrArray *rows) {
    GPtrArray *list = g_ptr_array_new_with_free_func(free_exemption);
    for (unsigned i = 0; i < rows->len; i++)
        g_ptr_array_add(list, exemption_of(rows->pdata[i]));
    return list;
}

char *member_json_exemption(const ExemptionRow *row) {
    ExemptionJson *json = exemption_of(row);
    char *text = json_table_write(&EXEMPTION_TABLE, json);
    free_exemption(json);
    return text;
}

/* ---- the whole record ---- */

typedef struct DetailJson {
    const char *id, *name, *kind_id, *gender, *locale, *external_id, *account_name; /* borrowed */
    char *phone, *identity_number, *last_sign_in_at;                                /* owned */
    bool has_code;
    GPtrArray *memberships, *exemptions, *transfers; /* owned */
    char *created_at, *left_at;                      /* owned */
    /* what these borrow from */
    MemberRow *row;
    MemberAccount account;
    GPtrArray *membership_rows, *exemption_rows, *transfer_rows;
} DetailJson;

static const JsonField DETAIL_FIELDS[] = {
    {"id", JSON_STRING, offsetof(DetailJson, id)},
    {"name", JSON_STRING, offsetof(DetailJson, name)},
    {"kind_id", JSON_STRING, offsetof(DetailJson, kind_id)},
    {"gender", JSON_STRING, offsetof(DetailJson, gender)},
    {"locale", JSON_STRING, offsetof(DetailJson, locale)},
    {"phone", JSON_STRING, offsetof(DetailJson, phone)},
    {"identity_number", JSON_STRING, offsetof(DetailJson, identity_number)},
    {"external_id", JSON_STRING, offsetof(DetailJson, external_id)},
    {"account_name", JSON_STRING, offsetof(DetailJson, account_name)},
    {"last_sign_in_at", JSON_STRING, offsetof(DetailJson, last_sign_in_at)},
    {"has_code", JSON_BOOL, offsetof(DetailJson, has_code)},
    {"memberships", JSON_OBJECTS, offsetof(DetailJson, memberships), .table = &MEMBERSHIP_TABLE},
    {"exemptions", JSON_OBJECTS, offsetof(DetailJson, exemptions), .table = &EXEMPTION_TABLE},
    {"transfers", JSON_OBJECTS, offsetof(DetailJson, transfers), .table = &TRANSFER_JSON},
    {"created_at", JSON_STRING, offsetof(DetailJson, created_at)},
    {"left_at", JSON_STRING, offsetof(DetailJson, left_at)},
    {NULL, JSON_END},
};
static const JsonTable DETAIL_TABLE = {"member", sizeof(DetailJson), DETAIL_FIELDS};

static void clear_detail(DetailJson *json) {
    g_free(json->phone);
    g_free(json->identity_number);
    g_free(json->last_sign_in_at);
    g_free(json->created_at);
    g_free(json->left_at);
    g_clear_pointer(&json->memberships, g_ptr_array_unref);
    g_clear_pointer(&json->exemptions, g_ptr_array_unref);
    g_clear_pointer(&json->transfers, g_ptr_array_unref);
    g_clear_pointer(&json->membership_rows, g_ptr_array_unref);
    g_clear_pointer(&json->exemption_rows, g_ptr_array_unref);
    g_clear_pointer(&json->transfer_rows, g_ptr_array_unref);
    member_account_clear(&json->account);
    member_row_free(json->row);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DetailJson, clear_detail)

static bool read_numbers(const Call *call, DetailJson *json, GError **error) {
    const FieldCrypto *crypto = store_field_crypto(call->env->store);
    g_autofree char *phone = NULL, *identity = NULL;
    if (!member_row_open_number(json->row, MEMBER_PHONE, crypto, &phone, error) ||
        !member_row_open_number(json->row, MEMBER_IDENTITY, crypto, &identity, error))
        return false;
    json->phone = roster_mask_phone(phone);
    json->identity_number = roster_mask_identity(identity);
    return true;
}

static bool read_account(Database *database, DetailJson *json, GError **error) {
    if (!member_account_read(database, json->row->id, &json->account, error))
        return false;
    json->account_name = json->account.name;
    json->last_sign_in_at = wire_time(json->account.last_sign_in_at_us);
    json->has_code = json->account.has_code;
    return true;
}

static bool read_lists(Database *database, const Call *call, DetailJson *json, GError **error) {
    const char *id = json->row->id;
    json->membership_rows = membership_table_list(database, id, error);
    if (!json->membership_rows)
        return false;
    json->exemption_rows = exemption_table_list(database, id, error);
    if (!json->exemption_rows)
        return false;
    json->transfer_rows = transfer_table_list(database, &(TransferQuery){.member_id = id}, error);
    if (!json->transfer_rows)
        return false;
    json->memberships = membership_rows(json->membership_rows);
    json->exemptions = exemption_rows(json->exemption_rows);
    json->transfers = transfer_json_rows(database, call, json->transfer_rows, error);
    return json->transfers != NULL;
}

char *member_json_detail(Database *database, const Call *call, const char *member_id,
                         GError **error) {
    g_auto(DetailJson) json = {0};
    json.row = member_table_get(database, member_id, error);
    if (!json.row || !read_numbers(call, &json, error) || !read_account(database, &json, error) ||
        !read_lists(database, call, &json, error))
        return NULL;
    json.id = json.row->id;
    json.name = json.row->name;
    json.kind_id = json.row->kind_id;
    json.gender = json.row->gender;
    json.locale = json.row->locale;
    json.external_id = json.row->external_id;
    json.created_at = wire_time(json.row->created_at_us);
    json.left_at = wire_time(json.row->left_at_us);
    return json_table_write(&DETAIL_TABLE, &json);
}
