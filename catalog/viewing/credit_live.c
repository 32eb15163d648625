#include "catalog/viewing/credit_live.h"

#include <glib.h>
#include <string.h>

#include "catalog/viewing/beat_piece.h"
#include "catalog/viewing/credit_live_turn.h"
#include "catalog/viewing/span_set.h"
#include "catalog/viewing/viewing_id.h"

#define REMEMBERED  64 /* sequence numbers behind the last one */
#define FULL_WEIGHT 1000

typedef struct Person {
    char id[ID_TEXT_BYTES];
    unsigned n_viewings;
    CreditLiveTurn turn;
} Person;

#define EVENT_KEY_BYTES (2 * ID_TEXT_BYTES)

/* A person at an event. */
typedef struct Event {
    char key[EVENT_KEY_BYTES];
    unsigned n_viewings;
    bool is_unknown;
    SpanSet media;    /* of all classes that have a weight */
    SpanSet live;     /* of the class live: empty when replay has the whole weight */
    int64_t worth_ms; /* time that passed with it */
} Event;

typedef struct Viewing {
    char id[ID_TEXT_BYTES];
    uint8_t packed[VIEWING_ID_BINARY_BYTES];
    Person *person;
    Event *event;
    CreditLiveTerms terms;
    int64_t opened_ms, placed_ms, ended_ms;
    int64_t worth_upto_ms; /* the wall that counted ends here: a piece of no length is 1 ms long */
    int64_t touched_us;
    int64_t last; /* the greatest sequence number */
    uint64_t had; /* bit n: last - n was there */
    bool has_gap; /* not every number up to the last one was there */
} Viewing;

struct CreditLive {
    GHashTable *viewings; /* id (in the viewing) → Viewing, owned */
    GHashTable *persons;  /* id (in the person) → Person, owned */
    GHashTable *events;   /* key (in the event) → Event, owned */
};

static int64_t ms_of(int64_t at_us) {
    return at_us / CLOCK_US_PER_MS;
}

static void free_person(void *data) {
    Person *person = data;
    credit_live_turn_clear(&person->turn);
    g_free(person);
}

static void free_event(void *data) {
    Event *event = data;
    span_set_clear(&event->media);
    span_set_clear(&event->live);
    g_free(event);
}

CreditLive *credit_live_new(void) {
    CreditLive *live = g_new0(CreditLive, 1);
    live->viewings = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    live->persons = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_person);
    live->events = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_event);
    return live;
}

void credit_live_free(CreditLive *live) {
    if (!live)
        return;
    g_hash_table_unref(live->viewings);
    g_hash_table_unref(live->persons);
    g_hash_table_unref(live->events);
    g_free(live);
}

/* ---- opening ---- */

static void claim(Person *person, const uint8_t *id, int64_t from_ms, int64_t until_ms) {
    CreditLiveClaim made = {.from_ms = from_ms, .until_ms = until_ms};
    memcpy(made.id, id, sizeof made.id);
    credit_live_turn_take(&person->turn, &made);
}

/* Of an account that is new here the database knows what it watches elsewhere; what went before is
 * not known. */
static Person *person_of(CreditLive *live, const CreditLiveOpening *opening) {
    Person *person = g_hash_table_lookup(live->persons, opening->account_id);
    if (person)
        return person;
    person = g_new0(Person, 1);
    g_strlcpy(person->id, opening->account_id, sizeof person->id);
    person->turn.known_ms = ms_of(opening->at_us);
    for (unsigned i = 0; i < opening->stakes->n; i++) {
        const ViewingStake *stake = &opening->stakes->list[i];
        uint8_t id[VIEWING_ID_BINARY_BYTES];
        if (strcmp(stake->viewing_id, opening->viewing_id) != 0 &&
            viewing_id_pack(stake->viewing_id, id))
            claim(person, id, ms_of(stake->taken_at_us), INT64_MAX);
    }
    g_hash_table_insert(live->persons, person->id, person);
    return person;
}

static Event *event_of(CreditLive *live, const CreditLiveOpening *opening) {
    char key[EVENT_KEY_BYTES];
    g_snprintf(key, sizeof key, "%s %s", opening->account_id, opening->of_id);
    Event *event = g_hash_table_lookup(live->events, key);
    if (event)
        return event;
    event = g_new0(Event, 1);
    g_strlcpy(event->key, key, sizeof event->key);
    event->is_unknown = opening->terms->has_earlier;
    g_hash_table_insert(live->events, event->key, event);
    return event;
}

