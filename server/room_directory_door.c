#include "server/room_directory_door.h"

#include "base/log.h"
#include "catalog/catalog_rooms.h"
#include "server/room_book.h"
#include "server/room_past.h"
#include "signaling/answers_room.h"

static const RoomKind KINDS[] = {
    [MEETING_BROADCAST] = ROOM_BROADCAST, [MEETING_GROUP] = ROOM_GROUP, [MEETING_TALK] = ROOM_TALK};

static BookPersonKind kind_of(uint32_t roles) {
    if (roles & IDENTITY_GUEST)
        return BOOK_GUEST;
    return roles & IDENTITY_SCREEN ? BOOK_SCREEN : BOOK_ACCOUNT;
}

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
                                     .has_vote = entry->has_vote,
                                     .is_by_link = entry->is_by_link};
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
        .who = {.kind = kind_of(identity->roles),
                .id = identity->account_id,
                .guest_name = identity->display_name,
                .link = question->link,
                .link_id = identity->link},
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

/* ---- may stay ---- */

static const RoomVerdict VERDICTS[] = {
    [BOOK_STAYS] = ROOM_STAYS, [BOOK_MUST_GO] = ROOM_MUST_GO, [BOOK_IS_OVER] = ROOM_IS_OVER};

/* A review on its way. */
typedef struct Review {
    Answers *answers; /* a reference */
    GArray *stays;    /* owned: RoomStay */
} Review;

static void free_review(void *data) {
    Review *review = data;
    answers_unref(review->answers);
    g_array_unref(review->stays);
    g_free(review);
}

static void on_reviewed(const GError *error, const GArray *verdicts, void *data) {
    const Review *review = data;
    if (error) {
        log_error(LOG_WARNING, "server", "nobody says who may stay in rooms", error);
        return;
    }
    for (guint i = 0; i < review->stays->len; i++)
        g_array_index(review->stays, RoomStay, i).verdict =
            VERDICTS[g_array_index(verdicts, BookStay, i).verdict];
    answers_room_review(review->answers, review->stays);
}

static BookStay book_stay_of(const RoomStay *stay) {
    BookStay asked = {.kind = kind_of(stay->roles), .has_link = stay->has_link};
    g_strlcpy(asked.meeting_id, stay->room, sizeof asked.meeting_id);
    g_strlcpy(asked.person_id, stay->account, sizeof asked.person_id);
    return asked;
}

bool room_directory_door_review(const RoomDirectoryDoor *door, const GArray *stays,
                                GError **error) {
    g_autoptr(GArray) asked = g_array_new(FALSE, TRUE, sizeof(BookStay));
    for (guint i = 0; i < stays->len; i++) {
        BookStay stay = book_stay_of(&g_array_index(stays, RoomStay, i));
        g_array_append_val(asked, stay);
    }
    Review *review = g_new(Review, 1);
    *review = (Review){answers_ref(door->answers), g_array_copy((GArray *)stays)};
    const CatalogRoomReview wish = {.stays = asked,
                                    .reply_to = door->control,
                                    .fn = on_reviewed,
                                    .data = review,
                                    .free_data = free_review};
    if (catalog_rooms_review(door->catalog, &wish, error))
        return true;
    free_review(review);
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
