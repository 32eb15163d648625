/* What the dispatcher refuses, and how. */
#include "signaling/dispatch.h"

#include <string.h>

#include "base/error.h"
#include "tests/support/fake_clients.h"

static void set_up(FakeClients *clients, const void *data) {
    fake_clients_init(clients, 100, 100);
}

static void tear_down(FakeClients *clients, const void *data) {
    fake_clients_clear(clients);
}

/* ---- one message, one refusal ---- */

typedef struct Refusal {
    const char *name, *text;
    const char *code;
    const char *re; /* or NULL: it could not be read */
} Refusal;

static const Refusal AFTER_HELLO[] = {
    {"not JSON", "hello", "invalid", NULL},
    {"empty", "", "invalid", NULL},
    {"a list", "[]", "invalid", NULL},
    {"no type", "{\"id\":3}", "invalid", NULL},
    {"type is no string", "{\"type\":7,\"id\":3}", "invalid", NULL},
    {"unknown type", "{\"type\":\"fly\",\"id\":3}", "unsupported", NULL},
    {"a message of the server", "{\"type\":\"welcome\",\"re\":3}", "unsupported", NULL},
    {"cut off", "{\"type\":\"ping\",\"id\":3", "invalid", NULL},
    {"two objects", "{\"type\":\"ping\",\"id\":3}{}", "invalid", NULL},
    {"no id", "{\"type\":\"ping\"}", "invalid", NULL},
    {"id 0", "{\"type\":\"ping\",\"id\":0}", "invalid", NULL},
    {"id too large", "{\"type\":\"ping\",\"id\":9007199254740992}", "invalid", NULL},
    {"id is text", "{\"type\":\"ping\",\"id\":\"3\"}", "invalid", NULL},
    {"id is broken", "{\"type\":\"ping\",\"id\":1.5}", "invalid", NULL},
    {"unknown field", "{\"type\":\"ping\",\"id\":3,\"more\":1}", "invalid", NULL},
    {"repeated field", "{\"type\":\"ping\",\"id\":3,\"id\":4}", "invalid", NULL},
    {"missing field", "{\"type\":\"clock\",\"id\":3}", "invalid", NULL},
    {"null", "{\"type\":\"clock\",\"id\":3,\"t0\":null}", "invalid", NULL},
    {"word out of the list", "{\"type\":\"presence.set\",\"id\":3,\"state\":\"asleep\"}", "invalid",
     NULL},
    {"broken UTF-8", "{\"type\":\"presence.set\",\"id\":3,\"state\":\"\xff\"}", "invalid", NULL},
    {"second hello", "{\"type\":\"hello\",\"id\":9,\"client\":\"tv\",\"locale\":\"en\"}",
     "conflict", "\"re\":9"},
};

static const Refusal BEFORE_HELLO[] = {
    {"ping", "{\"type\":\"ping\",\"id\":3}", "unauthenticated", "\"re\":3"},
    {"presence", "{\"type\":\"presence.subscribe\",\"id\":4}", "unauthenticated", "\"re\":4"},
    {"bye", "{\"type\":\"bye\",\"id\":5}", "unauthenticated", "\"re\":5"},
    {"client of no kind", "{\"type\":\"hello\",\"id\":1,\"client\":\"fridge\",\"locale\":\"en\"}",
     "invalid", NULL},
    {"short locale", "{\"type\":\"hello\",\"id\":1,\"client\":\"tv\",\"locale\":\"e\"}", "invalid",
     NULL},
    {"short resume",
     "{\"type\":\"hello\",\"id\":1,\"client\":\"tv\",\"locale\":\"en\",\"resume\":\"x\"}",
     "invalid", NULL},
};

static void expect_refusal(FakeClients *clients, WsId id, const Refusal *row) {
    g_test_message("%s", row->name);
    fake_client_say(clients, id, row->text);
    g_autofree char *answer = fake_client_take(clients, id);
    g_assert_nonnull(answer);
    g_assert_true(g_str_has_prefix(answer, "{\"type\":\"error\","));
    g_autofree char *code = json_peek_string(answer, strlen(answer), "code");
    g_assert_cmpstr(code, ==, row->code);
    if (row->re)
        g_assert_nonnull(strstr(answer, row->re));
    else
        g_assert_null(strstr(answer, "\"re\""));
    g_assert_null(strstr(answer, "retry_after_ms"));
    g_assert_cmpuint(fake_client_waiting(clients, id), ==, 0);
    g_assert_cmpuint(fake_client_close_code(clients, id), ==, 0);
}

