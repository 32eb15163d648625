#include "server/room_media_door.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "signaling/answers_room.h"
#include "signaling/protocol/room_words.h"

G_STATIC_ASSERT((int)ROOM_MICROPHONE == (int)RTC_HOLD_MICROPHONE);
G_STATIC_ASSERT((int)ROOM_CAMERA == (int)RTC_HOLD_CAMERA);
G_STATIC_ASSERT((int)ROOM_SCREEN == (int)RTC_HOLD_SCREEN);
G_STATIC_ASSERT((int)MEDIA_CAMERA == (int)RTC_CAMERA);
G_STATIC_ASSERT((int)MEDIA_SCREEN == (int)RTC_SCREEN);
G_STATIC_ASSERT((int)MEDIA_LINE_FULL == (int)RTC_LINE_FULL);
G_STATIC_ASSERT((int)MEDIA_LINE_SOUND == (int)RTC_LINE_SOUND);
G_STATIC_ASSERT((unsigned)MEDIA_WISHES_MAX <= RTC_MAX_WISHES);
G_STATIC_ASSERT(sizeof((IceCredential){0}.username) <= ROOM_MEDIA_TURN_BYTES);
G_STATIC_ASSERT(sizeof((IceCredential){0}.password) <= ROOM_MEDIA_TURN_BYTES);
G_STATIC_ASSERT(ICE_SERVERS_MAX <= ROOM_TURN_URLS_MAX);

#define PRIORITY_MAX 255

/* A connection of a seat. */
typedef struct Peer {
    char id[RTC_ID_BYTES];
    char session[IDENTITY_ID_BYTES], room[IDENTITY_ID_BYTES];
    char person[IDENTITY_ID_BYTES]; /* account or screen */
    bool is_screen, is_view;
    int64_t picture_until_ms, sound_until_ms; /* of what was told of it */
} Peer;

struct RoomMediaDoor {
    Worker *control; /* borrowed */
    Answers *answers;
    Rtc *rtc;                  /* borrowed, or NULL */
    IceServers turn;           /* no URLs: none */
    GHashTable *peers;         /* id, borrowed from it → Peer, owning */
    GHashTable *holds;         /* session → bits that are not forwarded; of seats with an offer */
    RoomMediaHeardFn on_heard; /* or NULL */
    void *on_heard_user;
};

RoomMediaDoor *room_media_door_new(Worker *control, Answers *answers) {
    RoomMediaDoor *door = g_new0(RoomMediaDoor, 1);
    door->control = control;
    door->answers = answers_ref(answers);
    door->peers = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    door->holds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return door;
}

void room_media_door_free(RoomMediaDoor *door) {
    if (!door)
        return;
    g_hash_table_unref(door->peers);
    g_hash_table_unref(door->holds);
    answers_unref(door->answers);
    g_free(door);
}

void room_media_door_set_rtc(RoomMediaDoor *door, Rtc *rtc) {
    door->rtc = rtc;
}

void room_media_door_set_turn(RoomMediaDoor *door, const IceServers *servers) {
    door->turn = servers ? *servers : (IceServers){0};
}

bool room_media_door_turn(const char *account, RoomMediaTurn *ret_turn, void *user) {
    const RoomMediaDoor *door = user;
    IceCredential credential;
    if (!door->turn.urls)
        return false;
    ice_servers_credential(&door->turn, account, clock_wall_us() / CLOCK_US_PER_S, &credential);
    ret_turn->urls = door->turn.urls;
    g_strlcpy(ret_turn->username, credential.username, sizeof ret_turn->username);
    g_strlcpy(ret_turn->credential, credential.password, sizeof ret_turn->credential);
    return true;
}

void room_media_door_set_listener(RoomMediaDoor *door, RoomMediaHeardFn fn, void *user) {
    door->on_heard = fn;
    door->on_heard_user = user;
}

/* ---- offers ---- */

/* From the question to its answer; owned, on one thread after the other. */
typedef struct Offering {
    RoomMediaDoor *door; /* borrowed: it outlives the SFU */
    SeatTicket ticket;
    Peer peer;
    unsigned held;
    char *sdp;     /* the answer; or */
    GError *error; /* why there is none */
} Offering;

static void free_offering(void *data) {
    Offering *offering = data;
    g_clear_error(&offering->error);
    g_free(offering->sdp);
    g_free(offering);
}

static void set_holds(const RoomMediaDoor *door, const char *id, unsigned held) {
    unsigned given = ROOM_ALL_SOURCES & ~held;
    if (held)
        (void)rtc_hold(door->rtc, id, held, true, NULL);
    if (given)
        (void)rtc_hold(door->rtc, id, given, false, NULL);
}

/* Meanwhile a host may have muted him, or he may have gone: the room looks after the latter. */
static void note_peer(RoomMediaDoor *door, const Offering *offering) {
    Peer *peer = g_memdup2(&offering->peer, sizeof offering->peer);
    void *held = NULL;
    g_hash_table_replace(door->peers, peer->id, peer);
    if (!peer->is_view && g_hash_table_lookup_extended(door->holds, peer->session, NULL, &held) &&
        GPOINTER_TO_UINT(held) != offering->held)
        set_holds(door, peer->id, GPOINTER_TO_UINT(held));
}

