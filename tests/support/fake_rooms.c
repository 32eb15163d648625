#include "tests/support/fake_rooms.h"

#include <string.h>

#include "base/error.h"

typedef struct Question {
    uint64_t ticket;
    char *session, *account;
    bool wants_past;
} Question;

typedef struct Commit {
    uint64_t ticket;
    GPtrArray *facts;
} Commit;

static void free_question(void *data) {
    Question *question = data;
    g_free(question->session);
    g_free(question->account);
    g_free(question);
}

static void free_commit(void *data) {
    Commit *commit = data;
    g_ptr_array_unref(commit->facts);
    g_free(commit);
}

/* ---- the directory ---- */

static bool look(const RoomQuestion *question, void *user, GError **error) {
    FakeRooms *rooms = user;
    Question asked = {question->ticket, g_strdup(question->session),
                      g_strdup(question->identity->account_id), question->wants_past};
    g_assert_cmpstr(question->room, ==, FAKE_ROOM);
    g_ptr_array_add(rooms->questions, g_memdup2(&asked, sizeof asked));
    return true;
}

static bool commit(const RoomCommit *committing, void *user, GError **error) {
    FakeRooms *rooms = user;
    Commit asked = {committing->ticket, room_fact_list()};
    if (rooms->refuses_at_once) {
        g_ptr_array_unref(asked.facts);
        g_set_error_literal(error, BASE_ERROR, ERROR_OVERLOADED, "cannot store more");
        return false;
    }
    for (guint i = 0; i < committing->facts->len; i++) {
        g_assert_true(room_fact_is_kept(committing->facts->pdata[i]));
        g_ptr_array_add(asked.facts, room_fact_copy(committing->facts->pdata[i]));
    }
    g_ptr_array_add(rooms->commits, g_memdup2(&asked, sizeof asked));
    return true;
}

static const RoomFact *find_opening(const FakeRooms *rooms, const char *vote) {
    for (guint i = 0; i < rooms->facts->len; i++) {
        const RoomFact *fact = rooms->facts->pdata[i];
        if (fact->kind == ROOM_FACT_VOTE_OPENED && strcmp(fact->vote->id, vote) == 0)
            return fact;
    }
    return NULL;
}

/* A secret ballot becomes two facts that nothing joins, as the port says. */
static void keep_cast(FakeRooms *rooms, const RoomFact *cast) {
    RoomFact *voted = room_fact_new(ROOM_FACT_VOTE_VOTED);
    RoomFact *counted = room_fact_new(ROOM_FACT_VOTE_COUNTED);
    g_strlcpy(voted->account, cast->account, sizeof voted->account);
    voted->vote = room_fact_vote_copy(&(RoomVoteFact){0});
    counted->vote = room_fact_vote_copy(&(RoomVoteFact){.choice = cast->vote->choice});
    g_strlcpy(voted->vote->id, cast->vote->id, sizeof voted->vote->id);
    g_strlcpy(counted->vote->id, cast->vote->id, sizeof counted->vote->id);
    counted->vote->counts[cast->vote->choice] = 1;
    g_ptr_array_add(rooms->facts, voted);
    g_ptr_array_add(rooms->facts, counted);
}

static void keep(FakeRooms *rooms, const RoomFact *fact) {
    const RoomFact *opening =
        fact->kind == ROOM_FACT_VOTE_CAST ? find_opening(rooms, fact->vote->id) : NULL;
    RoomFact *copy = room_fact_copy(fact);
    if (opening && opening->vote->is_secret) {
        keep_cast(rooms, fact);
        room_fact_free(copy);
        return;
    }
    if (fact->kind == ROOM_FACT_VOTE_OPENED) {
        g_auto(GStrv) voters = g_new0(char *, 3);
        voters[0] = g_strdup(fake_rooms_account('a'));
        voters[1] = g_strdup(fake_rooms_account('b'));
        copy->vote->expected = 2;
        g_strfreev(copy->vote->voters);
        copy->vote->voters = g_steal_pointer(&voters);
    }
    g_ptr_array_add(rooms->facts, copy);
}

static void answer_question(FakeRooms *rooms, const Question *question) {
    const RoomPermit *permit = g_hash_table_lookup(rooms->permits, question->account);
    g_autoptr(GError) error =
        permit ? NULL : g_error_new_literal(BASE_ERROR, ERROR_NOT_FOUND, "cannot find this room");
    RoomLookAnswer answer = {
        .ticket = question->ticket,
        .session = question->session,
        .error = error,
        .kind = rooms->kind,
        .title = "支部会议",
        .role = permit ? permit->role : ROOM_AUDIENCE,
        .must_wait = permit && permit->must_wait,
        .has_vote = permit && permit->has_vote,
        .past = question->wants_past ? rooms->facts : NULL,
    };
    switchboard_answer_look(rooms->clients->board, &answer);
}

static void answer_commit(FakeRooms *rooms, const Commit *committing) {
    const char *const voters[] = {fake_rooms_account('a'), fake_rooms_account('b'), NULL};
    g_autoptr(GError) error =
        rooms->refuses_commits
            ? g_error_new_literal(BASE_ERROR, ERROR_NO_ROOM, "cannot store: the disk is full")
            : NULL;
    for (guint i = 0; !error && i < committing->facts->len; i++)
        keep(rooms, committing->facts->pdata[i]);
    RoomCommitAnswer answer = {.ticket = committing->ticket,
                               .room = FAKE_ROOM,
                               .error = error,
                               .expected = 2,
                               .voters = voters};
    switchboard_answer_commit(rooms->clients->board, &answer);
}