static void test_refusals(FakeClients *clients, const void *data) {
    WsId id = fake_client_open(clients, FAKE_ACCOUNT_A);
    for (unsigned i = 0; i < G_N_ELEMENTS(BEFORE_HELLO); i++)
        expect_refusal(clients, id, &BEFORE_HELLO[i]);
    id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(AFTER_HELLO); i++)
        expect_refusal(clients, id, &AFTER_HELLO[i]);
    fake_client_say(clients, id, "{\"type\":\"ping\",\"id\":77}");
    EXPECT(clients, id, "{\"type\":\"pong\",\"re\":77}");
}

static void test_too_large(FakeClients *clients, const void *data) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    g_autofree char *blanks = g_strnfill(MESSAGE_MAX_BYTES, ' ');
    g_autofree char *text = g_strdup_printf("{\"type\":\"ping\",\"id\":3%s}", blanks);
    fake_client_say(clients, id, text);
    EXPECT(clients, id, "\"code\":\"too_large\"");
}

/* An error never carries back what the client sent under a name that is not ours. */
static void test_no_echo(FakeClients *clients, const void *data) {
    WsId id = fake_client_open(clients, FAKE_ACCOUNT_A);
    fake_client_say(clients, id, "{\"type\":\"<script>\",\"id\":1}");
    g_autofree char *answer = fake_client_take(clients, id);
    g_assert_null(strstr(answer, "script"));
}

/* ---- how often ---- */

static void test_rate_of_one_row(FakeClients *clients, const void *data) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    for (unsigned i = 0; i < 10; i++) {
        fake_client_say(clients, id, "{\"type\":\"ping\",\"id\":1}");
        EXPECT(clients, id, "pong");
    }
    fake_client_say(clients, id, "{\"type\":\"ping\",\"id\":11}");
    EXPECT(clients, id, "\"re\":11", "\"code\":\"rate_limited\"", "\"retry_after_ms\":501");
    fake_client_say(clients, id,
                    "{\"type\":\"clock\",\"id\":12,\"t0\":5}"); /* a bucket of its own */
    EXPECT(clients, id, "\"type\":\"clock\"");
    fake_clients_pass_ms(clients, 501 + 9);
    fake_client_say(clients, id, "{\"type\":\"ping\",\"id\":13}");
    EXPECT(clients, id, "pong", "13");
}

static void test_flood(FakeClients *clients, const void *data) {
    static const char *const FLOODS[] = {
        "{\"type\":\"ping\",\"id\":1}", /* refused by its rate */
        "{\"type\":\"fly\",\"id\":1}",
        "garbage",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(FLOODS); i++) {
        WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
        unsigned n_said = 0;
        while (fake_client_close_code(clients, id) == 0 && n_said < 1000) {
            fake_client_say(clients, id, FLOODS[i]);
            n_said++;
        }
        g_assert_cmpuint(fake_client_close_code(clients, id), ==, WS_CLOSE_POLICY);
        g_assert_cmpuint(n_said, <=, LINK_ERRORS_BURST + 10 + 1);
        unsigned n_waiting = fake_client_waiting(clients, id);
        fake_client_say(clients, id, "{\"type\":\"ping\",\"id\":1}"); /* no longer heard */
        g_assert_cmpuint(fake_client_waiting(clients, id), ==, n_waiting);
    }
}

/* A clumsy client that errs once a second stays. */
static void test_slow_errors(FakeClients *clients, const void *data) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    for (unsigned i = 0; i < 5 * LINK_ERRORS_BURST; i++) {
        fake_client_say(clients, id, "garbage");
        EXPECT(clients, id, "invalid");
        fake_clients_pass_ms(clients, 1000);
    }
    g_assert_cmpuint(fake_client_close_code(clients, id), ==, 0);
}

/* ---- roles, with a table of its own ---- */

static bool handle_and_fail(HandlerContext *context, const void *message, GError **error) {
    g_set_error_literal(error, BASE_ERROR, ERROR_IO, "cannot open '/secret/path'");
    return false;
}

static const DispatchRow OWN_ROWS[] = {
    {&MESSAGE_PING, handle_ping, DISPATCH_NO_SEAT, IDENTITY_STUDIO | IDENTITY_EDITOR, {1, 9}},
    {&MESSAGE_BYE, handle_and_fail, DISPATCH_NO_SEAT, 0, {1, 9}},
    {NULL},
};