void credit_live_open(CreditLive *live, const CreditLiveOpening *opening) {
    uint8_t packed[VIEWING_ID_BINARY_BYTES];
    if (g_hash_table_contains(live->viewings, opening->viewing_id) ||
        !viewing_id_pack(opening->viewing_id, packed))
        return;
    if (g_hash_table_size(live->viewings) >= CREDIT_LIVE_MAX) {
        const CreditLiveWhose whose = {opening->account_id, opening->viewing_id};
        credit_live_take(live, &whose, opening->at_us);
        return;
    }
    Viewing *viewing = g_new0(Viewing, 1);
    *viewing = (Viewing){.person = person_of(live, opening),
                         .event = event_of(live, opening),
                         .terms = *opening->terms,
                         .opened_ms = ms_of(opening->at_us),
                         .placed_ms = ms_of(opening->at_us),
                         .ended_ms = INT64_MAX,
                         .touched_us = opening->at_us};
    g_strlcpy(viewing->id, opening->viewing_id, sizeof viewing->id);
    memcpy(viewing->packed, packed, sizeof packed);
    viewing->person->n_viewings++;
    viewing->event->n_viewings++;
    claim(viewing->person, packed, viewing->opened_ms, INT64_MAX);
    g_hash_table_insert(live->viewings, viewing->id, viewing);
}

/* ---- who has the person ---- */

void credit_live_take(CreditLive *live, const CreditLiveWhose *whose, int64_t at_us) {
    const Viewing *viewing = g_hash_table_lookup(live->viewings, whose->viewing_id);
    Person *person = g_hash_table_lookup(live->persons, whose->account_id);
    uint8_t packed[VIEWING_ID_BINARY_BYTES];
    if (person && viewing_id_pack(whose->viewing_id, packed))
        claim(person, packed, ms_of(at_us), viewing ? viewing->ended_ms : INT64_MAX);
}

void credit_live_end(CreditLive *live, const CreditLiveWhose *whose, int64_t at_us) {
    Viewing *viewing = g_hash_table_lookup(live->viewings, whose->viewing_id);
    Person *person = g_hash_table_lookup(live->persons, whose->account_id);
    uint8_t packed[VIEWING_ID_BINARY_BYTES];
    if (viewing)
        viewing->ended_ms = MIN(viewing->ended_ms, ms_of(at_us));
    if (person && viewing_id_pack(whose->viewing_id, packed))
        credit_live_turn_end(&person->turn, packed, ms_of(at_us));
}

/* ---- beats ---- */

/* Whether the beat is the next one. One that comes late, and was not there yet, belongs before what
 * was counted: from then on nothing is known. One that came before the newest is told again. */
static bool admit(Viewing *viewing, int64_t sequence, int64_t at_us) {
    bool is_again = at_us <= viewing->touched_us && viewing->last > 0;
    viewing->touched_us = MAX(viewing->touched_us, at_us);
    int64_t ahead = sequence - viewing->last;
    if (ahead > 0) {
        viewing->has_gap |= ahead > 1;
        viewing->had = ahead < REMEMBERED ? viewing->had << ahead | 1 : 1;
        viewing->last = sequence;
        return true;
    }
    bool is_known =
        is_again || !viewing->has_gap || (-ahead < REMEMBERED && viewing->had >> -ahead & 1);
    viewing->event->is_unknown |= !is_known;
    return false;
}

/* What was shown at a moment of the piece's wall. */
static int64_t media_at(const BeatPiece *piece, int64_t at_ms) {
    return piece->media_from + (at_ms - piece->wall_from) * (piece->media_to - piece->media_from) /
                                   (piece->wall_to - piece->wall_from);
}

static int64_t weight_of(const CreditLiveTerms *terms) {
    return terms->is_live ? FULL_WEIGHT : terms->replay_weight_milli;
}

/* The part's wall as far as the event has media. */
static void count_worth(Viewing *viewing, const CreditLivePart *wall, const Span *media,
                        int64_t end_ms) {
    int64_t upto_ms = wall->upto_ms;
    if (media->to_ms > end_ms)
        upto_ms = wall->from_ms + (end_ms - media->from_ms) * (wall->upto_ms - wall->from_ms) /
                                      (media->to_ms - media->from_ms);
    int64_t from_ms = MAX(wall->from_ms, viewing->worth_upto_ms);
    if (from_ms >= upto_ms)
        return;
    viewing->event->worth_ms += upto_ms - from_ms;
    viewing->worth_upto_ms = upto_ms;
}

