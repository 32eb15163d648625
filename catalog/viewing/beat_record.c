#include "catalog/viewing/beat_record.h"

#include <string.h>

#include "catalog/viewing/crc32.h"
#include "catalog/viewing/viewing_beat.h"

#define CRC_CHARS  8
#define MAX_FIELDS 14
#define NOTHING    "-"

static const char *const KIND_WORDS[BEAT_RECORD_N_KINDS] = {"opened", "beat", "delivered", "ended",
                                                            "taken"};
static const char *const STATE_WORDS[VIEWING_N_STATES] = {"playing", "paused", "waiting", "hidden",
                                                          "ended"};
static const char *const TRACK_WORDS[VIEWING_N_TRACKS] = {"video", "audio", "both"};
static const char *const WHO_WORDS[VIEWING_N_WHO] = {"anonymous", "account", "screen"};
static const char *const MODE_WORDS[BEAT_RECORD_N_MODES] = {"recording", "live", "lesson", "kept"};
static const char *const FINAL_WORDS[2] = {"more", "final"};
static const char *const VERSION_WORDS[] = {"v1", "v2"};

/* Beats have had CONTACT and SINCE since the second form; nothing else has changed. */
enum { FIRST_FORM, SECOND_FORM };

/* ---- writing ---- */

/* g_string_append_printf() costs five times as much, and a county writes thousands of lines. */
static void append_number(GString *out, int64_t number) {
    char digits[21];
    char *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        *--at = '-';
    g_string_append_len(out, at, digits + sizeof digits - at);
}

static void add_text(GString *out, const char *text) {
    g_string_append_c(out, ' ');
    g_string_append(out, text[0] ? text : NOTHING);
}

static void add_number(GString *out, int64_t number) {
    g_string_append_c(out, ' ');
    append_number(out, number);
}

static void add_seen(GString *out, const ViewingBeat *beat) {
    g_string_append(out, beat->n_seen > 0 ? " " : " " NOTHING);
    for (unsigned i = 0; i < beat->n_seen; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_number(out, beat->seen[i].from_ms);
        g_string_append_c(out, '-');
        append_number(out, beat->seen[i].to_ms);
    }
}

static void write_opened(GString *out, const BeatRecord *record) {
    add_text(out, record->opened.of_id);
    add_text(out, WHO_WORDS[record->opened.who]);
    add_text(out, record->opened.who_id);
    add_text(out, MODE_WORDS[record->opened.mode]);
}

static void write_beat(GString *out, const BeatRecord *record) {
    const ViewingBeat *beat = &record->beat;
    add_number(out, beat->sequence);
    add_text(out, STATE_WORDS[beat->state]);
    add_number(out, beat->position_ms);
    add_number(out, beat->rate_milli);
    add_text(out, beat->language);
    add_number(out, beat->latency_ms);
    add_text(out, FINAL_WORDS[beat->is_final]);
    add_number(out, beat->contact_us);
    add_number(out, beat->since_ms);
    add_seen(out, beat);
}

static void write_delivered(GString *out, const BeatRecord *record) {
    add_text(out, TRACK_WORDS[record->delivered.track]);
    add_number(out, record->delivered.from_ms);
    add_number(out, record->delivered.to_ms);
    add_number(out, record->delivered.bytes);
}

static void write_ended(GString *out, const BeatRecord *record) {
    add_number(out, record->ended.sequence);
}

static void write_nothing(GString *out, const BeatRecord *record) {
    (void)out;
    (void)record;
}

/* ---- reading ---- */

typedef struct Fields {
    char *texts[MAX_FIELDS];
    unsigned n, next;
    unsigned form; /* of the line */
} Fields;

static const char *take_text(Fields *fields) {
    return fields->next < fields->n ? fields->texts[fields->next++] : "";
}