static void on_answered_in_control(void *data) {
    const Offering *offering = data;
    if (!offering->error)
        note_peer(offering->door, offering);
    const RoomMediaAnswer answer = {.ticket = offering->ticket,
                                    .error = offering->error,
                                    .room = offering->peer.room,
                                    .session = offering->peer.session,
                                    .peer = offering->peer.id,
                                    .sdp = offering->sdp};
    answers_room_media(offering->door->answers, &answer);
}

/* A worker's thread of the SFU. */
static void on_answered(const RtcAnswer *answer, void *user) {
    Offering *offering = user;
    if (answer->sdp) {
        offering->sdp = g_strdup(answer->sdp);
        g_strlcpy(offering->peer.id, answer->id, sizeof offering->peer.id);
    } else {
        offering->error = g_error_copy(answer->error);
    }
    if (worker_post(offering->door->control, on_answered_in_control, offering, free_offering, NULL))
        return;
    if (answer->sdp) /* nobody would know of it; the client offers again */
        (void)rtc_leave(offering->door->rtc, offering->peer.id, NULL);
    free_offering(offering);
}

bool room_media_door_offer(const RoomMediaOffer *offer, void *user, GError **error) {
    RoomMediaDoor *door = user;
    const char *session = offer->session;
    if (!door->rtc) {
        g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE,
                            "This server forwards no cameras and microphones.");
        return false;
    }
    Offering *offering = g_new0(Offering, 1);
    *offering = (Offering){.door = door,
                           .ticket = offer->ticket,
                           .peer = {.is_view = offer->is_view, .is_screen = offer->is_screen},
                           .held = offer->held};
    g_strlcpy(offering->peer.session, session, sizeof offering->peer.session);
    g_strlcpy(offering->peer.room, offer->room, sizeof offering->peer.room);
    g_strlcpy(offering->peer.person, offer->person, sizeof offering->peer.person);
    if (!offer->is_view)
        g_hash_table_replace(door->holds, g_strdup(session), GUINT_TO_POINTER(offer->held));
    const RtcJoin join = {.channel = offer->room,
                          .role = offer->is_view ? RTC_VIEW : RTC_PUBLISH,
                          .offer = offer->sdp,
                          .offer_length = strlen(offer->sdp),
                          .name = session,
                          .is_chosen = offer->is_view,
                          .held = offer->held,
                          .fn = on_answered,
                          .user = offering};
    if (rtc_join(door->rtc, &join, error))
        return true;
    free_offering(offering);
    return false;
}

/* ---- wishes, holds, leaving ---- */

bool room_media_door_show(const RoomMediaWishes *wishes, void *user, GError **error) {
    const RoomMediaDoor *door = user;
    const Peer *peer = g_hash_table_lookup(door->peers, wishes->peer);
    RtcWish list[MEDIA_WISHES_MAX];
    unsigned n = MIN(wishes->wishes->len, MEDIA_WISHES_MAX);
    if (!peer || !peer->is_view || strcmp(peer->session, wishes->session) != 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                            "There is no such connection that shows pictures.");
        return false;
    }
    for (unsigned i = 0; i < n; i++) {
        const MediaWish *wish = wishes->wishes->pdata[i];
        list[i] = (RtcWish){.place = (unsigned)wish->place,
                            .name = wish->session,
                            .source = (RtcPictureSource)wish->source,
                            .max_height_px = (unsigned)wish->max_height_px,
                            .priority = (unsigned)CLAMP(wish->priority, 0, PRIORITY_MAX)};
    }
    return rtc_show(door->rtc, wishes->peer, list, n, error);
}

void room_media_door_hold(const char *room, const char *session, unsigned held, void *user) {
    RoomMediaDoor *door = user;
    GHashTableIter iter;
    void *data;
    if (!g_hash_table_contains(door->holds, session))
        return; /* nothing of his was offered: the next offer says what is held */
    g_hash_table_replace(door->holds, g_strdup(session), GUINT_TO_POINTER(held));
    g_hash_table_iter_init(&iter, door->peers);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        const Peer *peer = data;
        if (!peer->is_view && strcmp(peer->session, session) == 0)
            set_holds(door, peer->id, held);
    }
}

void room_media_door_leave(const char *room, const char *session, const char *peer_id, void *user) {
    RoomMediaDoor *door = user;
    GHashTableIter iter;
    void *data;
    if (!peer_id)
        g_hash_table_remove(door->holds, session);
    g_hash_table_iter_init(&iter, door->peers);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        const Peer *peer = data;
        bool is_meant = peer_id ? strcmp(peer->id, peer_id) == 0 : true;
        if (!is_meant || strcmp(peer->session, session) != 0)
            continue;
        (void)rtc_leave(door->rtc, peer->id, NULL);
        g_hash_table_iter_remove(&iter);
    }
}

/* ---- events ---- */

/* Crosses from the SFU to the control thread. */
typedef struct News {
    RoomMediaDoor *door;
    char id[RTC_ID_BYTES];
    RoomMediaEventKind kind;
    MediaLine line;
    int64_t bps;
} News;

