/* Messages from clients: whatever they say, every request is answered once or ends in a close, and
 * everything the server says can be read by its own tables. Each line of the input is a message of
 * one of four clients, the next one after some lines; a line "@open", "@lose", "@pass", "@resume",
 * "@take" or "@drop" does that instead. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "signaling/protocol/message.h"
#include "signaling/switchboard.h"

#define N_CLIENTS  4
#define ACCOUNT    "01890a5d-ac96-774b-bcce-b302099a8057"
#define OTHER      "01890a5d-ac96-774b-bcce-b302099a8058" /* of the clients from the third on */
#define LINES_MAX  200
#define PASS_MS    2600
#define ANSWER_MAX 200000
#define MAX_SEATS  3

static int64_t now_us;

static int64_t fake_now_us(void) {
    return now_us;
}

typedef struct Play {
    Switchboard *board;
    WsId last_id;
    WsId clients[N_CLIENTS]; /* 0: not connected */
    bool is_closed[N_CLIENTS];
    unsigned n_told; /* to the client that speaks */
    unsigned speaker;
    char resume[64]; /* the last one given, said as "@resume" */
    char secret[64]; /* of a camera, said as "@take" */
} Play;

static int client_of(const Play *play, WsId id) {
    for (int i = 0; i < N_CLIENTS; i++)
        if (play->clients[i] == id)
            return i;
    return -1;
}

static void check_answer(const char *text, size_t length) {
    g_autofree char *type = json_peek_string(text, length, "type");
    const JsonTable *const *table = MESSAGES_FROM_SERVER;
    while (*table && strcmp(message_type(*table), type) != 0)
        table++;
    g_assert_nonnull(*table);
    g_autofree void *data = g_malloc0((*table)->struct_bytes);
    g_autoptr(GError) error = NULL;
    json_table_read(*table, text, length, ANSWER_MAX, data, &error);
    g_assert_no_error(error);
    json_table_clear(*table, data);
}

static void take_text(const WsId *ids, unsigned n_ids, WsText *text, void *user) {
    Play *play = user;
    size_t length;
    const char *bytes = ws_text_bytes(text, &length);
    check_answer(bytes, length);
    for (unsigned i = 0; i < n_ids; i++) {
        int client = client_of(play, ids[i]);
        g_assert_cmpint(client, >=, 0);
        g_assert_false(play->is_closed[client]);
        play->n_told += (unsigned)client == play->speaker;
    }
    g_autofree char *resume = json_peek_string(bytes, length, "resume");
    if (resume)
        g_strlcpy(play->resume, resume, sizeof play->resume);
    g_autofree char *secret = json_peek_string(bytes, length, "secret");
    if (secret)
        g_strlcpy(play->secret, secret, sizeof play->secret);
}

static void take_close(WsId id, unsigned code, const char *reason, void *user) {
    Play *play = user;
    int client = client_of(play, id);
    g_assert_cmpint(client, >=, 0);
    g_assert_false(play->is_closed[client]);
    play->is_closed[client] = true;
    play->n_told += (unsigned)client == play->speaker;
}

/* A directory and media that answer at once; in the first room ACCOUNT is host. */
static bool look(const RoomQuestion *question, void *user, GError **error) {
    Play *play = user;
    bool is_host = strcmp(question->identity->account_id, ACCOUNT) == 0;
    RoomLookAnswer answer = {.ticket = question->ticket,
                             .session = question->session,
                             .kind = (RoomKind)(question->room[0] % ROOM_N_KINDS),
                             .title = "room",
                             .role = is_host ? ROOM_HOST : ROOM_SPEAKER,
                             .must_wait = !is_host && question->room[1] == 'w',
                             .has_vote = true};
    switchboard_answer_look(play->board, &answer);
    return true;
}

static bool commit(const RoomCommit *committing, void *user, GError **error) {
    Play *play = user;
    const char *const voters[] = {ACCOUNT, OTHER, NULL};
    RoomCommitAnswer answer = {
        .ticket = committing->ticket, .room = committing->room, .expected = 2, .voters = voters};
    switchboard_answer_commit(play->board, &answer);
    return true;
}

static bool offer(const RoomMediaOffer *offering, void *user, GError **error) {
    Play *play = user;
    RoomMediaAnswer answer = {.ticket = offering->ticket,
                              .room = offering->room,
                              .session = offering->session,
                              .peer = "p",
                              .sdp = "v=0"};
    switchboard_answer_media(play->board, &answer);
    return true;
}