/* One text for each number: no sign but "-", no zeros in front. */
static bool read_number(const char *text, const char **ret_end, int64_t *ret_number) {
    const char *digits = text[0] == '-' ? text + 1 : text;
    if (!g_ascii_isdigit(digits[0]) || (digits[0] == '0' && (digits != text || digits[1] > '/')))
        return false;
    int64_t number = 0;
    for (; g_ascii_isdigit(*digits); digits++)
        if (number > INT64_MAX / 10 - 10)
            return false;
        else
            number = number * 10 + (*digits - '0');
    *ret_number = text[0] == '-' ? -number : number;
    *ret_end = digits;
    return true;
}

static bool take_number(Fields *fields, int64_t *ret_number) {
    const char *end;
    return read_number(take_text(fields), &end, ret_number) && *end == '\0';
}

static bool take_id(Fields *fields, char ret_id[ID_TEXT_BYTES]) {
    const char *text = take_text(fields);
    g_strlcpy(ret_id, text, ID_TEXT_BYTES);
    return id_is_uuid(text);
}

static bool take_word(Fields *fields, const char *const *words, unsigned n_words,
                      unsigned *ret_index) {
    const char *text = take_text(fields);
    for (*ret_index = 0; *ret_index < n_words; (*ret_index)++)
        if (strcmp(text, words[*ret_index]) == 0)
            return true;
    return false;
}

static bool take_seen(Fields *fields, ViewingBeat *beat) {
    const char *at = take_text(fields);
    if (strcmp(at, NOTHING) == 0)
        return true;
    for (;;) {
        if (beat->n_seen == VIEWING_BEAT_MAX_SEEN)
            return false;
        ViewingInterval *seen = &beat->seen[beat->n_seen++];
        if (!read_number(at, &at, &seen->from_ms) || *at++ != '-' ||
            !read_number(at, &at, &seen->to_ms))
            return false;
        if (*at == '\0')
            return true;
        if (*at++ != ',')
            return false;
    }
}

static bool read_opened(Fields *fields, BeatRecord *record) {
    unsigned who, mode;
    if (!take_id(fields, record->opened.of_id) ||
        !take_word(fields, WHO_WORDS, VIEWING_N_WHO, &who))
        return false;
    record->opened.who = (ViewingWho)who;
    if (who == VIEWING_ANONYMOUS ? strcmp(take_text(fields), NOTHING) != 0
                                 : !take_id(fields, record->opened.who_id))
        return false;
    if (!take_word(fields, MODE_WORDS, BEAT_RECORD_N_MODES, &mode))
        return false;
    record->opened.mode = (BeatRecordMode)mode;
    return true;
}

static bool take_contact(Fields *fields, ViewingBeat *beat) {
    beat->since_ms = -1;
    return fields->form == FIRST_FORM ||
           (take_number(fields, &beat->contact_us) && take_number(fields, &beat->since_ms));
}

static bool read_beat(Fields *fields, BeatRecord *record) {
    ViewingBeat *beat = &record->beat;
    unsigned state, is_final;
    if (!take_number(fields, &beat->sequence) ||
        !take_word(fields, STATE_WORDS, VIEWING_N_STATES, &state) ||
        !take_number(fields, &beat->position_ms) || !take_number(fields, &beat->rate_milli))
        return false;
    const char *language = take_text(fields);
    if (strcmp(language, NOTHING) != 0 &&
        g_strlcpy(beat->language, language, sizeof beat->language) >= sizeof beat->language)
        return false;
    if (!take_number(fields, &beat->latency_ms) ||
        !take_word(fields, FINAL_WORDS, G_N_ELEMENTS(FINAL_WORDS), &is_final) ||
        !take_contact(fields, beat) || !take_seen(fields, beat))
        return false;
    beat->state = (ViewingState)state;
    beat->is_final = is_final == 1;
    return viewing_beat_check_all(beat, 1, -1, NULL);
}

static bool read_delivered(Fields *fields, BeatRecord *record) {
    unsigned track;
    if (!take_word(fields, TRACK_WORDS, VIEWING_N_TRACKS, &track))
        return false;
    record->delivered.track = (ViewingTrack)track;
    return take_number(fields, &record->delivered.from_ms) &&
           take_number(fields, &record->delivered.to_ms) &&
           take_number(fields, &record->delivered.bytes);
}

