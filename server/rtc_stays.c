#include "server/rtc_stays.h"

#include <string.h>

#include "base/log.h"
#include "catalog/catalog_rooms.h"
#include "catalog/store/role.h"

struct RtcStays {
    Rtc *rtc;          /* borrowed */
    Worker *api;       /* borrowed */
    GHashTable *peers; /* id, borrowed from it → Peer, owning; the SFU bounds them */
};

typedef struct Peer {
    char id[RTC_ID_BYTES];
    char account[ID_TEXT_BYTES];
    char session[ID_TEXT_BYTES], token[ID_TEXT_BYTES]; /* by which he came; "": not by one */
    char meeting[ID_TEXT_BYTES];
    bool is_screen;
    ConferenceRole role;
} Peer;

RtcStays *rtc_stays_new(Rtc *rtc, Worker *api) {
    RtcStays *stays = g_new0(RtcStays, 1);
    stays->rtc = rtc;
    stays->api = api;
    stays->peers = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    return stays;
}

void rtc_stays_free(RtcStays *stays) {
    if (!stays)
        return;
    g_hash_table_unref(stays->peers);
    g_free(stays);
}

/* ---- coming and going ---- */

void rtc_stays_note(RtcStays *stays, const RtcStay *stay, const char *id) {
    Peer *peer = g_new0(Peer, 1);
    g_strlcpy(peer->id, id, sizeof peer->id);
    g_strlcpy(peer->account, stay->identity->account_id, sizeof peer->account);
    g_strlcpy(peer->session, stay->identity->session_id, sizeof peer->session);
    g_strlcpy(peer->token, stay->identity->token_id, sizeof peer->token);
    g_strlcpy(peer->meeting, stay->meeting_id, sizeof peer->meeting);
    peer->is_screen = (stay->identity->roles & ROLE_SCREEN) != 0;
    peer->role = stay->role;
    g_hash_table_replace(stays->peers, peer->id, peer);
}

typedef struct Gone {
    RtcStays *stays;
    char id[RTC_ID_BYTES];
} Gone;

static void forget(void *data) {
    const Gone *gone = data;
    g_hash_table_remove(gone->stays->peers, gone->id);
}

/* One that is not forgotten, because the mailbox was full, is put out by the end of its meeting. */
void rtc_stays_on_gone(RtcStays *stays, const char *id) {
    Gone *gone = g_new(Gone, 1);
    gone->stays = stays;
    g_strlcpy(gone->id, id, sizeof gone->id);
    if (!worker_post(stays->api, forget, gone, g_free, NULL))
        g_free(gone);
}

/* ---- sessions ---- */

static bool is_of(const Peer *peer, const char *account_id, const char *session_id) {
    return strcmp(peer->account, account_id) == 0 &&
           (!session_id || strcmp(peer->session, session_id) == 0 ||
            strcmp(peer->token, session_id) == 0);
}

void rtc_stays_end(RtcStays *stays, const char *account_id, const char *session_id,
                   const char *except_id) {
    GHashTableIter iter;
    void *data;
    g_hash_table_iter_init(&iter, stays->peers);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        const Peer *peer = data;
        if (!is_of(peer, account_id, session_id) ||
            (except_id && strcmp(peer->session, except_id) == 0))
            continue;
        (void)rtc_leave(stays->rtc, peer->id, NULL);
        g_hash_table_iter_remove(&iter);
    }
}

/* ---- rights ---- */

typedef struct Review {
    RtcStays *stays;
    GPtrArray *ids; /* owned texts, as the stays that were asked */
} Review;

static void free_review(void *data) {
    Review *review = data;
    g_ptr_array_unref(review->ids);
    g_free(review);
}

static void on_reviewed(const GError *error, const GArray *verdicts, void *data) {
    const Review *review = data;
    if (error) {
        log_error(LOG_WARNING, "server", "nobody says who may stay by WHIP and WHEP", error);
        return;
    }
    for (guint i = 0; i < review->ids->len; i++) {
        const char *id = review->ids->pdata[i];
        if (g_array_index(verdicts, BookStay, i).verdict == BOOK_STAYS)
            continue;
        (void)rtc_leave(review->stays->rtc, id, NULL);
        g_hash_table_remove(review->stays->peers, id);
    }
}

static BookStay question_of(const Peer *peer) {
    static const BookStayAs AS[] = {
        [CONFERENCE_PUBLISH] = BOOK_STAY_SENDS, [CONFERENCE_VIEW] = BOOK_STAY_RECEIVES};
    BookStay stay = {.kind = peer->is_screen ? BOOK_SCREEN : BOOK_ACCOUNT, .as = AS[peer->role]};
    g_strlcpy(stay.meeting_id, peer->meeting, sizeof stay.meeting_id);
    g_strlcpy(stay.person_id, peer->account, sizeof stay.person_id);
    g_strlcpy(stay.token_id, peer->token, sizeof stay.token_id);
    return stay;
}

static void ask(RtcStays *stays, Catalog *catalog, GPtrArray *take_ids, const GArray *asked) {
    g_autoptr(GError) error = NULL;
    Review *review = g_new(Review, 1);
    *review = (Review){stays, take_ids};
    const CatalogRoomReview wish = {.stays = asked,
                                    .reply_to = stays->api,
                                    .fn = on_reviewed,
                                    .data = review,
                                    .free_data = free_review};
    if (catalog_rooms_review(catalog, &wish, &error))
        return;
    log_error(LOG_WARNING, "server", "nobody says who may stay by WHIP and WHEP", error);
    free_review(review);
}

void rtc_stays_review(RtcStays *stays, Catalog *catalog, const char *meeting_id) {
    g_autoptr(GArray) asked = g_array_new(FALSE, TRUE, sizeof(BookStay));
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    void *data;
    g_hash_table_iter_init(&iter, stays->peers);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        const Peer *peer = data;
        if (meeting_id && strcmp(peer->meeting, meeting_id) != 0)
            continue;
        BookStay stay = question_of(peer);
        g_array_append_val(asked, stay);
        g_ptr_array_add(ids, g_strdup(peer->id));
    }
    if (ids->len > 0)
        ask(stays, catalog, g_steal_pointer(&ids), asked);
}
