#include "server/room_directory_door.h"

#include "catalog/catalog_rooms.h"
#include "server/room_book.h"
#include "server/room_past.h"
#include "signaling/answers_room.h"

static const RoomKind KINDS[] = {
    [MEETING_BROADCAST] = ROOM_BROADCAST, [MEETING_GROUP] = ROOM_GROUP, [MEETING_TALK] = ROOM_TALK};

/* A question on its way; all owned, the answers by reference. */
typedef struct Asked {
    RoomDirectoryDoor door;
    uint64_t ticket;
    char *session, *room, *title;
    bool wants_past;
    RoomLookAnswer answer; /* so far */
} Asked;

static Asked *asked_new(const RoomDirectoryDoor *door, uint64_t ticket, const char *room) {
    Asked *asked = g_new0(Asked, 1);
    asked->door = *door;
    answers_ref(asked->door.answers);
    asked->ticket = ticket;
    asked->room = g_strdup(room);
    return asked;
}

static void free_asked(void *data) {
    Asked *asked = data;
    answers_unref(asked->door.answers);
    g_free(asked->session);
    g_free(asked->room);
    g_free(asked->title);
    g_free(asked);
}

/* ---- may enter ---- */

static void tell(const Asked *asked, const GError *error, const GPtrArray *past) {
    RoomLookAnswer answer = asked->answer;
    answer.ticket = asked->ticket;
    answer.session = asked->session;
    answer.title = asked->title;
    answer.error = error;
    answer.past = past;
    answers_room_look(asked->door.answers, &answer);
}

static void on_recalled(const GError *error, const BookPast *past, void *data) {
    g_autoptr(GPtrArray) facts = past ? room_past_facts(past) : NULL;
    tell(data, error, facts);
}

/* Takes the question on, or answers. */
static void recall(Asked *take_asked) {
    g_autoptr(GError) error = NULL;
    const CatalogRoomRecall wish = {.meeting_id = take_asked->room,
                                    .reply_to = take_asked->door.control,
                                    .fn = on_recalled,
                                    .data = take_asked,
                                    .free_data = free_asked};
    if (catalog_rooms_recall(take_asked->door.catalog, &wish, &error))
        return;
    tell(take_asked, error, NULL);
    free_asked(take_asked);
}

static Asked *copy_of(const Asked *asked) {
    Asked *copy = asked_new(&asked->door, asked->ticket, asked->room);
    copy->session = g_strdup(asked->session);
    copy->title = g_strdup(asked->title);
    copy->answer = asked->answer;
    return copy;
}

static void on_entry(const GError *error, const BookEntry *entry, void *data) {
    Asked *asked = data;
    if (error) {
        tell(asked, error, NULL);
        return;
    }
    asked->title = g_strdup(entry->title);
    asked->answer = (RoomLookAnswer){.kind = KINDS[entry->kind],
                                     .role = (RoomRole)entry->role,
                                     .must_wait = entry->is_waiting,
                                     .has_vote = entry->has_vote};
    if (asked->wants_past)
        recall(copy_of(asked));
    else
        tell(asked, NULL, NULL);
}

bool room_directory_door_look(const RoomDirectoryDoor *door, const RoomQuestion *question,
                              GError **error) {
    const SeatIdentity *identity = question->identity;
    Asked *asked = asked_new(door, question->ticket, question->room);
    asked->session = g_strdup(question->session);
    asked->wants_past = question->wants_past;
    const CatalogRoomQuestion wish = {
        .meeting = question->room,
        .who = {.kind = identity->roles & IDENTITY_SCREEN ? BOOK_SCREEN : BOOK_ACCOUNT,
                .id = identity->account_id},
        .reply_to = door->control,
        .fn = on_entry,
        .data = asked,
        .free_data = free_asked,
    };
    if (catalog_rooms_enter(door->catalog, &wish, error))
        return true;
    free_asked(asked);
    return false;
}

/* ---- is stored ---- */

static void on_kept(const GError *error, const CatalogRoomKept *kept, void *data) {
    const Asked *asked = data;
    RoomCommitAnswer answer = {.ticket = asked->ticket, .room = asked->room, .error = error};
    if (kept) {
        answer.expected = kept->n_expected;
        answer.voters = kept->voters;
        answer.number = kept->sequence;
    }
    answers_room_commit(asked->door.answers, &answer);
}

bool room_directory_door_commit(const RoomDirectoryDoor *door, const RoomCommit *commit,
                                GError **error) {
    g_autoptr(RoomBook) book = room_book_new(commit->room, commit->facts);
    Asked *asked = asked_new(door, commit->ticket, commit->room);
    CatalogRoomCommit wish = {
        .reply_to = door->control, .fn = on_kept, .data = asked, .free_data = free_asked};
    wish.facts = room_book_facts(book, &wish.n_facts);
    if (catalog_rooms_commit(door->catalog, &wish, error))
        return true;
    free_asked(asked);
    return false;
}
