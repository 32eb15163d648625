#include "credit_case.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/credit/credit_person.h"
#include "catalog/viewing/crc32.h"
#include "catalog/viewing/credit_book.h"
#include "catalog/viewing/credit_replay.h"

typedef struct Case {
    CreditEvent event;
    CreditPolicy policy;
    CreditLeave leave;
    char *account_id;
    IntervalSet *faults;
    GArray *presences;   /* CreditPresence; the ids are in `lists` */
    GPtrArray *lists;    /* char ** */
    GPtrArray *viewings; /* CreditViewing */
    GHashTable *by_id;   /* viewing id → CreditViewing */
    GArray *records;     /* BeatRecord */
} Case;

static int64_t number(const char *text) {
    char *end;
    int64_t value = g_ascii_strtoll(text, &end, 10);
    g_assert_cmpstr(end, ==, "");
    return value;
}

static int64_t ms_of(const char *us) {
    return number(us) / CLOCK_US_PER_MS;
}

/* ---- what the catalogue knows ---- */

static void read_event(Case *one, char **fields) {
    g_strlcpy(one->event.id, fields[1], sizeof one->event.id);
    static const char *const KINDS[] = {"meeting", "lesson", "study", NULL};
    unsigned kind = 0;
    while (strcmp(KINDS[kind], fields[2]) != 0)
        g_assert_nonnull(KINDS[++kind]);
    one->event.kind = (CreditEventKind)kind;
    one->event.duration_ms = number(fields[3]);
}

static void read_fault(Case *one, char **fields) {
    interval_set_add(one->faults, number(fields[1]), number(fields[2]));
}

static void read_policy(Case *one, char **fields) {
    const struct {
        const char *name;
        int64_t *value;
    } NAMES[] = {
        {"max_rate", &one->policy.max_rate_milli},
        {"replay_weight", &one->policy.replay_weight_milli},
        {"offline_weight", &one->policy.offline_weight_milli},
        {"present_at", &one->policy.present_at_milli},
        {"absent_below", &one->policy.absent_below_milli},
        {"late_after", &one->policy.late_after_ms},
        {"left_before", &one->policy.left_before_ms},
        {"least", &one->policy.least_ms},
        {"cap", &one->policy.cap_ms},
        {"hour", &one->policy.hour_ms},
    };
    for (unsigned i = 1; fields[i]; i++) {
        g_auto(GStrv) pair = g_strsplit(fields[i], "=", 2);
        if (strcmp(pair[0], "counts") == 0) {
            one->policy.counts =
                strcmp(pair[1], "presence") == 0 ? CREDIT_COUNTS_PRESENCE : CREDIT_COUNTS_COVERAGE;
            continue;
        }
        size_t row = 0;
        while (strcmp(NAMES[row].name, pair[0]) != 0)
            g_assert_cmpuint(++row, <, G_N_ELEMENTS(NAMES));
        *NAMES[row].value = number(pair[1]);
    }
}

static void read_person(Case *one, char **fields) {
    one->account_id = strcmp(fields[2], "-") == 0 ? NULL : g_strdup(fields[2]);
}

static void read_presence(Case *one, char **fields) {
    CreditPresence presence = {
        .claim = {.kind = strcmp(fields[2], "room") == 0 ? CREDIT_CLAIM_ROOM : CREDIT_CLAIM_BESIDE,
                  .from_ms = ms_of(fields[3]),
                  .until_ms = ms_of(fields[4])}};
    g_strlcpy(presence.claim.id, fields[1], sizeof presence.claim.id);
    char **ids = g_strsplit(fields[5], ",", -1);
    g_ptr_array_add(one->lists, ids);
    presence.viewing_ids = (const char *const *)ids;
    g_array_append_val(one->presences, presence);
}

static void read_leave(Case *one, char **fields) {
    g_assert_null(fields[1]);
    one->leave = CREDIT_ON_LEAVE;
}

static const struct {
    const char *word;
    void (*read)(Case *one, char **fields);
} WORDS[] = {
    {"event", read_event},   {"fault", read_fault},       {"policy", read_policy},
    {"person", read_person}, {"presence", read_presence}, {"leave", read_leave},
};

/* ---- the log ---- */

static void read_record(Case *one, const char *bare) {
    g_autofree char *line = g_strdup_printf("%s %08x", bare, crc32_of(bare, strlen(bare)));
    BeatRecord record;
    if (!beat_record_parse(line, strlen(line), &record))
        return; /* as the reader of the log does with what nobody wrote */
    g_array_append_val(one->records, record);
    CreditViewing *viewing = g_hash_table_lookup(one->by_id, record.viewing_id);
    if (viewing) {
        credit_viewing_take(viewing, &record);
    } else if (record.kind == BEAT_RECORD_OPENED) {
        viewing = credit_viewing_new(&record);
        g_ptr_array_add(one->viewings, viewing);
        g_hash_table_insert(one->by_id, (char *)credit_viewing_id(viewing), viewing);
    }
}

