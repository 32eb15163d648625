#include "catalog/viewing/viewing_beat.h"

#include <string.h>

#include "base/error.h"

typedef bool (*CheckFn)(const ViewingBeat *beat, int64_t end_ms);

static bool is_media_time(int64_t at_ms, int64_t end_ms) {
    int64_t limit_ms = end_ms < 0 ? VIEWING_MEDIA_MAX_MS : end_ms + VIEWING_BEAT_AHEAD_MS;
    return at_ms >= 0 && at_ms <= MIN(limit_ms, VIEWING_MEDIA_MAX_MS);
}

static bool is_sequence(const ViewingBeat *beat, int64_t end_ms) {
    return beat->sequence >= 1 && beat->sequence <= VIEWING_MAX_SEQUENCE;
}

static bool is_state(const ViewingBeat *beat, int64_t end_ms) {
    return (unsigned)beat->state < VIEWING_N_STATES;
}

static bool is_position(const ViewingBeat *beat, int64_t end_ms) {
    return is_media_time(beat->position_ms, end_ms);
}

static bool is_rate(const ViewingBeat *beat, int64_t end_ms) {
    return beat->rate_milli >= 0 && beat->rate_milli <= VIEWING_RATE_MAX_MILLI;
}

static bool is_latency(const ViewingBeat *beat, int64_t end_ms) {
    return beat->latency_ms >= -1 && beat->latency_ms <= VIEWING_LATENCY_MAX_MS;
}

static bool is_contact(const ViewingBeat *beat, int64_t end_ms) {
    return beat->contact_us >= 0;
}

static bool is_since(const ViewingBeat *beat, int64_t end_ms) {
    return beat->since_ms >= -1 && beat->since_ms <= VIEWING_SINCE_MAX_MS;
}

static bool is_language(const ViewingBeat *beat, int64_t end_ms) {
    return viewing_beat_is_language(beat->language);
}

/* Half-open, not empty, in order, disjoint. */
static bool are_seen(const ViewingBeat *beat, int64_t end_ms) {
    int64_t last_ms = 0;
    if (beat->n_seen > VIEWING_BEAT_MAX_SEEN)
        return false;
    for (unsigned i = 0; i < beat->n_seen; i++) {
        const ViewingInterval *seen = &beat->seen[i];
        if (seen->from_ms < last_ms || seen->to_ms <= seen->from_ms ||
            !is_media_time(seen->to_ms, end_ms))
            return false;
        last_ms = seen->to_ms;
    }
    return true;
}

static const struct {
    CheckFn is_good;
    const char *field;
} CHECKS[] = {
    {is_sequence, "sequence"}, {is_state, "state"},        {is_position, "position_ms"},
    {is_rate, "rate"},         {is_latency, "latency_ms"}, {is_language, "language"},
    {is_contact, "contact"},   {is_since, "since_ms"},     {are_seen, "seen"},
};

static bool check_one(const ViewingBeat *beat, int64_t end_ms, GError **error) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CHECKS); i++) {
        if (CHECKS[i].is_good(beat, end_ms))
            continue;
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot take beat %" G_GINT64_FORMAT ": its '%s' cannot be", beat->sequence,
                    CHECKS[i].field);
        return false;
    }
    return true;
}

bool viewing_beat_check_all(const ViewingBeat *beats, unsigned n_beats, int64_t end_ms,
                            GError **error) {
    if (n_beats == 0 || n_beats > VIEWING_CALL_MAX_BEATS) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot take %u beats: 1 to %u belong into one call", n_beats,
                    VIEWING_CALL_MAX_BEATS);
        return false;
    }
    for (unsigned i = 0; i < n_beats; i++) {
        if (!check_one(&beats[i], end_ms, error))
            return false;
        if (i == 0 || beats[i].sequence > beats[i - 1].sequence)
            continue;
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot take beat %" G_GINT64_FORMAT ": sequences must grow within one call",
                    beats[i].sequence);
        return false;
    }
    return true;
}

bool viewing_beat_is_language(const char *text) {
    size_t length = strnlen(text, VIEWING_LANGUAGE_BYTES);
    if (length == VIEWING_LANGUAGE_BYTES)
        return false;
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isalnum(text[i]) && text[i] != '-')
            return false;
    return length == 0 || text[0] != '-';
}
