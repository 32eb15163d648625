/* The roster for other platforms: upsert by external id, the feed of changes. For administrators of
 * the whole installation, usually a program with a bearer token. */
#include "base/error.h"
#include "base/json_table.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/intake/roster_sync.h"
#include "catalog/roster/roster_feed.h"

#define SYNC_MAX_ITEMS 1000
#define ID_MAX_CHARS   128

/* ---- results ---- */

static const char *const OUTCOME_WORDS[] = {"created", "changed", "same", "wrong", NULL};

static void append_result(GString *out, const char *external_id, const SyncResult *result) {
    g_string_append(out, out->len > 1 ? ",{\"external_id\":" : "{\"external_id\":");
    json_append_string(out, external_id);
    g_string_append_printf(out, ",\"outcome\":\"%s\"", OUTCOME_WORDS[result->outcome]);
    if (*result->id)
        g_string_append_printf(out, ",\"id\":\"%s\"", result->id);
    if (result->detail) {
        g_string_append(out, ",\"detail\":");
        json_append_string(out, result->detail);
    }
    g_string_append_c(out, '}');
}

static void note_counts(Call *call, const char *kind, const unsigned counts[]) {
    call->detail = g_strdup_printf("{\"kind\":\"%s\",\"created\":%u,\"changed\":%u,\"same\":%u,"
                                   "\"wrong\":%u}",
                                   kind, counts[SYNC_CREATED], counts[SYNC_CHANGED],
                                   counts[SYNC_SAME], counts[SYNC_WRONG]);
}

/* ---- POST roster/units ---- */

typedef struct UnitInput {
    char *external_id, *parent_external_id, *name, *code;
    bool closed;
} UnitInput;

static const JsonField UNIT_FIELDS[] = {
    {"external_id", JSON_STRING, offsetof(UnitInput, external_id), JSON_REQUIRED, 1, ID_MAX_CHARS},
    {"parent_external_id", JSON_STRING, offsetof(UnitInput, parent_external_id), JSON_OPTIONAL, 1,
     ID_MAX_CHARS},
    {"name", JSON_STRING, offsetof(UnitInput, name), JSON_REQUIRED, 1, 128},
    {"code", JSON_STRING, offsetof(UnitInput, code), JSON_OPTIONAL, 0, 12},
    {"closed", JSON_BOOL, offsetof(UnitInput, closed)},
    {NULL, JSON_END},
};
static const JsonTable UNIT_TABLE = {"unit", sizeof(UnitInput), UNIT_FIELDS};

typedef struct UnitsInput {
    GPtrArray *units;
} UnitsInput;

static const JsonField UNITS_FIELDS[] = {
    {"units", JSON_OBJECTS, offsetof(UnitsInput, units), JSON_REQUIRED, 1, SYNC_MAX_ITEMS,
     .table = &UNIT_TABLE},
    {NULL, JSON_END},
};
static const JsonTable UNITS_TABLE = {"units", sizeof(UnitsInput), UNITS_FIELDS};

static bool run_units(Database *database, Call *call, GError **error) {
    const GPtrArray *units = ((UnitsInput *)call->input)->units;
    unsigned counts[SYNC_WRONG + 1] = {0};
    g_autoptr(GString) out = g_string_new("[");
    for (unsigned i = 0; i < units->len; i++) {
        const UnitInput *input = units->pdata[i];
        SyncUnit unit = {input->external_id, input->parent_external_id, input->name, input->code,
                         input->closed};
        SyncResult result;
        if (!roster_sync_unit(database, &unit, &result, error))
            return false;
        counts[result.outcome]++;
        append_result(out, input->external_id, &result);
        g_free(result.detail);
    }
    g_string_append_c(out, ']');
    call->json = g_strdup(out->str);
    note_counts(call, "units", counts);
    return true;
}

void handle_sync_units(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &UNITS_TABLE, NULL);
    if (!call)
        return;
    call->action = "roster.sync";
    call_write(call, run_units, call_reply_ok);
}

/* ---- POST roster/members ---- */

typedef struct MemberInput {
    char *external_id, *name, *unit_external_id, *kind_id, *phone, *identity_number, *from;
    int gender;
    bool has_gender, left;
} MemberInput;

static const char *const GENDER_WORDS[] = {"female", "male", NULL};

static const JsonField MEMBER_FIELDS[] = {
    {"external_id", JSON_STRING, offsetof(MemberInput, external_id), JSON_REQUIRED, 1,
     ID_MAX_CHARS},
    {"name", JSON_STRING, offsetof(MemberInput, name), JSON_REQUIRED, 1, 64},
    {"unit_external_id", JSON_STRING, offsetof(MemberInput, unit_external_id), JSON_REQUIRED, 1,
     ID_MAX_CHARS},
    {"kind_id", JSON_STRING, offsetof(MemberInput, kind_id), JSON_OPTIONAL, 1, 64},
    {"gender", JSON_ENUM, offsetof(MemberInput, gender), .words = GENDER_WORDS,
     .present_offset = offsetof(MemberInput, has_gender)},
    {"phone", JSON_STRING, offsetof(MemberInput, phone), JSON_OPTIONAL, 1, 64},
    {"identity_number", JSON_STRING, offsetof(MemberInput, identity_number), JSON_OPTIONAL, 1, 64},
    {"from", JSON_STRING, offsetof(MemberInput, from), JSON_OPTIONAL, 10, 10},
    {"left", JSON_BOOL, offsetof(MemberInput, left)},
    {NULL, JSON_END},
};
static const JsonTable MEMBER_TABLE = {"member", sizeof(MemberInput), MEMBER_FIELDS};

