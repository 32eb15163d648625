/* Sites of a meeting: which places are there, and that somebody sees and hears it. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/meeting_call.h"
#include "catalog/api/member_reach.h"
#include "catalog/api/viewing_handlers.h"
#include "catalog/api/wire.h"
#include "catalog/roster/member_row.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/roster_mask.h"
#include "catalog/store/account_table.h"
#include "catalog/store/role.h"
#include "catalog/screen/screen_table.h"
#include "catalog/viewing/site_table.h"

/* ---- GET meetings/{id}/sites ---- */

typedef enum SiteState {
    SITE_OFFLINE,
    SITE_ONLINE,
    SITE_WATCHING,
    SITE_CONFIRMED,
    SITE_N_STATES
} SiteState;

static const char *const STATE_WORDS[] = {"offline", "online", "watching", "confirmed", NULL};

typedef struct SitesState {
    GPtrArray *rows;   /* owned: SiteRow */
    GPtrArray *phones; /* owned: as they may be shown, one for each row; NULL: none */
    bool wants_numbers;
} SitesState;

static void clear_sites(void *data) {
    SitesState *state = data;
    g_clear_pointer(&state->rows, g_ptr_array_unref);
    g_clear_pointer(&state->phones, g_ptr_array_unref);
}

static const CallState SITES_STATE = {sizeof(SitesState), clear_sites};

/* In clear only for who asks for numbers and may see this person's. */
static bool read_phone(Database *database, const Call *call, const char *member_id,
                       char **ret_phone, GError **error) {
    const SitesState *state = call->state;
    g_autofree char *phone = NULL;
    g_autoptr(MemberRow) member = member_table_get(database, member_id, error);
    if (!member || !member_row_open_number(member, MEMBER_PHONE,
                                           store_field_crypto(call->env->store), &phone, error))
        return false;
    bool is_clear = state->wants_numbers &&
                    member_reach_any(database, call, RIGHT_MEMBER_NUMBERS, member_id, NULL, NULL);
    *ret_phone = is_clear ? g_steal_pointer(&phone) : roster_mask_phone(phone);
    return true;
}

static bool read_phones(Database *database, const Call *call, GError **error) {
    SitesState *state = call->state;
    state->phones = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < state->rows->len; i++) {
        const SiteRow *row = state->rows->pdata[i];
        char *phone = NULL;
        if (row->clerk_member_id &&
            !read_phone(database, call, row->clerk_member_id, &phone, error))
            return false;
        g_ptr_array_add(state->phones, phone);
    }
    return true;
}

static bool run_list(Database *database, Call *call, GError **error) {
    SitesState *state = call->state;
    g_autoptr(MeetingRow) meeting =
        meeting_viewer_get_run(database, call->identity.account_id, call->target, error);
    if (!meeting)
        return false;
    g_free(call->target);
    call->target = g_strdup(meeting->id);
    state->rows = site_table_list(database, meeting->id, error);
    return state->rows && read_phones(database, call, error);
}

static bool is_online(const Call *call, const SiteRow *row) {
    int64_t since_us = clock_wall_us() - SCREEN_SEEN_ONLINE_US;
    for (unsigned i = 0; i < row->screens->len; i++) {
        const SiteScreen *screen = &g_array_index(row->screens, SiteScreen, i);
        int64_t seen_at_us = screen_seen_at_us(call->env->screens_seen, screen->id);
        if (MAX(seen_at_us, screen->seen_at_us) >= since_us)
            return true;
    }
    return false;
}

static SiteState state_of(const Call *call, const SiteRow *row, GHashTable *watching) {
    if (row->confirmed_at_us > 0)
        return SITE_CONFIRMED;
    if (g_hash_table_contains(watching, row->place_id))
        return SITE_WATCHING;
    return is_online(call, row) ? SITE_ONLINE : SITE_OFFLINE;
}

typedef struct SiteJson {
    const char *place_id, *place_name, *unit_name;
    int state;
    const char *clerk_name, *clerk_phone, *confirmed_at, *confirmed_by;
} SiteJson;

static const JsonTable SITE_TABLE = {
    "site", sizeof(SiteJson),
    (const JsonField[]){
        {"place_id", JSON_STRING, offsetof(SiteJson, place_id)},
        {"place_name", JSON_STRING, offsetof(SiteJson, place_name)},
        {"unit_name", JSON_STRING, offsetof(SiteJson, unit_name)},
        {"state", JSON_ENUM, offsetof(SiteJson, state), .words = STATE_WORDS},
        {"clerk_name", JSON_STRING, offsetof(SiteJson, clerk_name)},
        {"clerk_phone", JSON_STRING, offsetof(SiteJson, clerk_phone)},
        {"confirmed_at", JSON_STRING, offsetof(SiteJson, confirmed_at)},
        {"confirmed_by", JSON_STRING, offsetof(SiteJson, confirmed_by)},
        {NULL, JSON_END},
    }};

static const char *or_nothing(const char *text) {
    return text ? text : "";
}

