#include "catalog/room/book_fact.h"

#include "base/error.h"
#include "catalog/meeting/meeting_change.h"
#include "catalog/meeting/meeting_demo.h"

/* ---- as a value ---- */

/* Every text of a fact: what a copy owns. */
#define N_TEXTS 21
static void texts_of(BookFact *fact, const char **texts[N_TEXTS]) {
    const char **const all[N_TEXTS] = {
        &fact->meeting_id,
        &fact->by,
        &fact->id,
        (const char **)&fact->person.name,
        &fact->line.id,
        &fact->line.person_id,
        &fact->line.name,
        &fact->line.text,
        &fact->visit.name,
        &fact->wish.id,
        &fact->wish.question,
        &fact->wish.opened_by,
        &fact->ballot.vote_id,
        &fact->ballot.account_id,
        &fact->tally.vote_id,
        &fact->tally.source,
        &fact->tally.teller,
        &fact->tally.voters,
        &fact->wish.tellers,
        &fact->end.vote_id,
        &fact->end.closed_by,
    };
    for (unsigned i = 0; i < N_TEXTS; i++)
        texts[i] = all[i];
}

BookFact *book_fact_copy(const BookFact *fact) {
    BookFact *copy = g_memdup2(fact, sizeof *fact);
    const char **texts[N_TEXTS];
    texts_of(copy, texts);
    for (unsigned i = 0; i < N_TEXTS; i++)
        *texts[i] = g_strdup(*texts[i]);
    copy->wish.choices = (const char *const *)g_strdupv((char **)fact->wish.choices);
    return copy;
}

void book_fact_free(BookFact *fact) {
    if (!fact)
        return;
    const char **texts[N_TEXTS];
    texts_of(fact, texts);
    for (unsigned i = 0; i < N_TEXTS; i++)
        g_free((char *)*texts[i]);
    g_strfreev((char **)fact->wish.choices);
    g_free(fact);
}

/* ---- to the tables ---- */

/* One row: how a kind is kept, and whether talks keep it. */
typedef struct Job {
    Database *database;
    const FieldCrypto *crypto;
    const BookFact *fact;
    int64_t *sequence;
} Job;

static bool keep_person(const Job *job, GError **error) {
    const BookFact *fact = job->fact;
    if (fact->parts)
        return book_person_change(job->database, fact->meeting_id, &fact->person, fact->parts,
                                  error);
    return book_person_put(job->database, job->fact->meeting_id, &job->fact->person, error);
}

static bool keep_settings(const Job *job, GError **error) {
    const BookFact *fact = job->fact;
    if (fact->parts)
        return book_settings_change(job->database, fact->meeting_id, &fact->settings, fact->parts,
                                    error);
    return book_settings_put(job->database, job->fact->meeting_id, &job->fact->settings, error);
}

static bool keep_line(const Job *job, GError **error) {
    return book_chat_say(job->database, job->fact->meeting_id, &job->fact->line, job->sequence,
                         error);
}

static bool take_back(const Job *job, GError **error) {
    const BookFact *fact = job->fact;
    return book_chat_remove(job->database, fact->meeting_id, fact->id, fact->by, fact->at_us,
                            error);
}

static bool begin_visit(const Job *job, GError **error) {
    BookVisit visit = job->fact->visit;
    return (!job->fact->parts ||
            book_person_kind(job->database, visit.person_id, &visit.kind, error)) &&
           book_visit_begin(job->database, job->fact->meeting_id, &visit, error);
}

static bool end_visit(const Job *job, GError **error) {
    const BookFact *fact = job->fact;
    return fact->id ? book_visit_end(job->database, fact->id, fact->at_us, error)
                    : book_visit_end_person(job->database, fact->meeting_id, fact->visit.person_id,
                                            fact->at_us, error);
}

static bool hear(const Job *job, GError **error) {
    return book_visit_heard(job->database, job->fact->meeting_id, job->fact->at_us, error);
}

