#include "catalog/attendance/room_stays.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/attendance/room_quiet.h"
#include "catalog/attendance/room_stay.h"
#include "catalog/attendance/room_viewing.h"
#include "catalog/viewing/viewing_id.h"

#define KEY_BYTES     (2 * ID_TEXT_BYTES)
#define OPEN_AGAIN_US (10 * CLOCK_US_PER_S) /* after a failure */

typedef enum StayStep {
    STAY_NEW,     /* has no viewing yet */
    STAY_OPENING, /* asked for */
    STAY_OPEN,
    STAY_SPEAKING, /* its beat is on the way to the log */
    STAY_NONE,     /* nothing of it is counted */
} StayStep;

typedef struct Entry {
    char key[KEY_BYTES]; /* meeting, space, person */
    char meeting_id[ID_TEXT_BYTES], person_id[ID_TEXT_BYTES];
    char viewing_id[ID_TEXT_BYTES];
    bool is_screen;
    StayStep step;
    int64_t heard_us, next_us; /* monotonic: media came; something is to be done */
    RoomStay stay;
} Entry;

/* A meeting in whose room somebody was heard. */
typedef struct Room {
    char meeting_id[ID_TEXT_BYTES];
    RoomQuiet quiet;
    bool is_none; /* its quiet is nothing to anybody */
    int64_t heard_us;
} Room;

struct RoomStays {
    RoomStaysOptions options;
    GHashTable *entries; /* key, borrowed from it → Entry, owned */
    GHashTable *rooms;   /* meeting, borrowed from it → Room, owned; not more than entries were */
    bool was_full;
};

static void free_entry(void *data) {
    Entry *entry = data;
    room_stay_clear(&entry->stay);
    g_free(entry);
}

static void write_key(const char *meeting_id, const char *person_id, char ret_key[KEY_BYTES]) {
    g_snprintf(ret_key, KEY_BYTES, "%s %s", meeting_id, person_id);
}

/* ---- a viewing for a stay ---- */

typedef struct Opening {
    RoomStays *stays;
    char key[KEY_BYTES], meeting_id[ID_TEXT_BYTES], person_id[ID_TEXT_BYTES];
    bool is_screen;
    RoomViewing viewing;
} Opening;

static void fail_opening(Entry *entry, const GError *error) {
    entry->step = STAY_NEW;
    entry->next_us = clock_monotonic_us() + OPEN_AGAIN_US;
    log_error(LOG_WARNING, "catalog", "a stay in a room is not counted yet", error);
}

/* Who comes again has another stay. */
static void end(Entry *entry) {
    entry->step = STAY_NEW;
    entry->next_us = 0;
    if (room_stay_has_due(&entry->stay))
        entry->heard_us = clock_monotonic_us();
}

static void begin(Entry *entry, const ViewingRow *row) {
    g_strlcpy(entry->viewing_id, row->id, sizeof entry->viewing_id);
    entry->step = STAY_OPEN;
    entry->next_us = clock_monotonic_us() + ROOM_STAYS_WRITE_US;
    entry->stay.base_ms = row->base_wall_us / CLOCK_US_PER_MS;
    entry->stay.opened_at_us = row->started_at_us;
    entry->stay.last_sequence = entry->stay.position_ms = 0;
}

static void on_logged(const GError *error, void *data) {
    const Opening *opening = data;
    Entry *entry = g_hash_table_lookup(opening->stays->entries, opening->key);
    if (entry && error)
        fail_opening(entry, error);
    else if (entry)
        begin(entry, &opening->viewing.row);
}

static void log_opening(Opening *opening, Entry *entry) {
    g_autoptr(GError) error = NULL;
    Opening *copy = g_memdup2(opening, sizeof *opening);
    const ViewingOpening said = {.row = &copy->viewing.row,
                                 .stakes = &copy->viewing.stakes,
                                 .terms = &copy->viewing.terms,
                                 .fn = on_logged,
                                 .data = copy,
                                 .free_data = g_free};
    if (viewing_beats_opened(opening->stays->options.beats, &said, &error))
        return;
    g_free(copy);
    fail_opening(entry, error);
}

static bool run_open(Database *database, void *data, GError **error) {
    Opening *opening = data;
    return room_viewing_open(database, opening->meeting_id, opening->person_id, opening->is_screen,
                             &opening->viewing, error);
}