static bool read_ended(Fields *fields, BeatRecord *record) {
    return take_number(fields, &record->ended.sequence);
}

static bool read_nothing(Fields *fields, BeatRecord *record) {
    (void)fields;
    (void)record;
    return true;
}

/* ---- both ---- */

static const struct {
    void (*write)(GString *out, const BeatRecord *record);
    bool (*read)(Fields *fields, BeatRecord *record);
    unsigned form; /* the last one, in which it is written */
} KINDS[BEAT_RECORD_N_KINDS] = {
    [BEAT_RECORD_OPENED] = {write_opened, read_opened, FIRST_FORM},
    [BEAT_RECORD_BEAT] = {write_beat, read_beat, SECOND_FORM},
    [BEAT_RECORD_DELIVERED] = {write_delivered, read_delivered, FIRST_FORM},
    [BEAT_RECORD_ENDED] = {write_ended, read_ended, FIRST_FORM},
    [BEAT_RECORD_TAKEN] = {write_nothing, read_nothing, FIRST_FORM},
};

void beat_record_append(GString *out, const BeatRecord *record) {
    static const char DIGITS[] = "0123456789abcdef";
    size_t start = out->len;
    g_string_append(out, VERSION_WORDS[KINDS[record->kind].form]);
    add_text(out, KIND_WORDS[record->kind]);
    add_number(out, record->at_us);
    add_text(out, record->viewing_id);
    KINDS[record->kind].write(out, record);
    uint32_t crc = crc32_of(out->str + start, out->len - start);
    g_string_append_c(out, ' ');
    for (unsigned shift = 32; shift > 0; shift -= 4)
        g_string_append_c(out, DIGITS[crc >> (shift - 4) & 15]);
    g_string_append_c(out, '\n');
}

static bool has_good_crc(const char *line, size_t length) {
    if (length <= CRC_CHARS + 1 || line[length - CRC_CHARS - 1] != ' ')
        return false;
    uint32_t crc = 0;
    for (const char *at = line + length - CRC_CHARS; at < line + length; at++) {
        if (!g_ascii_isdigit(*at) && (*at < 'a' || *at > 'f'))
            return false;
        crc = crc << 4 | (uint32_t)g_ascii_xdigit_value(*at);
    }
    return crc == crc32_of(line, length - CRC_CHARS - 1);
}

/* Cuts `text` in place. */
static bool split(char *text, Fields *ret_fields) {
    *ret_fields = (Fields){.n = 0};
    for (char *next; text; text = next) {
        if (ret_fields->n == MAX_FIELDS)
            return false;
        next = strchr(text, ' ');
        if (next)
            *next++ = '\0';
        ret_fields->texts[ret_fields->n++] = text;
    }
    return true;
}

bool beat_record_parse(const char *line, size_t length, BeatRecord *ret_record) {
    char text[BEAT_RECORD_MAX_BYTES];
    Fields fields;
    unsigned kind, form;
    if (length >= sizeof text || !has_good_crc(line, length))
        return false;
    memcpy(text, line, length);
    text[length - CRC_CHARS - 1] = '\0';
    if (strlen(text) != length - CRC_CHARS - 1 || !split(text, &fields))
        return false;
    *ret_record = (BeatRecord){.at_us = 0};
    if (!take_word(&fields, VERSION_WORDS, G_N_ELEMENTS(VERSION_WORDS), &form) ||
        !take_word(&fields, KIND_WORDS, BEAT_RECORD_N_KINDS, &kind) || form > KINDS[kind].form ||
        !take_number(&fields, &ret_record->at_us) || !take_id(&fields, ret_record->viewing_id))
        return false;
    ret_record->kind = (BeatRecordKind)kind;
    fields.form = form;
    return KINDS[kind].read(&fields, ret_record) && fields.next == fields.n;
}