static bool open_vote(const Job *job, GError **error) {
    return book_vote_open(job->database, job->crypto, job->fact->meeting_id, &job->fact->wish,
                          error);
}

static bool cast(const Job *job, GError **error) {
    return book_vote_cast(job->database, job->crypto, job->fact->meeting_id, &job->fact->ballot,
                          error);
}

static bool keep_tally(const Job *job, GError **error) {
    return book_vote_tally(job->database, job->fact->meeting_id, &job->fact->tally, error);
}

static bool close_vote(const Job *job, GError **error) {
    const BookVoteEnd end = {.vote_id = job->fact->id,
                             .closed_by = job->fact->by,
                             .at_us = job->fact->at_us,
                             .has_present = job->fact->end.has_present,
                             .n_present = job->fact->end.n_present};
    return book_vote_close(job->database, job->crypto, job->fact->meeting_id, &end, error);
}

static bool accept_third(const Job *job, GError **error) {
    return book_talk_accept(job->database, job->fact->meeting_id, job->fact->by, true, error);
}

static bool end_room(const Job *job, GError **error) {
    g_autoptr(MeetingRow) row = meeting_table_get(job->database, job->fact->meeting_id, error);
    if (!row)
        return false;
    if (!meeting_state_is_on_air(row->state, true)) /* ended already, and not by its room */
        return book_visit_end_all(job->database, row->id, job->fact->at_us, error);
    char next_id[ID_TEXT_BYTES]; /* the demonstration goes on as another one */
    bool is_ended = row->is_endless ? meeting_demo_end(job->database, row, -1, next_id, error)
                                    : meeting_change_step(job->database, row, MEETING_END, error);
    return is_ended && book_visit_end_all(job->database, row->id, job->fact->at_us, error);
}

/* clang-format off */
static const struct {
    bool (*keep)(const Job *job, GError **error);
    bool is_of_talks; /* kept of them too, or refused by the table itself */
} KINDS[BOOK_N_FACTS] = {
    [BOOK_FACT_PERSON]      = {keep_person,   false},
    [BOOK_FACT_SETTINGS]    = {keep_settings, false},
    [BOOK_FACT_SAID]        = {keep_line,     false},
    [BOOK_FACT_UNSAID]      = {take_back,     false},
    [BOOK_FACT_CAME]        = {begin_visit,   false},
    [BOOK_FACT_WENT]        = {end_visit,     false},
    [BOOK_FACT_HEARD]       = {hear,          false},
    [BOOK_FACT_VOTE_OPENED] = {open_vote,     true},
    [BOOK_FACT_BALLOT]      = {cast,          true},
    [BOOK_FACT_TALLY]       = {keep_tally,    true},
    [BOOK_FACT_VOTE_CLOSED] = {close_vote,    true},
    [BOOK_FACT_THIRD]       = {accept_third,  true},
    [BOOK_FACT_ENDED]       = {end_room,      true},
};
/* clang-format on */

bool book_fact_commit(Database *database, const FieldCrypto *crypto, const BookFact *fact,
                      int64_t *ret_sequence, GError **error) {
    int64_t sequence = 0;
    const Job job = {database, crypto, fact, &sequence};
    g_autoptr(GError) gone = NULL;
    g_autoptr(MeetingRow) row = meeting_table_get(database, fact->meeting_id, &gone);
    *ret_sequence = 0;
    if (!row && fact->kind == BOOK_FACT_ENDED && g_error_matches(gone, BASE_ERROR, ERROR_NOT_FOUND))
        return true; /* it was deleted, and all that it had with it */
    if (!row) {
        g_propagate_error(error, g_steal_pointer(&gone));
        return false;
    }
    bool is_kept = row->kind != MEETING_TALK || KINDS[fact->kind].is_of_talks;
    if (is_kept && !KINDS[fact->kind].keep(&job, error))
        return false;
    *ret_sequence = sequence;
    return true;
}