static void on_opened(const GError *error, void *data) {
    Opening *opening = data;
    Entry *entry = g_hash_table_lookup(opening->stays->entries, opening->key);
    if (!entry)
        return;
    if (error)
        fail_opening(entry, error);
    else if (opening->viewing.is_none)
        entry->step = STAY_NONE;
    else
        log_opening(opening, entry);
}

static void open_stay(RoomStays *stays, Entry *entry) {
    g_autoptr(GError) error = NULL;
    Opening *opening = g_new0(Opening, 1);
    *opening = (Opening){.stays = stays, .is_screen = entry->is_screen};
    memcpy(opening->key, entry->key, sizeof opening->key);
    memcpy(opening->meeting_id, entry->meeting_id, sizeof opening->meeting_id);
    memcpy(opening->person_id, entry->person_id, sizeof opening->person_id);
    const StoreJob job = {.run = run_open,
                          .done = on_opened,
                          .reply_to = stays->options.worker,
                          .data = opening,
                          .free_data = g_free};
    entry->step = STAY_OPENING;
    if (store_write(stays->options.store, &job, &error))
        return;
    g_free(opening);
    fail_opening(entry, error);
}

/* ---- quiet ---- */

typedef struct Quiet {
    RoomStays *stays;
    char meeting_id[ID_TEXT_BYTES];
    RoomQuietSpan span;
    bool is_none;
} Quiet;

static bool run_quiet(Database *database, void *data, GError **error) {
    Quiet *quiet = data;
    return room_viewing_note_quiet(database, quiet->meeting_id, &quiet->span, &quiet->is_none,
                                   error);
}

static void on_quiet(const GError *error, void *data) {
    const Quiet *quiet = data;
    Room *room = g_hash_table_lookup(quiet->stays->rooms, quiet->meeting_id);
    if (error)
        log_error(LOG_WARNING, "catalog", "quiet in a room is not noted", error);
    else if (room)
        room->is_none = quiet->is_none;
}

static void note_quiet(RoomStays *stays, const Room *room, const RoomQuietSpan *span) {
    g_autoptr(GError) error = NULL;
    Quiet *quiet = g_new(Quiet, 1);
    *quiet = (Quiet){.stays = stays, .span = *span};
    memcpy(quiet->meeting_id, room->meeting_id, sizeof quiet->meeting_id);
    const StoreJob job = {.run = run_quiet,
                          .done = on_quiet,
                          .reply_to = stays->options.worker,
                          .data = quiet,
                          .free_data = g_free};
    if (store_write(stays->options.store, &job, &error))
        return;
    g_free(quiet);
    log_error(LOG_WARNING, "catalog", "quiet in a room is not noted", error);
}

static void hear_room(RoomStays *stays, const RoomMedia *media, int64_t now_us) {
    Room *room = g_hash_table_lookup(stays->rooms, media->meeting_id);
    RoomQuietSpan span;
    if (!room) {
        room = g_new0(Room, 1);
        memcpy(room->meeting_id, media->meeting_id, sizeof room->meeting_id);
        g_hash_table_insert(stays->rooms, room->meeting_id, room);
    }
    room->heard_us = now_us;
    if (room_quiet_hear(&room->quiet, media->from_ms, media->to_ms, &span) && !room->is_none)
        note_quiet(stays, room, &span);
}

static void tick_rooms(RoomStays *stays, int64_t now_us) {
    int64_t now_ms = clock_wall_us() / CLOCK_US_PER_MS;
    RoomQuietSpan span;
    GHashTableIter iter;
    void *data;
    g_hash_table_iter_init(&iter, stays->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        Room *room = data;
        if (room->is_none && now_us - room->heard_us >= ROOM_STAYS_SILENT_US)
            g_hash_table_iter_remove(&iter);
        else if (!room->is_none && room_quiet_tick(&room->quiet, now_ms, &span))
            note_quiet(stays, room, &span);
    }
}

/* ---- what is heard ---- */

static Entry *add_entry(RoomStays *stays, const char *key, const RoomMedia *media) {
    bool is_full = g_hash_table_size(stays->entries) >= ROOM_STAYS_MAX;
    if (is_full && !stays->was_full)
        log_event(LOG_WARNING, "catalog", "more people are in rooms than are counted",
                  LOG_FIELDS({"people", .number = ROOM_STAYS_MAX}));
    stays->was_full = is_full;
    if (is_full)
        return NULL;
    Entry *entry = g_new0(Entry, 1);
    room_stay_init(&entry->stay);
    g_strlcpy(entry->key, key, sizeof entry->key);
    memcpy(entry->meeting_id, media->meeting_id, sizeof entry->meeting_id);
    memcpy(entry->person_id, media->person_id, sizeof entry->person_id);
    entry->is_screen = media->is_screen;
    g_hash_table_insert(stays->entries, entry->key, entry);
    return entry;
}

