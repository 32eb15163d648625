#include "catalog/attendance/record_text.h"

#include <inttypes.h>
#include <string.h>

#define HEAD    "tongping-record 1\n"
#define RULE    "credit-1"
#define NOTHING "-"

#define FIRST_GAP_MS 1000 /* that is closed in a set of too many intervals; then twice that, … */

const char *const RECORD_KIND_WORDS[RECORD_N_KINDS + 1] = {"meeting", "study", "lesson", "carried",
                                                           NULL};
static const char *const HOW_WORDS[RECORD_N_HOW] = {"remote", "phone", "qr",     "card",
                                                    "pin",    "paper", "account"};

void record_text_clear(RecordText *record) {
    char *const texts[] = {record->title,     record->name,   record->unit_name,
                           record->confirmed, record->reason, record->approved};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    for (unsigned i = 0; i < RECORD_N_SETS; i++)
        interval_set_free(record->sets[i]);
    g_clear_pointer(&record->days, g_array_unref);
    *record = (RecordText){.id = ""};
}

bool record_text_read_how(const char *word, RecordHow *ret_how) {
    for (unsigned i = 0; i < RECORD_N_HOW; i++) {
        *ret_how = (RecordHow)i;
        if (strcmp(HOW_WORDS[i], word) == 0)
            return true;
    }
    return false;
}

char *record_text_how(unsigned how) {
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < RECORD_N_HOW; i++)
        if (how & 1u << i)
            g_string_append_printf(out, "%s%s", out->len > 0 ? "," : "", HOW_WORDS[i]);
    return g_string_free(out->len > 0 ? out : g_string_append(out, NOTHING), FALSE);
}

/* ---- writing ---- */

static bool is_break(gunichar letter) {
    return g_unichar_iscntrl(letter) || letter == 0x2028 || letter == 0x2029;
}

static void append_words(GString *out, const char *text) {
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    size_t before = out->len;
    for (const char *at = composed; *at; at = g_utf8_next_char(at))
        if (!is_break(g_utf8_get_char(at)))
            g_string_append_unichar(out, g_utf8_get_char(at));
    if (out->len == before)
        g_string_append(out, NOTHING);
}

static void add_words(GString *out, const char *key, const char *text) {
    g_string_append_printf(out, "%s ", key);
    append_words(out, text);
    g_string_append_c(out, '\n');
}

static void add_id(GString *out, const char *key, const char *id) {
    g_string_append_printf(out, "%s %s\n", key, id[0] ? id : NOTHING);
}

static void add_number(GString *out, const char *key, int64_t number) {
    g_string_append_printf(out, "%s %" PRId64 "\n", key, number);
}

/* The same without gaps of less than `gap`. Caller frees. */
static IntervalSet *close_gaps(const IntervalSet *set, int64_t gap) {
    IntervalSet *result = interval_set_new();
    for (unsigned i = 0; i < interval_set_n(set); i++) {
        Interval one = interval_set_at(set, i);
        bool is_near = i > 0 && one.from - interval_set_at(set, i - 1).to < gap;
        interval_set_add(result, is_near ? interval_set_at(set, i - 1).to : one.from, one.to);
    }
    return result;
}

static void add_set(GString *out, const char *key, const IntervalSet *set) {
    g_autoptr(IntervalSet) written = set ? close_gaps(set, 0) : interval_set_new();
    for (int64_t gap = FIRST_GAP_MS; interval_set_n(written) > RECORD_TEXT_MAX_INTERVALS;
         gap *= 2) {
        interval_set_free(written);
        written = close_gaps(set, gap);
    }
    g_string_append_printf(out, "%s ", key);
    interval_set_append_text(written, out);
    g_string_append_c(out, '\n');
}

static void add_days(GString *out, const GArray *days) {
    g_string_append(out, "log ");
    for (unsigned i = 0; days && i < days->len; i++) {
        const RecordDay *day = &g_array_index(days, RecordDay, i);
        g_string_append_printf(out, "%s%s:%s", i > 0 ? "," : "", day->day, day->sum);
    }
    g_string_append(out, days && days->len > 0 ? "\n" : NOTHING "\n");
}