static void append_site(GString *out, const SiteRow *row, const char *phone, SiteState state) {
    g_autofree char *confirmed_at = wire_time(row->confirmed_at_us);
    const SiteJson json = {.place_id = row->place_id,
                           .place_name = row->place_name,
                           .unit_name = row->unit_name,
                           .state = (int)state,
                           .clerk_name = or_nothing(row->clerk_name),
                           .clerk_phone = or_nothing(phone),
                           .confirmed_at = confirmed_at,
                           .confirmed_by = or_nothing(row->confirmed_by)};
    json_table_append(&SITE_TABLE, &json, out);
    if (!confirmed_at) { /* a member that is null, which tables do not write */
        g_string_truncate(out, out->len - 1);
        g_string_append(out, ",\"confirmed_at\":null}");
    }
}

/* What is known in memory is put to it on the api thread. */
static void reply_sites(Call *take_call) {
    const SitesState *state = take_call->state;
    unsigned n_of[SITE_N_STATES] = {0};
    g_autoptr(GHashTable) watching =
        viewing_book_places_alive(take_call->env->viewing_book, take_call->target);
    GString *out = g_string_new("{\"sites\":[");
    for (unsigned i = 0; i < state->rows->len; i++) {
        const SiteRow *row = state->rows->pdata[i];
        SiteState is = state_of(take_call, row, watching);
        n_of[is]++;
        if (i > 0)
            g_string_append_c(out, ',');
        append_site(out, row, state->phones->pdata[i], is);
    }
    g_string_append_c(out, ']');
    for (unsigned i = 0; i < SITE_N_STATES; i++)
        g_string_append_printf(out, ",\"%s\":%u", STATE_WORDS[i], n_of[i]);
    g_string_append_c(out, '}');
    take_call->json = g_string_free(out, FALSE);
    call_reply_ok(take_call);
}

/* Masked numbers may be looked at every second; others are a look at people, which is written
 * down. */
void handle_list_meeting_sites(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &SITES_STATE);
    SitesState *state = call->state;
    call->target = g_strdup(api_request_segment(request, "id"));
    state->wants_numbers = g_strcmp0(api_request_query(request, "numbers"), "1") == 0;
    if (!state->wants_numbers) {
        call_read(call, run_list, reply_sites);
        return;
    }
    call->action = "site.numbers";
    call_read_audited(call, run_list, reply_sites);
}

/* ---- POST meetings/{id}/sites/confirm ---- */

typedef struct ConfirmInput {
    char *place_id;
    bool sees_picture, hears_sound;
} ConfirmInput;

static const JsonTable CONFIRM_TABLE = {
    "confirmation", sizeof(ConfirmInput),
    (const JsonField[]){
        {"place_id", JSON_STRING, offsetof(ConfirmInput, place_id), JSON_OPTIONAL, 36, 36},
        {"sees_picture", JSON_BOOL, offsetof(ConfirmInput, sees_picture), JSON_REQUIRED},
        {"hears_sound", JSON_BOOL, offsetof(ConfirmInput, hears_sound), JSON_REQUIRED},
        {NULL, JSON_END},
    }};

/* Who confirms: the place of the screen itself, or one that the clerk looks after. */
static bool find_place(Database *database, const Call *call, const char *meeting_id,
                       char ret_place_id[ID_TEXT_BYTES], GError **error) {
    const ConfirmInput *input = call->input;
    char unit_id[ID_TEXT_BYTES];
    const char *who_id = call->identity.account_id;
    if (call->identity.roles & ROLE_SCREEN)
        return site_table_place_of(database, who_id, ret_place_id, error) &&
               site_table_find(database, meeting_id, ret_place_id, unit_id, error);
    if (!input->place_id) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "Say which place sees and hears the meeting ('place_id').");
        return false;
    }
    g_strlcpy(ret_place_id, input->place_id, ID_TEXT_BYTES);
    return site_table_find(database, meeting_id, ret_place_id, unit_id, error) &&
           rights_check(database, who_id, RIGHT_SITE_CONFIRM, unit_id, error);
}

/* Caller frees. */
static char *name_of(Database *database, const Call *call, GError **error) {
    const char *id = call->identity.account_id;
    if (call->identity.roles & ROLE_SCREEN) {
        g_autoptr(ScreenRow) screen = screen_table_get(database, id, error);
        return screen ? g_strdup(screen->name) : NULL;
    }
    g_autoptr(AccountRow) account = account_table_get(database, id, error);
    return account ? g_strdup(account->display_name) : NULL;
}

static bool run_confirm(Database *database, Call *call, GError **error) {
    const ConfirmInput *input = call->input;
    char place_id[ID_TEXT_BYTES];
    g_auto(MeetingViewer) viewer = {0};
    if (!meeting_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(MeetingRow) meeting =
        meeting_viewer_get(database, &viewer, call->target, NULL, error);
    if (!meeting || !find_place(database, call, meeting->id, place_id, error))
        return false;
    if (!input->sees_picture || !input->hears_sound)
        return site_table_withdraw(database, meeting->id, place_id, error);
    g_autofree char *name = name_of(database, call, error);
    return name && site_table_confirm(database, meeting->id, place_id, name, error);
}

void handle_confirm_meeting_site(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, &CONFIRM_TABLE, NULL);
    if (call)
        call_write(call, run_confirm, call_reply_no_content);
}