void room_stays_take(RoomStays *stays, const RoomMedia *rows, unsigned n_rows) {
    int64_t now_us = clock_monotonic_us();
    for (unsigned i = 0; i < n_rows; i++) {
        const RoomMedia *media = &rows[i];
        char key[KEY_BYTES];
        write_key(media->meeting_id, media->person_id, key);
        Entry *entry = g_hash_table_lookup(stays->entries, key);
        if (!entry)
            entry = add_entry(stays, key, media);
        if (!entry)
            continue;
        entry->heard_us = now_us;
        if (media->to_ms > media->from_ms)
            hear_room(stays, media, now_us);
        if (entry->step != STAY_NONE)
            room_stay_add(&entry->stay, media->track, media->from_ms, media->to_ms);
        if (entry->step == STAY_NEW && now_us >= entry->next_us)
            open_stay(stays, entry);
    }
}

/* ---- what is said ---- */

typedef struct Speaking {
    RoomStays *stays;
    char key[KEY_BYTES];
    RoomStayWords words;
} Speaking;

static void on_spoken(const GError *error, const ViewingBeatsAnswer *answer, void *data) {
    const Speaking *speaking = data;
    Entry *entry = g_hash_table_lookup(speaking->stays->entries, speaking->key);
    if (!entry)
        return;
    entry->step = STAY_OPEN;
    entry->next_us = clock_monotonic_us() + ROOM_STAYS_WRITE_US;
    if (!error) {
        if (speaking->words.beat.is_final)
            end(entry);
        return;
    }
    room_stay_take_back(&entry->stay, &speaking->words);
    log_error(LOG_WARNING, "catalog", "what was delivered in a room is written later", error);
    if (error_code(error) == ERROR_NOT_FOUND || error_code(error) == ERROR_INVALID)
        entry->step = STAY_NONE; /* its viewing is gone, or will never have it */
}

static void tell_delivered(const RoomStays *stays, const Entry *entry, const RoomStayWords *words) {
    ViewingDelivery items[ROOM_STAY_TRACKS * ROOM_STAY_MAX_SPANS];
    unsigned n = 0;
    g_autoptr(GError) error = NULL;
    for (unsigned track = 0; track < ROOM_STAY_TRACKS; track++)
        for (unsigned i = 0; i < words->n_spans[track]; i++) {
            ViewingDelivery *item = &items[n++];
            *item = (ViewingDelivery){.track = (ViewingTrack)track,
                                      .from_ms = words->spans[track][i].from_ms,
                                      .to_ms = words->spans[track][i].to_ms};
            (void)viewing_id_pack(entry->viewing_id, item->viewing_id);
        }
    if (n > 0 && !viewing_beats_delivered(stays->options.beats, items, n, &error))
        log_error(LOG_WARNING, "catalog", "what was delivered in a room is not counted", error);
}

/* In the log what was delivered stands in front of the beat. */
static void speak(RoomStays *stays, Entry *entry, bool is_final) {
    Speaking *speaking = g_new0(Speaking, 1);
    RoomStayWords *words = &speaking->words;
    speaking->stays = stays;
    memcpy(speaking->key, entry->key, sizeof speaking->key);
    if (!room_stay_speak(&entry->stay, clock_wall_us() / CLOCK_US_PER_MS, is_final, words)) {
        g_free(speaking);
        return;
    }
    if (words->beat.n_seen > 0)
        viewing_contact_write(stays->options.contacts, entry->viewing_id, words->beat.contact_us,
                              words->beat.contact);
    tell_delivered(stays, entry, words);
    entry->step = STAY_SPEAKING;
    const ViewingBeatsCall call = {.viewing_id = entry->viewing_id,
                                   .who_id = entry->person_id,
                                   .beats = &words->beat,
                                   .n_beats = 1};
    viewing_beats_take(stays->options.beats, &call, on_spoken, speaking, g_free);
}

/* ---- now and then ---- */

static bool is_gone(const Entry *entry, int64_t now_us) {
    return now_us - entry->heard_us >= ROOM_STAYS_SILENT_US;
}