void record_text_append(const RecordText *record, GString *out) {
    g_autofree char *how = record_text_how(record->how);
    g_string_append(out, HEAD);
    add_id(out, "id", record->id);
    add_id(out, "register", record->register_id);
    g_string_append_printf(out, "event %s", RECORD_KIND_WORDS[record->kind]);
    add_id(out, "", record->event_id);
    add_words(out, "title", record->title);
    add_number(out, "began", record->began_at_us);
    add_id(out, "member", record->member_id);
    add_words(out, "name", record->name);
    g_string_append_printf(out, "unit %s", record->unit_id[0] ? record->unit_id : NOTHING);
    add_words(out, "", record->unit_name);
    g_string_append(out, "rule " RULE "\n");
    g_string_append_printf(out, "policy %s", record->policy_id[0] ? record->policy_id : NOTHING);
    add_number(out, "", record->policy_version);
    static const char *const SET_KEYS[RECORD_N_SETS] = {"faults", "live", "replay", "offline",
                                                        "presence"};
    for (unsigned i = 0; i < RECORD_N_SETS; i++)
        add_set(out, SET_KEYS[i], record->sets[i]);
    add_number(out, "required", record->required_ms);
    add_number(out, "covered", record->covered_ms);
    add_number(out, "credited", record->credited_ms);
    g_string_append_printf(out, "state %s\n", credit_result_word(record->state));
    g_string_append_printf(out, "how %s\n", how);
    add_words(out, "confirmed", record->confirmed);
    add_days(out, record->days);
    add_id(out, "replaces", record->replaces_id);
    add_words(out, "reason", record->reason);
    add_words(out, "approved", record->approved);
    add_number(out, "closed", record->closed_at_us);
}

/* ---- reading ---- */

/* Takes what was read piece by piece; that it is the one text is seen by writing it again. */
typedef struct Reader {
    char *at; /* the rest; the text is cut in place */
    bool is_good;
} Reader;

/* The value of the next line, which has this key. */
static char *take_line(Reader *reader, const char *key) {
    char *line = reader->at, *end = strchr(line, '\n');
    size_t length = strlen(key);
    if (!reader->is_good || !end || strncmp(line, key, length) != 0 || line[length] != ' ') {
        reader->is_good = false;
        return reader->at + strlen(reader->at);
    }
    *end = '\0';
    reader->at = end + 1;
    return line + length + 1;
}

/* What is before the first space of `*value`, which goes on behind it. */
static char *take_word(Reader *reader, char **value) {
    char *word = *value, *space = strchr(word, ' ');
    if (!space) {
        reader->is_good = false;
        return word;
    }
    *space = '\0';
    *value = space + 1;
    return word;
}

static void read_id(Reader *reader, const char *text, char ret_id[ID_TEXT_BYTES]) {
    if (strcmp(text, NOTHING) == 0)
        return;
    reader->is_good &= id_is_uuid(text);
    g_strlcpy(ret_id, text, ID_TEXT_BYTES);
}

static char *read_words(const char *text) {
    return strcmp(text, NOTHING) == 0 ? NULL : g_strdup(text);
}

static int64_t read_number(Reader *reader, const char *text) {
    char *end;
    int64_t number = g_ascii_strtoll(text, &end, 10);
    reader->is_good &= end > text && *end == '\0';
    return number;
}

/* False: none of these words. */
static bool read_word(const char *text, const char *const *words, unsigned n_words,
                      unsigned *ret_index) {
    for (*ret_index = 0; *ret_index < n_words; (*ret_index)++)
        if (strcmp(text, words[*ret_index]) == 0)
            return true;
    *ret_index = 0;
    return false;
}

static IntervalSet *read_set(Reader *reader, const char *text) {
    IntervalSet *set = interval_set_new();
    if (strcmp(text, NOTHING) == 0)
        return set;
    g_auto(GStrv) items = g_strsplit(text, ",", RECORD_TEXT_MAX_INTERVALS + 1);
    for (unsigned i = 0; items[i]; i++) {
        char *end;
        int64_t from = g_ascii_strtoll(items[i], &end, 10);
        reader->is_good &= *end == '-' && from >= 0 && i < RECORD_TEXT_MAX_INTERVALS;
        if (reader->is_good)
            interval_set_add(set, from, read_number(reader, end + 1));
    }
    return set;
}

static GArray *read_days(Reader *reader, const char *text) {
    GArray *days = g_array_new(FALSE, TRUE, sizeof(RecordDay));
    if (strcmp(text, NOTHING) == 0)
        return days;
    g_auto(GStrv) items = g_strsplit(text, ",", -1);
    for (unsigned i = 0; items[i]; i++) {
        RecordDay day;
        char *sum = strchr(items[i], ':');
        reader->is_good &=
            sum && sum - items[i] == sizeof day.day - 1 && strlen(sum + 1) == sizeof day.sum - 1;
        if (!reader->is_good)
            return days;
        *sum = '\0';
        g_strlcpy(day.day, items[i], sizeof day.day);
        g_strlcpy(day.sum, sum + 1, sizeof day.sum);
        g_array_append_val(days, day);
    }
    return days;
}