static void count_part(Viewing *viewing, const CreditLivePart *wall, const Span *media) {
    const CreditLiveTerms *terms = &viewing->terms;
    int64_t end_ms = terms->duration_ms > 0 ? terms->duration_ms : INT64_MAX;
    if (media->from_ms >= MIN(media->to_ms, end_ms))
        return;
    span_set_add(&viewing->event->media, media->from_ms, MIN(media->to_ms, end_ms));
    if (terms->is_live && terms->replay_weight_milli < FULL_WEIGHT)
        span_set_add(&viewing->event->live, media->from_ms, MIN(media->to_ms, end_ms));
    if (terms->counts_presence)
        count_worth(viewing, wall, media, end_ms);
}

static void count(Viewing *viewing, const BeatPiece *piece) {
    CreditLivePart part = {piece->wall_from, piece->wall_to};
    while (credit_live_turn_next(&viewing->person->turn, viewing->packed, &part)) {
        const Span media = {(uint32_t)media_at(piece, part.from_ms),
                            (uint32_t)media_at(piece, part.upto_ms)};
        count_part(viewing, &part, &media);
        part = (CreditLivePart){part.upto_ms, piece->wall_to};
    }
}

static BeatTime time_of(const ViewingBeat *beat, int64_t at_us) {
    BeatTime time = {ms_of(at_us), ms_of(beat->contact_us), beat->since_ms, beat->rate_milli, 0};
    for (unsigned i = 0; i < beat->n_seen; i++)
        time.seen_ms += beat->seen[i].to_ms - beat->seen[i].from_ms;
    return time;
}

void credit_live_beat(CreditLive *live, const char *viewing_id, const ViewingBeat *beat,
                      int64_t at_us) {
    Viewing *viewing = g_hash_table_lookup(live->viewings, viewing_id);
    if (!viewing)
        return;
    if (!admit(viewing, beat->sequence, at_us) || !viewing->terms.is_counted)
        return;
    const BeatTime time = time_of(beat, at_us);
    const BeatBefore before = {viewing->opened_ms, viewing->placed_ms,
                               viewing->terms.max_rate_milli};
    BeatSpan span;
    BeatPiece piece;
    if (!beat_piece_place(&time, &before, &span))
        return;
    viewing->placed_ms = span.start + span.length;
    for (unsigned i = 0; i < beat->n_seen && weight_of(&viewing->terms) > 0; i++)
        if (beat_piece_lay(&span, beat->seen[i].from_ms, beat->seen[i].to_ms, &piece))
            count(viewing, &piece);
}

/* As the record will sum it up: live before replay, each with its weight. */
static int64_t sum_of(const Event *event, const CreditLiveTerms *terms) {
    int64_t sum_ms = event->media.sum_ms;
    if (terms->replay_weight_milli < FULL_WEIGHT) {
        int64_t live_ms = event->live.sum_ms;
        sum_ms = live_ms + MAX(sum_ms - live_ms, 0) * terms->replay_weight_milli / FULL_WEIGHT;
    }
    return terms->counts_presence ? MIN(sum_ms, event->worth_ms) : sum_ms;
}

int64_t credit_live_figure(const CreditLive *live, const char *viewing_id) {
    const Viewing *viewing = g_hash_table_lookup(live->viewings, viewing_id);
    if (!viewing || !viewing->terms.is_counted || weight_of(&viewing->terms) == 0 ||
        viewing->event->is_unknown)
        return -1;
    const CreditLiveTerms *terms = &viewing->terms;
    int64_t sum_ms = sum_of(viewing->event, terms);
    if (sum_ms < terms->least_ms)
        return 0;
    return terms->cap_ms > 0 ? MIN(sum_ms, terms->cap_ms) : sum_ms;
}

/* ---- forgetting ---- */

static void let_go(CreditLive *live, const Viewing *viewing) {
    if (--viewing->event->n_viewings == 0)
        g_hash_table_remove(live->events, viewing->event->key);
    if (--viewing->person->n_viewings == 0)
        g_hash_table_remove(live->persons, viewing->person->id);
}

void credit_live_sweep(CreditLive *live, int64_t now_us) {
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, live->viewings);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Viewing *viewing = value;
        if (viewing->touched_us + CREDIT_LIVE_FORGET_US >= now_us)
            continue;
        let_go(live, viewing);
        g_hash_table_iter_remove(&iter);
    }
}

unsigned credit_live_n(const CreditLive *live) {
    return g_hash_table_size(live->viewings);
}

const char *credit_live_account(const CreditLive *live, const char *viewing_id) {
    const Viewing *viewing = g_hash_table_lookup(live->viewings, viewing_id);
    return viewing ? viewing->person->id : NULL;
}