static void dispatch_as(FakeClients *clients, WsId id, uint32_t roles, const char *text) {
    TimerWheel wheel;
    timer_wheel_init(&wheel, 0);
    SeatIdentity identity = {.roles = roles};
    Outlet outlet = fake_clients_outlet(clients);
    Link *link = link_new(&wheel, &outlet, id, &identity);
    HandlerContext context = {.link = link};
    dispatch_message(OWN_ROWS, &context, text, strlen(text));
    link_free(link);
}

static void test_roles(FakeClients *clients, const void *data) {
    const char *ping = "{\"type\":\"ping\",\"id\":3}";
    WsId id = fake_client_open(clients, FAKE_ACCOUNT_A);
    dispatch_as(clients, id, IDENTITY_MEMBER | IDENTITY_ADMINISTRATOR, ping);
    EXPECT(clients, id, "\"code\":\"forbidden\"", "\"re\":3");
    dispatch_as(clients, id, 0, ping);
    EXPECT(clients, id, "\"code\":\"forbidden\"");
    dispatch_as(clients, id, IDENTITY_MEMBER | IDENTITY_EDITOR, ping);
    EXPECT(clients, id, "pong");
}

static void test_our_fault_is_not_told(FakeClients *clients, const void *data) {
    WsId id = fake_client_open(clients, FAKE_ACCOUNT_A);
    dispatch_as(clients, id, 0, "{\"type\":\"bye\",\"id\":3}");
    g_autofree char *answer = fake_client_take(clients, id);
    g_assert_nonnull(strstr(answer, "\"code\":\"io\""));
    g_assert_null(strstr(answer, "secret"));
}

/* ---- the tables themselves ---- */

static void test_tables_are_sound(FakeClients *clients, const void *data) {
    for (const DispatchRow *row = DISPATCH_ROWS; row->table; row++) {
        const JsonField *fields = row->table->fields;
        g_assert_cmpstr(fields[0].name, ==, "type");
        g_assert_cmpstr(fields[1].name, ==, "id");
        g_assert_cmpuint(fields[1].offset, ==, offsetof(MessageHead, id));
        g_assert_cmpuint(row->table->struct_bytes, >=, sizeof(MessageHead));
        g_assert_cmpuint(row->rate.per_s, >, 0);
        g_assert_cmpuint(row->rate.burst, >, 0);
    }
    g_autoptr(GString) lines = g_string_new(NULL);
    dispatch_append_tables(lines);
    g_auto(GStrv) line = g_strsplit(lines->str, "\n", -1);
    g_assert_cmpuint(g_strv_length(line), ==, 34 + 26 + 1);
    g_assert_cmpstr(line[0], ==,
                    "{\"table\":\"message\",\"direction\":\"client\",\"type\":\"hello\",\"seat\":"
                    "false,\"roles\":[],"
                    "\"rate\":{\"per_s\":1,\"burst\":3},\"fields\":["
                    "{\"name\":\"type\",\"kind\":\"enum\",\"required\":true,\"words\":[\"hello\"]},"
                    "{\"name\":\"id\",\"kind\":\"integer\",\"required\":true,\"min\":1,"
                    "\"max\":9007199254740991},"
                    "{\"name\":\"client\",\"kind\":\"enum\",\"required\":true,\"words\":[\"tv\","
                    "\"pc\",\"phone\",\"studio\",\"interpret\",\"admin\",\"wall\"]},"
                    "{\"name\":\"locale\",\"kind\":\"string\",\"required\":true,\"min\":2,"
                    "\"max\":35},"
                    "{\"name\":\"resume\",\"kind\":\"string\",\"required\":false,\"min\":43,"
                    "\"max\":43}]}");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    fake_clock_install();
    static const struct {
        const char *path;
        void (*run)(FakeClients *, const void *);
    } TESTS[] = {
        {"/dispatch/refusals", test_refusals},
        {"/dispatch/too_large", test_too_large},
        {"/dispatch/no_echo", test_no_echo},
        {"/dispatch/rate_of_one_row", test_rate_of_one_row},
        {"/dispatch/flood", test_flood},
        {"/dispatch/slow_errors", test_slow_errors},
        {"/dispatch/roles", test_roles},
        {"/dispatch/our_fault_is_not_told", test_our_fault_is_not_told},
        {"/dispatch/tables_are_sound", test_tables_are_sound},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TESTS); i++)
        g_test_add(TESTS[i].path, FakeClients, NULL, set_up, TESTS[i].run, tear_down);
    return g_test_run();
}