typedef struct MembersInput {
    GPtrArray *members;
} MembersInput;

static const JsonField MEMBERS_FIELDS[] = {
    {"members", JSON_OBJECTS, offsetof(MembersInput, members), JSON_REQUIRED, 1, SYNC_MAX_ITEMS,
     .table = &MEMBER_TABLE},
    {NULL, JSON_END},
};
static const JsonTable MEMBERS_TABLE = {"members", sizeof(MembersInput), MEMBERS_FIELDS};

/* Accounts whose sessions ended with their member. */
static void free_accounts(void *state) {
    g_clear_pointer((GPtrArray **)state, g_ptr_array_unref);
}

static const CallState ACCOUNTS_STATE = {sizeof(GPtrArray *), free_accounts};

static bool run_members(Database *database, Call *call, GError **error) {
    const GPtrArray *members = ((MembersInput *)call->input)->members;
    const FieldCrypto *crypto = store_field_crypto(call->env->store);
    GPtrArray *ended = *(GPtrArray **)call->state = g_ptr_array_new_with_free_func(g_free);
    unsigned counts[SYNC_WRONG + 1] = {0};
    g_autoptr(GString) out = g_string_new("[");
    for (unsigned i = 0; i < members->len; i++) {
        const MemberInput *input = members->pdata[i];
        SyncMember member = {.external_id = input->external_id,
                             .name = input->name,
                             .unit_external_id = input->unit_external_id,
                             .kind_id = input->kind_id,
                             .gender = input->has_gender ? GENDER_WORDS[input->gender] : NULL,
                             .phone = input->phone,
                             .identity_number = input->identity_number,
                             .from_day = input->from,
                             .has_left = input->left};
        SyncResult result;
        if (!roster_sync_member(database, &member, crypto, call->identity.account_id, &result,
                                error))
            return false;
        counts[result.outcome]++;
        append_result(out, input->external_id, &result);
        if (*result.ended_account_id)
            g_ptr_array_add(ended, g_strdup(result.ended_account_id));
        g_free(result.detail);
    }
    g_string_append_c(out, ']');
    call->json = g_strdup(out->str);
    note_counts(call, "members", counts);
    return true;
}

static void on_members(Call *take_call) {
    const GPtrArray *ended = *(GPtrArray **)take_call->state;
    for (unsigned i = 0; i < ended->len; i++)
        sessions_ended(take_call->env->sessions, ended->pdata[i], NULL, NULL);
    call_reply_ok(take_call);
}

void handle_sync_members(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &MEMBERS_TABLE, &ACCOUNTS_STATE);
    if (!call)
        return;
    call->action = "roster.sync";
    call_write(call, run_members, on_members);
}

/* ---- GET roster/changes ---- */

typedef struct FeedPage {
    int64_t after;
    unsigned limit;
} FeedPage;

static const CallState FEED_STATE = {sizeof(FeedPage), NULL};

static void append_text(GString *out, const char *name, const char *text) {
    if (!text || !*text)
        return;
    g_string_append_printf(out, ",\"%s\":", name);
    json_append_string(out, text);
}

static void append_change(GString *out, const RosterFeedRow *row) {
    g_string_append_printf(out, "{\"change\":%" G_GINT64_FORMAT ",\"kind\":\"%s\",\"id\":\"%s\"",
                           row->change, row->kind == ROSTER_FEED_UNIT ? "unit" : "member", row->id);
    append_text(out, "external_id", row->external_id);
    append_text(out, "name", row->name);
    append_text(out, "unit_id", row->unit_id);
    append_text(out, "member_kind", row->member_kind);
    g_string_append_printf(out, ",\"ended\":%s}", row->is_ended ? "true" : "false");
}

static bool run_changes(Database *database, Call *call, GError **error) {
    const FeedPage *page = call->state;
    g_autoptr(GPtrArray) rows = roster_feed_read(database, page->after, page->limit, error);
    if (!rows)
        return false;
    GString *out = g_string_new("{\"changes\":[");
    int64_t next = page->after;
    for (unsigned i = 0; i < rows->len; i++) {
        const RosterFeedRow *row = rows->pdata[i];
        if (i > 0)
            g_string_append_c(out, ',');
        append_change(out, row);
        next = row->change;
    }
    g_string_append_printf(out, "],\"next\":%" G_GINT64_FORMAT ",\"more\":%s}", next,
                           rows->len == page->limit ? "true" : "false");
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_roster_changes(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &FEED_STATE);
    FeedPage *page = call->state;
    const char *after = api_request_query(request, "after");
    const char *limit = api_request_query(request, "limit");
    guint64 after_number = 0, n_rows = ROSTER_FEED_MAX_ROWS;
    if ((after && !g_ascii_string_to_unsigned(after, 10, 0, G_MAXINT64, &after_number, NULL)) ||
        (limit && !g_ascii_string_to_unsigned(limit, 10, 1, ROSTER_FEED_MAX_ROWS, &n_rows, NULL))) {
        call_fail_literal(call, ERROR_INVALID, "'after' or 'limit' is not a number in its bounds.");
        return;
    }
    *page = (FeedPage){(int64_t)after_number, (unsigned)n_rows};
    call->action = "roster.sync";
    call_read_audited(call, run_changes, call_reply_ok);
}