static void read_line(Case *one, const char *line) {
    if (line[0] == '\0' || line[0] == '#')
        return;
    if (g_str_has_prefix(line, "v1 ") || g_str_has_prefix(line, "v2 ")) {
        read_record(one, line);
        return;
    }
    g_auto(GStrv) fields = g_strsplit(line, " ", -1);
    size_t row = 0;
    while (strcmp(WORDS[row].word, fields[0]) != 0)
        if (++row == G_N_ELEMENTS(WORDS))
            g_error("not a line of a case: %s", line);
    WORDS[row].read(one, fields);
}

static void read_case(Case *one, const char *text) {
    *one = (Case){.faults = interval_set_new(),
                  .presences = g_array_new(FALSE, FALSE, sizeof(CreditPresence)),
                  .lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev),
                  .viewings = g_ptr_array_new_with_free_func((GDestroyNotify)credit_viewing_free),
                  .by_id = g_hash_table_new(g_str_hash, g_str_equal),
                  .records = g_array_new(FALSE, FALSE, sizeof(BeatRecord))};
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (unsigned i = 0; lines[i]; i++)
        read_line(one, lines[i]);
    one->event.faults = one->faults;
}

static void clear_case(Case *one) {
    g_hash_table_unref(one->by_id);
    g_ptr_array_unref(one->viewings);
    g_ptr_array_unref(one->lists);
    g_array_unref(one->presences);
    g_array_unref(one->records);
    interval_set_free(one->faults);
    g_free(one->account_id);
}

char *credit_case_answer(const char *text) {
    Case one;
    read_case(&one, text);
    CreditQuestion question = {.event = &one.event,
                               .policy = &one.policy,
                               .leave = one.leave,
                               .account_id = one.account_id,
                               .viewings = one.viewings,
                               .presences = (const CreditPresence *)one.presences->data,
                               .n_presences = one.presences->len};
    g_autoptr(CreditResult) result = credit_person_compute(&question);
    GString *answer = g_string_new(NULL);
    credit_result_append_text(result, answer);
    clear_case(&one);
    return g_string_free(answer, FALSE);
}

/* ---- beat by beat ---- */

static bool is_own(const Case *one, const BeatRecord *opened) {
    return one->account_id && opened->opened.who == VIEWING_ACCOUNT &&
           strcmp(opened->opened.who_id, one->account_id) == 0;
}

static bool has_earlier(const Case *one, const BeatRecord *opened) {
    for (unsigned i = 0; i < one->records->len; i++) {
        const BeatRecord *record = &g_array_index(one->records, BeatRecord, i);
        if (record->kind == BEAT_RECORD_OPENED && is_own(one, record) &&
            record->at_us < opened->at_us &&
            strcmp(record->opened.of_id, opened->opened.of_id) == 0)
            return true;
    }
    return false;
}

static CreditLiveTerms terms_of(const Case *one, const BeatRecord *opened) {
    return (CreditLiveTerms){.is_counted = true,
                             .has_earlier = has_earlier(one, opened),
                             .is_live = opened->opened.mode == BEAT_RECORD_LIVE,
                             .counts_presence = one->policy.counts == CREDIT_COUNTS_PRESENCE,
                             .max_rate_milli = one->policy.max_rate_milli,
                             .replay_weight_milli = one->policy.replay_weight_milli,
                             .least_ms = one->policy.least_ms,
                             .cap_ms = one->policy.cap_ms,
                             .duration_ms = one->event.duration_ms};
}

static void tell_opening(const Case *one, const BeatRecord *record, CreditBook *book) {
    const CreditLiveTerms terms = terms_of(one, record);
    const ViewingStakes stakes = {.n = 0};
    if (is_own(one, record) && record->opened.mode != BEAT_RECORD_KEPT)
        credit_book_open(book, &(CreditLiveOpening){record->viewing_id, record->opened.of_id,
                                                    record->opened.who_id, record->at_us, &terms,
                                                    &stakes});
}

/* Then a server forgets who was silent. */
static bool is_minute_over(const BeatRecord *before, const BeatRecord *record) {
    return record->at_us / (60 * CLOCK_US_PER_S) > before->at_us / (60 * CLOCK_US_PER_S);
}

static void tell(const Case *one, unsigned index, CreditBook *book) {
    const BeatRecord *record = &g_array_index(one->records, BeatRecord, index);
    const CreditViewing *viewing = g_hash_table_lookup(one->by_id, record->viewing_id);
    const CreditLiveWhose whose = {viewing ? credit_viewing_who_id(viewing) : "",
                                   record->viewing_id};
    bool takes = viewing && !credit_viewing_is_kept(viewing);
    if (index > 0 && is_minute_over(&g_array_index(one->records, BeatRecord, index - 1), record))
        credit_book_sweep(book, record->at_us);
    if (record->kind == BEAT_RECORD_OPENED)
        tell_opening(one, record, book);
    else if (record->kind == BEAT_RECORD_BEAT)
        credit_book_beat(book, record->viewing_id, &record->beat, record->at_us);
    else if (record->kind == BEAT_RECORD_TAKEN && takes)
        credit_book_claim(book, &whose, record->at_us);
    else if (record->kind == BEAT_RECORD_ENDED && takes)
        credit_book_end(book, &whose, record->at_us);
}

