/* docs/protocol.md says what the tables say: for each message its heading, its conditions, its
 * fields in order with kind and presence, and an example that the table can read. Limits too. */
#include <stdio.h>
#include <string.h>

#include "signaling/dispatch.h"

static char *page;

/* From `heading` to the next one of the same or a higher level. */
static char *section(const char *text, const char *heading) {
    g_autofree char *line = g_strdup_printf("\n%s\n", heading);
    const char *start = strstr(text, line);
    if (!start)
        g_error("docs/protocol.md has no heading '%s'", heading);
    start += strlen(line);
    size_t level = strspn(heading, "#");
    const char *end = start;
    for (const char *p = start; (p = strstr(p, "\n#")); p++) {
        if (strspn(p + 1, "#") <= level) {
            end = p;
            break;
        }
    }
    return end == start ? g_strdup(start) : g_strndup(start, (gsize)(end - start));
}

static void append_words(GString *out, const char *const *words) {
    for (; *words; words++)
        g_string_append_printf(out, " `%s`", *words);
}

static void append_range(GString *out, int64_t min, int64_t max) {
    if (min == max)
        g_string_append_printf(out, "%" G_GINT64_FORMAT, min);
    else
        g_string_append_printf(out, "%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, min, max);
}

static void append_kind(GString *out, const JsonField *field) {
    switch (field->kind) {
    case JSON_STRING:
        g_string_append(out, "string, ");
        append_range(out, field->min, field->max);
        g_string_append(out, " characters");
        break;
    case JSON_INTEGER:
        g_string_append(out, "integer, ");
        append_range(out, field->min, field->max);
        break;
    case JSON_NUMBER:
        g_string_append(out, "number, ");
        append_range(out, field->min, field->max);
        break;
    case JSON_BOOL:
        g_string_append(out, "true or false");
        break;
    case JSON_ENUM:
        g_string_append(out, field->words[1] ? "one of" : "always");
        append_words(out, field->words);
        break;
    case JSON_STRINGS:
        g_string_append_printf(out, "list of up to %d", (int)field->max);
        if (field->words)
            append_words(out, field->words);
        else
            g_string_append_printf(out, " strings of up to %d characters", (int)field->item_max);
        break;
    case JSON_OBJECT:
        g_string_append_printf(out, "object `%s`", field->table->name);
        break;
    case JSON_OBJECTS:
        g_string_append_printf(out, "list of up to %d `%s`", (int)field->max, field->table->name);
        break;
    default:
        g_assert_not_reached();
    }
}

static void check_fields(const char *name, const char *text, const JsonTable *table) {
    const char *place =
        strstr(text, "\n| field | value | required | meaning |\n|---|---|---|---|\n");
    if (!place)
        g_error("docs/protocol.md, %s: no table of fields", name);
    place = strstr(place, "|---|---|---|---|\n") + strlen("|---|---|---|---|\n");
    for (const JsonField *field = table->fields; field->kind != JSON_END; field++) {
        g_autoptr(GString) row = g_string_new(NULL);
        g_string_append_printf(row, "| `%s` | ", field->name);
        append_kind(row, field);
        g_string_append(row, field->presence == JSON_REQUIRED ? " | yes | " : " | no | ");
        if (!g_str_has_prefix(place, row->str))
            g_error("docs/protocol.md, %s: expected '%s', found '%.*s'", name, row->str,
                    (int)strcspn(place, "\n"), place);
        place += strcspn(place, "\n") + 1;
    }
    if (*place == '|')
        g_error("docs/protocol.md, %s: a field too many: %.*s", name, (int)strcspn(place, "\n"),
                place);
}

static void check_example(const char *name, const char *text, const JsonTable *table) {
    const char *start = strstr(text, "```json\n");
    if (!start)
        g_error("docs/protocol.md, %s: no example", name);
    start += strlen("```json\n");
    g_autofree void *data = g_malloc0(table->struct_bytes);
    g_autoptr(GError) error = NULL;
    if (!json_table_read(table, start, (gsize)(strstr(start, "\n```") - start), 65536, data,
                         &error))
        g_error("docs/protocol.md, %s, example: %s", name, error->message);
    json_table_clear(table, data);
}

static void check_parts(const JsonTable *table) {
    for (const JsonField *field = table->fields; field->kind != JSON_END; field++) {
        if (!field->table)
            continue;
        g_autofree char *heading = g_strdup_printf("### `%s`", field->table->name);
        g_autofree char *text = section(page, heading);
        check_fields(field->table->name, text, field->table);
        check_parts(field->table);
    }
}

static unsigned n_headings(const char *text) {
    unsigned n = 0;
    for (const char *p = text; (p = strstr(p, "\n### ")); p++)
        n++;
    return n;
}

static char *message_section(const char *direction, const char *type) {
    g_autofree char *text = section(page, direction);
    g_autofree char *heading = g_strdup_printf("### `%s`", type);
    return section(text, heading);
}

static void test_client_messages(void) {
    unsigned n = 0;
    for (const DispatchRow *row = DISPATCH_ROWS; row->table; row++, n++) {
        const char *type = message_type(row->table);
        g_autofree char *text = message_section("## From the client", type);
        g_autofree GStrv roles = message_role_words(row->roles);
        g_autofree char *role_words = g_strjoinv(", ", roles);
        g_autofree char *conditions = g_strdup_printf(
            "\n%s · %s · %u a second, %u at once\n",
            row->seat == DISPATCH_NEEDS_SEAT ? "after `hello`" : "first message",
            row->roles ? role_words : "everybody", row->rate.per_s, row->rate.burst);
        if (!strstr(text, conditions))
            g_error("docs/protocol.md, %s: expected '%s'", type, conditions);
        check_fields(type, text, row->table);
        check_example(type, text, row->table);
        check_parts(row->table);
    }
    g_autofree char *all = section(page, "## From the client");
    g_assert_cmpuint(n_headings(all), ==, n);
}

static void test_server_messages(void) {
    unsigned n = 0;
    for (const JsonTable *const *table = MESSAGES_FROM_SERVER; *table; table++, n++) {
        const char *type = message_type(*table);
        g_autofree char *text = message_section("## From the server", type);
        check_fields(type, text, *table);
        check_example(type, text, *table);
        check_parts(*table);
    }
    g_autofree char *all = section(page, "## From the server");
    g_assert_cmpuint(n_headings(all), ==, n);
}

static void test_limits(void) {
    static const struct {
        const char *what;
        unsigned value;
        const char *unit;
    } LIMITS[] = {
        {"longest message", WS_MESSAGE_MAX_BYTES, "bytes"},
        {"messages a second", WS_INBOUND_PER_S, "messages"},
        {"messages at once", WS_INBOUND_BURST, "messages"},
        {"errors a second", LINK_ERRORS_PER_S, "errors"},
        {"errors at once", LINK_ERRORS_BURST, "errors"},
        {"waiting for a slow client", WS_QUEUE_MAX_BYTES, "bytes"},
        {"waiting for a slow client, messages", WS_QUEUE_MAX_MESSAGES, "messages"},
        {"until the upgrade is complete", WS_HANDSHAKE_TIMEOUT_S, "seconds"},
        {"until `hello`", LINK_HELLO_TIMEOUT_S, "seconds"},
        {"between pings", WS_PING_INTERVAL_S, "seconds"},
        {"until a pong", WS_PONG_TIMEOUT_S, "seconds"},
        {"until a close is answered", WS_CLOSE_TIMEOUT_S, "seconds"},
        {"a seat without a connection", SESSION_KEEP_S, "seconds"},
        {"a break that nobody sees", PRESENCE_BREAK_S, "seconds"},
        {"people in the visible list", PRESENCE_VISIBLE_MAX, "people"},
        {"between changes of presence", PRESENCE_FEED_INTERVAL_MS, "milliseconds"},
        {"changes of presence sent in all, a second", PRESENCE_FEED_SENDS_PER_S, "messages"},
        {"people in a room", ROOM_PEOPLE_MAX, "people"},
        {"waiting in a lobby", ROOM_LOBBY_MAX, "people"},
        {"between changes of a room", ROOM_FEED_INTERVAL_MS, "milliseconds"},
        {"messages of a chat that are shown", ROOM_CHAT_SHOWN, "messages"},
        {"said in one room, a second", CHAT_PER_S, "messages"},
        {"said in one room at once", CHAT_BURST, "messages"},
        {"votes shown", ROOM_VOTES_MAX, "votes"},
        {"connections of pictures of one seat", ROOM_HOUSE_MAX_PEERS, "connections"},
    };
    g_autofree char *text = section(page, "## Limits");
    for (unsigned i = 0; i < G_N_ELEMENTS(LIMITS); i++) {
        g_autofree char *row =
            g_strdup_printf("\n| %s | %u %s |", LIMITS[i].what, LIMITS[i].value, LIMITS[i].unit);
        if (!strstr(text, row))
            g_error("docs/protocol.md, Limits: expected '%s'", row);
    }
}

static void test_close_codes(void) {
    static const unsigned CODES[] = {
        WS_CLOSE_NORMAL, WS_CLOSE_GOING_AWAY, WS_CLOSE_UNSUPPORTED, WS_CLOSE_BAD_DATA,
        WS_CLOSE_POLICY, WS_CLOSE_TOO_BIG,    WS_CLOSE_TRY_AGAIN,   CLOSE_SIGN_IN_NEEDED,
        WS_CLOSE_IDLE,   CLOSE_REPLACED,
    };
    g_autofree char *text = section(page, "## Close codes");
    for (unsigned i = 0; i < G_N_ELEMENTS(CODES); i++) {
        g_autofree char *row = g_strdup_printf("\n| %u | ", CODES[i]);
        if (!strstr(text, row))
            g_error("docs/protocol.md, Close codes: expected '%s'", row);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_autofree char *path =
        g_build_filename(g_test_get_dir(G_TEST_DIST), "../../docs/protocol.md", NULL);
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &page, NULL, &error);
    g_assert_no_error(error);
    g_test_add_func("/protocol_page/client_messages", test_client_messages);
    g_test_add_func("/protocol_page/server_messages", test_server_messages);
    g_test_add_func("/protocol_page/limits", test_limits);
    g_test_add_func("/protocol_page/close_codes", test_close_codes);
    int status = g_test_run();
    g_free(page);
    return status;
}