/* Whether it may be forgotten without a word. */
static bool is_idle(const Entry *entry, int64_t now_us) {
    return is_gone(entry, now_us) && (entry->step == STAY_NONE || entry->step == STAY_NEW);
}

void room_stays_tick(RoomStays *stays) {
    int64_t now_us = clock_monotonic_us();
    g_autoptr(GPtrArray) due = g_ptr_array_new(); /* who is spoken of may be forgotten by that */
    GHashTableIter iter;
    void *data;
    g_hash_table_iter_init(&iter, stays->entries);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        Entry *entry = data;
        if (is_idle(entry, now_us))
            g_hash_table_iter_remove(&iter);
        else if (entry->step == STAY_OPEN && now_us >= entry->next_us &&
                 (room_stay_has_due(&entry->stay) || is_gone(entry, now_us)))
            g_ptr_array_add(due, entry);
    }
    for (unsigned i = 0; i < due->len; i++)
        speak(stays, due->pdata[i], is_gone(due->pdata[i], now_us));
    tick_rooms(stays, now_us);
}

/* Behind a beat that is on its way to the log goes another one. */
void room_stays_stop(RoomStays *stays) {
    GHashTableIter iter;
    void *data;
    if (!stays)
        return;
    g_hash_table_iter_init(&iter, stays->entries);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        Entry *entry = data;
        bool has_viewing = entry->step == STAY_OPEN || entry->step == STAY_SPEAKING;
        if (has_viewing && room_stay_has_due(&entry->stay))
            speak(stays, entry, false);
    }
}

/* ---- life ---- */

typedef struct Recovering {
    RoomStays *stays;
    GPtrArray *rows; /* owned: ViewingRow */
} Recovering;

static void free_recovering(void *data) {
    Recovering *recovering = data;
    g_clear_pointer(&recovering->rows, g_ptr_array_unref);
    g_free(recovering);
}

static bool run_recover(Database *database, void *data, GError **error) {
    Recovering *recovering = data;
    int64_t now_us = clock_wall_us();
    recovering->rows = room_viewing_list_left(database, now_us, error);
    return recovering->rows && room_viewing_note_away(database, recovering->rows, now_us, error);
}

static void ignore_answer(const GError *error, const ViewingBeatsAnswer *answer, void *data) {
    if (error)
        log_error(LOG_WARNING, "catalog", "a stay in a room from before does not end", error);
}

/* Who is still there has another stay from now on. */
static void end_left(const RoomStays *stays, const ViewingRow *row) {
    RoomStay stay;
    RoomStayWords words;
    room_stay_init(&stay);
    stay.opened_at_us = row->started_at_us;
    stay.last_sequence = row->last_sequence;
    stay.position_ms = row->resume_ms;
    (void)room_stay_speak(&stay, clock_wall_us() / CLOCK_US_PER_MS, true, &words);
    room_stay_clear(&stay);
    const ViewingBeatsCall call = {
        .viewing_id = row->id, .who_id = row->who_id, .beats = &words.beat, .n_beats = 1};
    viewing_beats_take(stays->options.beats, &call, ignore_answer, NULL, NULL);
}

static void on_recovered(const GError *error, void *data) {
    const Recovering *recovering = data;
    if (error)
        log_error(LOG_WARNING, "catalog", "stays in rooms from before do not end", error);
    for (unsigned i = 0; !error && i < recovering->rows->len; i++)
        end_left(recovering->stays, recovering->rows->pdata[i]);
}

static void recover(RoomStays *stays) {
    g_autoptr(GError) error = NULL;
    Recovering *recovering = g_new0(Recovering, 1);
    recovering->stays = stays;
    const StoreJob job = {.run = run_recover,
                          .done = on_recovered,
                          .reply_to = stays->options.worker,
                          .data = recovering,
                          .free_data = free_recovering};
    if (store_write(stays->options.store, &job, &error))
        return;
    free_recovering(recovering);
    log_error(LOG_WARNING, "catalog", "stays in rooms from before do not end", error);
}

RoomStays *room_stays_new(const RoomStaysOptions *options) {
    RoomStays *stays = g_new0(RoomStays, 1);
    stays->options = *options;
    stays->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_entry);
    stays->rooms = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    recover(stays);
    return stays;
}

void room_stays_free(RoomStays *stays) {
    if (!stays)
        return;
    g_hash_table_unref(stays->entries);
    g_hash_table_unref(stays->rooms);
    g_free(stays);
}
