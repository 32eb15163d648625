#include "server/seat_beats_door.h"

#include <math.h>

G_STATIC_ASSERT((int)SEAT_BEAT_N_STATES == (int)VIEWING_N_STATES);
G_STATIC_ASSERT((int)SEAT_BEAT_PLAYING == (int)VIEWING_PLAYING);
G_STATIC_ASSERT((int)SEAT_BEAT_ENDED == (int)VIEWING_ENDED);
G_STATIC_ASSERT(SEAT_BEAT_CONTACT_CHARS + 1 == VIEWING_CONTACT_BYTES);
G_STATIC_ASSERT(SEAT_BEATS_MAX <= VIEWING_CALL_MAX_BEATS);
G_STATIC_ASSERT(SEAT_BEAT_MAX_SEEN <= VIEWING_BEAT_MAX_SEEN);

typedef struct Asked {
    Answers *answers; /* a reference */
    SeatTicket ticket;
} Asked;

static void free_asked(void *data) {
    Asked *asked = data;
    answers_unref(asked->answers);
    g_free(asked);
}

/* On the api thread. */
static void on_taken(const GError *error, const ViewingBeatsAnswer *answer, void *data) {
    const Asked *asked = data;
    SeatBeatsAnswer told = {.error = error};
    if (answer) {
        told.sequence = answer->sequence;
        told.is_elsewhere = answer->is_elsewhere;
        told.credited_ms = answer->credited_ms;
        g_strlcpy(told.contact, answer->contact, sizeof told.contact);
    }
    answers_post(asked->answers, &asked->ticket, &told);
}

static void read_beat(const SeatBeat *from, ViewingBeat *ret_beat) {
    *ret_beat = (ViewingBeat){.sequence = from->sequence,
                              .state = (ViewingState)from->state,
                              .position_ms = from->position_ms,
                              .rate_milli = lround(from->rate * 1000),
                              .latency_ms = from->latency_ms,
                              .is_final = from->is_final,
                              .since_ms = from->has_since ? from->since_ms : -1,
                              .n_seen = from->seen->len};
    g_strlcpy(ret_beat->language, from->language, sizeof ret_beat->language);
    g_strlcpy(ret_beat->contact, from->contact ? from->contact : "", sizeof ret_beat->contact);
    for (unsigned i = 0; i < from->seen->len; i++) {
        const SeatBeatSeen *seen = from->seen->pdata[i];
        ret_beat->seen[i] = (ViewingInterval){seen->from_ms, seen->to_ms};
    }
}

bool seat_beats_door_take(Catalog *catalog, Answers *answers, const SeatBeats *beats,
                          GError **error) {
    unsigned n = beats->beats->len;
    g_autofree ViewingBeat *list = g_new(ViewingBeat, n);
    for (unsigned i = 0; i < n; i++)
        read_beat(beats->beats->pdata[i], &list[i]);
    Asked *asked = g_new0(Asked, 1);
    *asked = (Asked){answers_ref(answers), beats->ticket};
    const CatalogBeats wish = {
        .call = {.viewing_id = beats->viewing_id,
                 .who_id = beats->account_id,
                 .token = beats->token,
                 .beats = list,
                 .n_beats = n},
        .fn = on_taken,
        .data = asked,
        .free_data = free_asked,
    };
    if (catalog_viewing_beats(catalog, &wish, error))
        return true;
    free_asked(asked);
    return false;
}