static bool show(const RoomMediaWishes *wishes, void *user, GError **error) {
    return true;
}

static void hold(const char *room, const char *session, unsigned held, void *user) {
    g_assert_cmpuint(held, <=, ROOM_ALL_SOURCES);
}

static void leave(const char *room, const char *session, const char *peer, void *user) {
    g_assert_nonnull(session);
}

static void lose(Play *play) {
    WsId *id = &play->clients[play->speaker];
    if (*id)
        switchboard_on_close(play->board, *id);
    *id = 0;
    play->is_closed[play->speaker] = false;
}

static void open_again(Play *play) {
    lose(play);
    SeatIdentity identity = {.account_id = ACCOUNT, .name = "wang", .roles = 1u << play->speaker};
    if (play->speaker == 1)
        identity.roles = IDENTITY_SCREEN;
    if (play->speaker >= 2)
        g_strlcpy(identity.account_id, OTHER, sizeof identity.account_id);
    play->clients[play->speaker] = ++play->last_id;
    switchboard_on_open(play->board, play->last_id, &identity);
}

static void pass(Play *play) {
    now_us += PASS_MS * CLOCK_US_PER_MS;
    switchboard_advance(play->board);
}

static void say(Play *play, const char *line, size_t length) {
    if (!play->clients[play->speaker])
        open_again(play);
    bool is_heard = !play->is_closed[play->speaker];
    play->n_told = 0;
    switchboard_on_text(play->board, play->clients[play->speaker], line, length, now_us);
    g_assert_cmpint(play->n_told > 0, ==, is_heard);
}

static void say_resume(Play *play) {
    g_autofree char *hello =
        g_strdup_printf("{\"type\":\"hello\",\"id\":1,\"client\":\"tv\",\"locale\":\"en\","
                        "\"resume\":\"%s\"}",
                        play->resume);
    say(play, hello, strlen(hello));
}

static void say_take(Play *play) {
    g_autofree char *take =
        g_strdup_printf("{\"type\":\"camera.take\",\"id\":1,\"secret\":\"%s\"}", play->secret);
    say(play, take, strlen(take));
}

static bool is_order(const char *line, size_t length, const char *order) {
    return length == strlen(order) && memcmp(line, order, length) == 0;
}

static void run_line(Play *play, const char *line, size_t length) {
    if (is_order(line, length, "@open"))
        open_again(play);
    else if (is_order(line, length, "@lose"))
        lose(play);
    else if (is_order(line, length, "@pass"))
        pass(play);
    else if (is_order(line, length, "@resume"))
        say_resume(play);
    else if (is_order(line, length, "@take"))
        say_take(play);
    else if (is_order(line, length, "@drop"))
        switchboard_drop(play->board, ACCOUNT, NULL);
    else
        say(play, line, length);
}

static void run_lines(Play *play, const char *text, size_t size) {
    const char *end = text + size;
    for (unsigned n = 0; text < end && n < LINES_MAX; n++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((stop ? stop : end) - text);
        run_line(play, text, length);
        play->speaker = (play->speaker + (length % 5 == 0)) % N_CLIENTS;
        text += length + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const ClockSource clock = {fake_now_us, fake_now_us};
    clock_replace(&clock);
    now_us = 1000 * CLOCK_US_PER_S;
    Play play = {0};
    play.board = switchboard_new(&(SwitchboardOptions){
        .outlet = {take_text, take_close, &play},
        .max_sessions = MAX_SEATS,
        .max_sessions_per_account = MAX_SEATS,
        .directory = {.look = look, .commit = commit, .user = &play},
        .media = {offer, show, hold, leave, .user = &play},
    });
    run_lines(&play, (const char *)data, size);
    for (unsigned i = 0; i < 40; i++)
        pass(&play);
    for (play.speaker = 0; play.speaker < N_CLIENTS; play.speaker++)
        lose(&play);
    for (unsigned i = 0; i < 40; i++)
        pass(&play);
    SwitchboardStats stats;
    switchboard_get_stats(play.board, &stats);
    g_assert_cmpuint(stats.links, ==, 0);
    g_assert_cmpuint(stats.sessions, ==, 0);
    g_assert_cmpuint(stats.rooms, ==, 0);
    switchboard_free(play.board);
    return 0;
}