static int64_t figure_of(const Case *one, const CreditBook *book) {
    int64_t figure = -1;
    for (unsigned i = 0; i < one->viewings->len && figure < 0; i++) {
        const CreditViewing *viewing = one->viewings->pdata[i];
        if (strcmp(credit_viewing_of(viewing), one->event.id) == 0)
            figure = credit_book_figure(book, credit_viewing_id(viewing));
    }
    return figure;
}

static int64_t live_figure(const Case *one) {
    CreditBook *book = credit_book_new();
    for (unsigned i = 0; i < one->records->len; i++)
        tell(one, i, book);
    int64_t figure = figure_of(one, book);
    credit_book_free(book);
    return figure;
}

/* ---- behind a restart ---- */

static bool say_opened(const BeatRecord *opened, CreditLiveTerms *ret_terms,
                       ViewingStakes *ret_stakes, void *user) {
    const Case *one = user;
    *ret_terms = terms_of(one, opened);
    *ret_stakes = (ViewingStakes){.n = 0};
    return is_own(one, opened);
}

static bool say_whose(const char *viewing_id, char ret_account_id[ID_TEXT_BYTES], void *user) {
    const Case *one = user;
    const CreditViewing *viewing = g_hash_table_lookup(one->by_id, viewing_id);
    if (!viewing || credit_viewing_is_kept(viewing) ||
        credit_viewing_who(viewing) != VIEWING_ACCOUNT)
        return false;
    g_strlcpy(ret_account_id, credit_viewing_who_id(viewing), ID_TEXT_BYTES);
    return true;
}

/* Where the log was when what is stored was kept from then on, when it was read to its end, and
 * when what was read came. */
typedef struct Restart {
    unsigned gathered, read, came;
} Restart;

static int64_t restarted_figure(Case *one, const Restart *restart) {
    const CreditReplayPort port = {say_opened, say_whose, one};
    CreditReplay *replay = credit_replay_new(&port);
    CreditBook *book = credit_book_new();
    credit_book_await(book);
    for (unsigned i = 0; i < restart->read; i++)
        credit_replay_take(replay, &g_array_index(one->records, BeatRecord, i));
    for (unsigned i = 0; i < restart->came; i++) {
        if (i == restart->gathered)
            credit_book_gather(book);
        tell(one, i, book);
    }
    g_assert_cmpint(figure_of(one, book), ==, -1);
    if (restart->gathered == restart->came)
        credit_book_gather(book);
    g_assert_true(credit_book_take(book, credit_replay_finish(replay)));
    credit_replay_free(replay);
    for (unsigned i = restart->came; i < one->records->len; i++)
        tell(one, i, book);
    while (credit_book_work(book))
        continue;
    int64_t figure = figure_of(one, book);
    credit_book_free(book);
    return figure;
}

void credit_case_restart(const char *text, GRand *chance, CreditCaseRestart *ret_answer) {
    Case one;
    read_case(&one, text);
    int32_t n = (int32_t)one.records->len + 1;
    Restart restart = {.gathered = (unsigned)g_rand_int_range(chance, 0, n)};
    restart.read = (unsigned)g_rand_int_range(chance, (int32_t)restart.gathered, n);
    restart.came = (unsigned)g_rand_int_range(chance, (int32_t)restart.read, n);
    *ret_answer = (CreditCaseRestart){live_figure(&one), restarted_figure(&one, &restart)};
    clear_case(&one);
}

static void send_everything(const Case *one) {
    for (unsigned i = 0; i < one->viewings->len; i++) {
        BeatRecord sent = {.kind = BEAT_RECORD_DELIVERED,
                           .delivered = {.to_ms = one->event.duration_ms}};
        credit_viewing_take(one->viewings->pdata[i], &sent);
    }
}

CreditCaseLive credit_case_live(const char *text) {
    Case one;
    CreditCaseLive answer = {0};
    read_case(&one, text);
    g_autoptr(IntervalSet) none = interval_set_new();
    one.event.faults = none;
    for (unsigned i = 0; i < one.viewings->len; i++)
        answer.has_kept |= credit_viewing_is_kept(one.viewings->pdata[i]);
    answer.live_ms = live_figure(&one);
    send_everything(&one);
    const CreditQuestion question = {.event = &one.event,
                                     .policy = &one.policy,
                                     .account_id = one.account_id,
                                     .viewings = one.viewings};
    g_autoptr(CreditResult) result = credit_person_compute(&question);
    answer.rule_ms = result->credited_ms;
    clear_case(&one);
    return answer;
}