void fake_rooms_settle(FakeRooms *rooms) {
    while (rooms->questions->len > 0 || rooms->commits->len > 0) {
        if (rooms->questions->len > 0) {
            Question *question = g_ptr_array_steal_index(rooms->questions, 0);
            answer_question(rooms, question);
            free_question(question);
        } else {
            Commit *committing = g_ptr_array_steal_index(rooms->commits, 0);
            answer_commit(rooms, committing);
            free_commit(committing);
        }
    }
}

char *fake_rooms_kinds(const FakeRooms *rooms) {
    static const char *const WORDS[] = {
        [ROOM_FACT_ACCEPTED] = "accepted",
        [ROOM_FACT_ENTERED] = "entered",
        [ROOM_FACT_LEFT] = "left",
        [ROOM_FACT_MOVED] = "moved",
        [ROOM_FACT_REMOVED] = "removed",
        [ROOM_FACT_BANNED] = "banned",
        [ROOM_FACT_ROLE] = "role",
        [ROOM_FACT_HAND] = "hand",
        [ROOM_FACT_HELD] = "held",
        [ROOM_FACT_LOCKED] = "locked",
        [ROOM_FACT_SETTINGS] = "settings",
        [ROOM_FACT_ENDED] = "ended",
        [ROOM_FACT_SAID] = "said",
        [ROOM_FACT_UNSAID] = "unsaid",
        [ROOM_FACT_VOTE_OPENED] = "opened",
        [ROOM_FACT_VOTE_CAST] = "cast",
        [ROOM_FACT_VOTE_TALLIED] = "tallied",
        [ROOM_FACT_VOTE_CLOSED] = "closed",
        [ROOM_FACT_VOTE_VOTED] = "voted",
        [ROOM_FACT_VOTE_COUNTED] = "counted",
        [ROOM_FACT_VOTE_HIDDEN] = "hidden",
    };
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < rooms->facts->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
                               WORDS[((RoomFact *)rooms->facts->pdata[i])->kind]);
    return g_string_free(text, FALSE);
}

/* ---- media ---- */

static bool offer(const RoomMediaOffer *offering, void *user, GError **error) {
    FakeRooms *rooms = user;
    rooms->last_offer = offering->ticket;
    g_ptr_array_add(rooms->media,
                    g_strdup_printf("%s %s held %u", offering->is_view ? "view" : "publish",
                                    offering->session, offering->held));
    return true;
}

static bool show(const RoomMediaWishes *wishes, void *user, GError **error) {
    FakeRooms *rooms = user;
    g_ptr_array_add(rooms->media, g_strdup_printf("show %s %s %u", wishes->session, wishes->peer,
                                                  wishes->wishes->len));
    return true;
}

static void hold(const char *room, const char *session, unsigned held, void *user) {
    FakeRooms *rooms = user;
    g_ptr_array_add(rooms->media, g_strdup_printf("hold %s %u", session, held));
}

static void leave(const char *room, const char *session, const char *peer, void *user) {
    FakeRooms *rooms = user;
    g_ptr_array_add(rooms->media, g_strdup_printf("leave %s %s", session, peer ? peer : "all"));
}

/* ---- life ---- */

const char *fake_rooms_account(char letter) {
    static char texts[26][IDENTITY_ID_BYTES];
    char *text = texts[letter - 'a'];
    g_snprintf(text, IDENTITY_ID_BYTES, "01890a5d-ac96-774b-bcce-0000000000%02d", letter - 'a');
    return text;
}

void fake_rooms_permit(FakeRooms *rooms, char account, RoomPermit permit) {
    g_hash_table_replace(rooms->permits, g_strdup(fake_rooms_account(account)),
                         g_memdup2(&permit, sizeof permit));
}

void fake_rooms_init(FakeRooms *rooms, RoomKind kind) {
    *rooms = (FakeRooms){
        .kind = kind,
        .permits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .facts = room_fact_list(),
        .questions = g_ptr_array_new_with_free_func(free_question),
        .commits = g_ptr_array_new_with_free_func(free_commit),
        .media = g_ptr_array_new_with_free_func(g_free),
    };
}

void fake_rooms_start(FakeRooms *rooms, FakeClients *clients) {
    RoomDirectoryPort directory = {.look = look, .commit = commit, .user = rooms};
    RoomMediaPort media = {offer, show, hold, leave, NULL, rooms};
    g_ptr_array_set_size(rooms->questions, 0);
    g_ptr_array_set_size(rooms->commits, 0);
    fake_clients_init_rooms(clients, &directory, &media);
    rooms->clients = clients;
}

void fake_rooms_clear(FakeRooms *rooms) {
    g_hash_table_unref(rooms->permits);
    g_ptr_array_unref(rooms->facts);
    g_ptr_array_unref(rooms->questions);
    g_ptr_array_unref(rooms->commits);
    g_ptr_array_unref(rooms->media);
}
