#include "tests/support/fake_clients.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/json_table.h"

static int64_t now_us;

static int64_t fake_monotonic_us(void) {
    return now_us;
}

static int64_t fake_wall_us(void) {
    return INT64_C(1700000000000000) + now_us;
}

void fake_clock_install(void) {
    static const ClockSource source = {fake_monotonic_us, fake_wall_us};
    now_us = 1000 * CLOCK_US_PER_S;
    clock_replace(&source);
}

void fake_clock_push_ms(int64_t by_ms) {
    now_us += by_ms * CLOCK_US_PER_MS;
}

static GPtrArray *inbox_of(FakeClients *clients, WsId id) {
    GPtrArray *inbox = g_hash_table_lookup(clients->inboxes, GSIZE_TO_POINTER(id));
    g_assert_nonnull(inbox);
    return inbox;
}

static void keep_text(const WsId *ids, unsigned n_ids, WsText *text, void *user) {
    size_t length;
    const char *bytes = ws_text_bytes(text, &length);
    g_assert_cmpuint(length, <, WS_QUEUE_MAX_BYTES / 2);
    for (unsigned i = 0; i < n_ids; i++)
        g_ptr_array_add(inbox_of(user, ids[i]), g_strndup(bytes, length));
}

static void keep_close(WsId id, unsigned code, const char *reason, void *user) {
    FakeClients *clients = user;
    g_assert_cmpuint(strlen(reason), <, WS_CLOSE_REASON_MAX_LEN);
    g_assert_false(g_hash_table_contains(clients->closed, GSIZE_TO_POINTER(id)));
    g_hash_table_insert(clients->closed, GSIZE_TO_POINTER(id), GUINT_TO_POINTER(code));
}

Outlet fake_clients_outlet(FakeClients *clients) {
    return (Outlet){keep_text, keep_close, clients};
}

static bool keep_beats(const SeatBeats *beats, void *user, GError **error) {
    FakeClients *clients = user;
    const SeatBeat *last = beats->beats->pdata[beats->beats->len - 1];
    const SeatBeatSeen *seen = last->seen->len > 0 ? last->seen->pdata[0] : NULL;
    if (clients->refuses_beats) {
        g_set_error_literal(error, BASE_ERROR, ERROR_OVERLOADED, "cannot take more");
        return false;
    }
    clients->last_ticket = beats->ticket;
    g_ptr_array_add(clients->beats,
                    g_strdup_printf("%s %s %s %u %d %d %d", beats->account_id, beats->viewing_id,
                                    beats->token ? beats->token : "-", beats->beats->len,
                                    (int)last->sequence, last->state, seen ? (int)seen->to_ms : 0));
    return true;
}

static void init(FakeClients *clients, const SwitchboardOptions *options) {
    *clients = (FakeClients){
        .inboxes = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref),
        .closed = g_hash_table_new(NULL, NULL),
        .beats = g_ptr_array_new_with_free_func(g_free),
    };
    SwitchboardOptions own = *options;
    own.outlet = fake_clients_outlet(clients);
    own.beats = (SeatBeatsPort){keep_beats, clients};
    clients->board = switchboard_new(&own);
}

void fake_clients_init(FakeClients *clients, unsigned max_sessions, unsigned max_per_account) {
    init(clients, &(SwitchboardOptions){.max_sessions = max_sessions,
                                        .max_sessions_per_account = max_per_account});
}

void fake_clients_init_rooms(FakeClients *clients, const RoomDirectoryPort *directory,
                             const RoomMediaPort *media) {
    init(clients, &(SwitchboardOptions){.max_sessions = 1000,
                                        .max_sessions_per_account = 1000,
                                        .directory = *directory,
                                        .media = *media});
}

void fake_clients_clear(FakeClients *clients) {
    switchboard_free(clients->board);
    g_hash_table_unref(clients->inboxes);
    g_hash_table_unref(clients->closed);
    g_ptr_array_unref(clients->beats);
}

WsId fake_client_open_as(FakeClients *clients, const SeatIdentity *identity) {
    WsId id = ++clients->last_id;
    g_hash_table_insert(clients->inboxes, GSIZE_TO_POINTER(id),
                        g_ptr_array_new_with_free_func(g_free));
    switchboard_on_open(clients->board, id, identity);
    return id;
}

WsId fake_client_open(FakeClients *clients, const char *account_id) {
    SeatIdentity identity = {
        .session_id = "01890a5d-ac96-774b-bcce-b302099a8000",
        .name = "wang",
        .display_name = "王芳",
        .roles = IDENTITY_MEMBER,
    };
    g_strlcpy(identity.account_id, account_id, sizeof identity.account_id);
    return fake_client_open_as(clients, &identity);
}

void fake_client_say(FakeClients *clients, WsId id, const char *text) {
    switchboard_on_text(clients->board, id, text, strlen(text), clock_monotonic_us());
}

void fake_client_lose(FakeClients *clients, WsId id) {
    switchboard_on_close(clients->board, id);
}

WsId fake_client_hello(FakeClients *clients, const char *account_id, const char *resume,
                       char **ret_resume, char **ret_session) {
    WsId id = fake_client_open(clients, account_id);
    g_autofree char *field = resume ? g_strdup_printf(",\"resume\":\"%s\"", resume) : g_strdup("");
    g_autofree char *hello = g_strdup_printf(
        "{\"type\":\"hello\",\"id\":1,\"client\":\"pc\",\"locale\":\"zh-CN\"%s}", field);
    fake_client_say(clients, id, hello);
    g_autofree char *welcome = fake_client_take(clients, id);
    g_assert_true(g_str_has_prefix(welcome, "{\"type\":\"welcome\",\"re\":1,"));
    if (ret_resume)
        *ret_resume = json_peek_string(welcome, strlen(welcome), "resume");
    if (ret_session)
        *ret_session = json_peek_string(welcome, strlen(welcome), "session");
    return id;
}

char *fake_client_take(FakeClients *clients, WsId id) {
    GPtrArray *inbox = inbox_of(clients, id);
    return inbox->len > 0 ? g_ptr_array_steal_index(inbox, 0) : NULL;
}

unsigned fake_client_waiting(FakeClients *clients, WsId id) {
    return inbox_of(clients, id)->len;
}

void fake_client_expect(FakeClients *clients, WsId id, const char *const *parts) {
    g_autofree char *text = fake_client_take(clients, id);
    g_assert_nonnull(text);
    for (; *parts; parts++)
        if (!strstr(text, *parts))
            g_error("no %s in %s", *parts, text);
}

unsigned fake_client_close_code(FakeClients *clients, WsId id) {
    return GPOINTER_TO_UINT(g_hash_table_lookup(clients->closed, GSIZE_TO_POINTER(id)));
}

void fake_clients_pass_ms(FakeClients *clients, int64_t ms) {
    for (int64_t passed = 0; passed < ms; passed += 10) {
        fake_clock_push_ms(10);
        switchboard_advance(clients->board);
    }
}