static CreditState read_state(Reader *reader, const char *text) {
    for (unsigned i = 0; i < CREDIT_N_STATES; i++)
        if (strcmp(text, credit_result_word((CreditState)i)) == 0)
            return (CreditState)i;
    reader->is_good = false;
    return CREDIT_EXCUSED;
}

static unsigned read_how(Reader *reader, const char *text) {
    unsigned how = 0;
    RecordHow one;
    if (strcmp(text, NOTHING) == 0)
        return 0;
    g_auto(GStrv) words = g_strsplit(text, ",", RECORD_N_HOW + 1);
    for (unsigned i = 0; words[i]; i++) {
        reader->is_good &= record_text_read_how(words[i], &one);
        how |= 1u << one;
    }
    return how;
}

static void read_event(Reader *reader, RecordText *record) {
    unsigned kind;
    char *event = take_line(reader, "event");
    reader->is_good &=
        read_word(take_word(reader, &event), RECORD_KIND_WORDS, RECORD_N_KINDS, &kind);
    record->kind = (RecordKind)kind;
    read_id(reader, event, record->event_id);
    record->title = read_words(take_line(reader, "title"));
    record->began_at_us = read_number(reader, take_line(reader, "began"));
}

static void read_person(Reader *reader, RecordText *record) {
    read_id(reader, take_line(reader, "member"), record->member_id);
    record->name = read_words(take_line(reader, "name"));
    char *unit = take_line(reader, "unit");
    read_id(reader, take_word(reader, &unit), record->unit_id);
    record->unit_name = read_words(unit);
}

static void read_policy(Reader *reader, RecordText *record) {
    reader->is_good &= strcmp(take_line(reader, "rule"), RULE) == 0;
    char *policy = take_line(reader, "policy");
    read_id(reader, take_word(reader, &policy), record->policy_id);
    record->policy_version = read_number(reader, policy);
}

static void read_figures(Reader *reader, RecordText *record) {
    static const char *const SET_KEYS[RECORD_N_SETS] = {"faults", "live", "replay", "offline",
                                                        "presence"};
    for (unsigned i = 0; i < RECORD_N_SETS; i++)
        record->sets[i] = read_set(reader, take_line(reader, SET_KEYS[i]));
    record->required_ms = read_number(reader, take_line(reader, "required"));
    record->covered_ms = read_number(reader, take_line(reader, "covered"));
    record->credited_ms = read_number(reader, take_line(reader, "credited"));
    record->state = read_state(reader, take_line(reader, "state"));
}

static void read_proof(Reader *reader, RecordText *record) {
    record->how = read_how(reader, take_line(reader, "how"));
    record->confirmed = read_words(take_line(reader, "confirmed"));
    record->days = read_days(reader, take_line(reader, "log"));
    read_id(reader, take_line(reader, "replaces"), record->replaces_id);
    record->reason = read_words(take_line(reader, "reason"));
    record->approved = read_words(take_line(reader, "approved"));
    record->closed_at_us = read_number(reader, take_line(reader, "closed"));
}

static bool is_same(const RecordText *record, const char *text, size_t length) {
    g_autoptr(GString) again = g_string_new(NULL);
    record_text_append(record, again);
    return again->len == length && memcmp(again->str, text, length) == 0;
}

bool record_text_parse(const char *text, size_t length, RecordText *ret_record) {
    if (length > RECORD_TEXT_MAX_BYTES || length < strlen(HEAD) || memchr(text, '\0', length) ||
        strncmp(text, HEAD, strlen(HEAD)) != 0)
        return false;
    g_autofree char *copy = g_strndup(text, length);
    g_auto(RecordText) record = {.id = ""};
    Reader reader = {copy + strlen(HEAD), true};
    read_id(&reader, take_line(&reader, "id"), record.id);
    read_id(&reader, take_line(&reader, "register"), record.register_id);
    read_event(&reader, &record);
    read_person(&reader, &record);
    read_policy(&reader, &record);
    read_figures(&reader, &record);
    read_proof(&reader, &record);
    if (!reader.is_good || *reader.at != '\0' || !is_same(&record, text, length))
        return false;
    *ret_record = record;
    record = (RecordText){.id = ""};
    return true;
}