static void on_news_in_control(void *data) {
    const News *news = data;
    const Peer *peer = g_hash_table_lookup(news->door->peers, news->id);
    if (!peer)
        return; /* of WHIP or WHEP, or it was sent away */
    const RoomMediaEvent event = {.kind = news->kind,
                                  .room = peer->room,
                                  .session = peer->session,
                                  .peer = peer->id,
                                  .line = news->line,
                                  .bps = news->bps};
    answers_room_media_event(news->door->answers, &event);
    if (news->kind == ROOM_MEDIA_GONE)
        g_hash_table_remove(news->door->peers, news->id);
}

static void post_news(const News *news) {
    News *copy = g_memdup2(news, sizeof *news);
    g_autoptr(GError) error = NULL;
    if (worker_post(news->door->control, on_news_in_control, copy, g_free, &error))
        return;
    g_free(copy);
    if (news->kind == ROOM_MEDIA_GONE && !g_error_matches(error, BASE_ERROR, ERROR_UNAVAILABLE))
        log_error(LOG_WARNING, "server", "a room is not told that a connection is gone", error);
}

static void on_peer(const RtcPeerNews *told, void *user) {
    News news = {.door = user, .kind = ROOM_MEDIA_GONE};
    g_strlcpy(news.id, told->id, sizeof news.id);
    if (told->why && told->name)
        post_news(&news);
}

static void on_line(const RtcLineNews *told, void *user) {
    News news = {.door = user,
                 .kind = ROOM_MEDIA_LINE,
                 .line = (MediaLine)told->state,
                 .bps = (int64_t)MIN(told->estimate_bps, (uint64_t)MEDIA_BPS_MAX)};
    g_strlcpy(news.id, told->id, sizeof news.id);
    post_news(&news);
}

static void on_speakers(const RtcSpeakersNews *told, void *user) {
    const RoomMediaDoor *door = user;
    const char *names[RTC_LOUDEST + 1] = {NULL};
    for (unsigned i = 0; i < told->n_names; i++)
        names[i] = told->names[i];
    const RoomMediaEvent event = {
        .kind = ROOM_MEDIA_SPEAKERS, .room = told->channel, .speakers = names};
    answers_room_media_event(door->answers, &event);
}

/* ---- what was delivered ---- */

typedef struct DeliveredRow {
    char id[RTC_ID_BYTES];
    uint32_t picture_ms, sound_ms;
} DeliveredRow;

/* Crosses from the SFU to the control thread. */
typedef struct Delivered {
    RoomMediaDoor *door;
    int64_t told_ms; /* wall clock */
    unsigned n;
    DeliveredRow rows[];
} Delivered;

static void on_delivered_in_control(void *data) {
    const Delivered *delivered = data;
    RoomMediaHeard heard[RTC_DELIVERED_AT_ONCE];
    unsigned n = 0;
    for (unsigned i = 0; i < delivered->n; i++) {
        const DeliveredRow *row = &delivered->rows[i];
        Peer *peer = g_hash_table_lookup(delivered->door->peers, row->id);
        if (!peer || !*peer->person)
            continue; /* it was sent away; or a guest's, who has no record */
        heard[n++] = (RoomMediaHeard){
            .room = peer->room,
            .person = peer->person,
            .is_screen = peer->is_screen,
            .picture =
                media_span_place(&peer->picture_until_ms, row->picture_ms, delivered->told_ms),
            .sound = media_span_place(&peer->sound_until_ms, row->sound_ms, delivered->told_ms)};
    }
    if (n > 0 && delivered->door->on_heard)
        delivered->door->on_heard(heard, n, delivered->door->on_heard_user);
}

static void on_delivered(const RtcDeliveredNews *rows, unsigned n_rows, void *user) {
    g_autoptr(GError) error = NULL;
    Delivered *delivered = g_malloc(sizeof *delivered + n_rows * sizeof *delivered->rows);
    *delivered = (Delivered){.door = user, .told_ms = clock_wall_us() / CLOCK_US_PER_MS};
    for (unsigned i = 0; i < n_rows; i++) {
        DeliveredRow *row = &delivered->rows[delivered->n];
        if (!rows[i].name)
            continue; /* of WHIP or WHEP */
        *row = (DeliveredRow){.picture_ms = rows[i].picture_ms, .sound_ms = rows[i].sound_ms};
        g_strlcpy(row->id, rows[i].id, sizeof row->id);
        delivered->n++;
    }
    if (delivered->n > 0 &&
        worker_post(delivered->door->control, on_delivered_in_control, delivered, g_free, &error))
        return;
    g_free(delivered);
    if (error && !g_error_matches(error, BASE_ERROR, ERROR_UNAVAILABLE))
        log_error(LOG_WARNING, "server", "a second of media in rooms is not counted", error);
}

const RtcEvents ROOM_MEDIA_DOOR_EVENTS = {.on_peer = on_peer,
                                          .on_speakers = on_speakers,
                                          .on_line = on_line,
                                          .on_delivered = on_delivered};
