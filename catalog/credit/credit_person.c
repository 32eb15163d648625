#include "catalog/credit/credit_person.h"

#include <string.h>

/* One computation on its way. */
typedef struct Counting {
    const CreditQuestion *question;
    CreditTurns *turns;
    IntervalSet *media[CREDIT_N_CLASSES], *presence;
} Counting;

/* ---- who has the person ---- */

static const CreditViewing *viewing_at(const CreditQuestion *question, unsigned index) {
    return question->viewings->pdata[index];
}

static bool is_own(const CreditQuestion *question, const CreditViewing *viewing) {
    return question->account_id && credit_viewing_who(viewing) == VIEWING_ACCOUNT &&
           strcmp(credit_viewing_who_id(viewing), question->account_id) == 0;
}

static void claim_for(const CreditViewing *viewing, GArray *claims) {
    const GArray *taken = credit_viewing_taken(viewing);
    for (unsigned i = 0; i < taken->len; i++) {
        CreditClaim claim = {.kind = CREDIT_CLAIM_ACCOUNT,
                             .from_ms = g_array_index(taken, int64_t, i),
                             .until_ms = credit_viewing_ended(viewing)};
        g_strlcpy(claim.id, credit_viewing_id(viewing), sizeof claim.id);
        g_array_append_val(claims, claim);
    }
}

static CreditTurns *turns_of(const CreditQuestion *question) {
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(CreditClaim));
    for (unsigned i = 0; i < question->viewings->len; i++)
        if (is_own(question, viewing_at(question, i)))
            claim_for(viewing_at(question, i), claims);
    for (unsigned i = 0; i < question->n_presences; i++)
        g_array_append_val(claims, question->presences[i].claim);
    return credit_turn_new(claims);
}

/* ---- what was sent ---- */

static bool shares_media(const CreditViewing *a, const CreditViewing *b) {
    return a == b || (credit_viewing_who(a) != VIEWING_ANONYMOUS &&
                      credit_viewing_who(a) == credit_viewing_who(b) &&
                      strcmp(credit_viewing_who_id(a), credit_viewing_who_id(b)) == 0 &&
                      strcmp(credit_viewing_of(a), credit_viewing_of(b)) == 0);
}

static IntervalSet *sent_to(const CreditQuestion *question, const CreditViewing *viewing) {
    IntervalSet *sent = interval_set_new();
    for (unsigned i = 0; i < question->viewings->len; i++)
        if (shares_media(viewing, viewing_at(question, i)))
            interval_set_add_all(sent, credit_viewing_sent(viewing_at(question, i)));
    g_autoptr(IntervalSet) all = sent;
    g_autoptr(IntervalSet) event = interval_set_new_one(0, question->event->duration_ms);
    return interval_set_common(all, event);
}

/* ---- pieces ---- */

/* The point of `to` that stands to it as `at` stands to `from`. */
static int64_t project(int64_t at, const Interval *from, const Interval *to) {
    return to->from + (at - from->from) * (to->to - to->from) / (from->to - from->from);
}

static void count_part(Counting *counting, const CreditPiece *piece, const IntervalSet *sent) {
    g_autoptr(IntervalSet) shown = interval_set_new_one(piece->media.from, piece->media.to);
    g_autoptr(IntervalSet) good = interval_set_common(shown, sent);
    for (unsigned i = 0; i < interval_set_n(good); i++) {
        Interval part = interval_set_at(good, i);
        interval_set_add(counting->media[piece->class], part.from, part.to);
        interval_set_add(counting->presence, project(part.from, &piece->media, &piece->wall),
                         project(part.to, &piece->media, &piece->wall));
    }
}

static void count_piece(Counting *counting, const CreditPiece *piece, const IntervalSet *turn,
                        const IntervalSet *sent) {
    g_autoptr(IntervalSet) wall = interval_set_new_one(piece->wall.from, piece->wall.to);
    g_autoptr(IntervalSet) had = interval_set_common(wall, turn);
    for (unsigned i = 0; i < interval_set_n(had); i++) {
        CreditPiece part = {.wall = interval_set_at(had, i), .class = piece->class};
        part.media = (Interval){project(part.wall.from, &piece->wall, &piece->media),
                                project(part.wall.to, &piece->wall, &piece->media)};
        if (part.media.from < part.media.to)
            count_part(counting, &part, sent);
    }
}

/* `source_id`: the viewing itself, or the presence that goes with it. */
static void count_viewing(Counting *counting, const CreditViewing *viewing, const char *source_id) {
    const CreditQuestion *question = counting->question;
    const IntervalSet *turn = credit_turn_of(counting->turns, source_id);
    if (!turn || strcmp(credit_viewing_of(viewing), question->event->id) != 0)
        return;
    g_autoptr(IntervalSet) sent = sent_to(question, viewing);
    g_autoptr(GArray) pieces = credit_viewing_pieces(viewing, question->policy->max_rate_milli);
    for (unsigned i = 0; i < pieces->len; i++)
        count_piece(counting, &g_array_index(pieces, CreditPiece, i), turn, sent);
}

static void count_presence(Counting *counting, const CreditPresence *presence) {
    const CreditQuestion *question = counting->question;
    for (unsigned i = 0; i < question->viewings->len; i++)
        if (g_strv_contains(presence->viewing_ids, credit_viewing_id(viewing_at(question, i))))
            count_viewing(counting, viewing_at(question, i), presence->claim.id);
}

CreditResult *credit_person_compute(const CreditQuestion *question) {
    g_autoptr(CreditTurns) turns = turns_of(question);
    Counting counting = {.question = question, .turns = turns, .presence = interval_set_new()};
    for (unsigned i = 0; i < CREDIT_N_CLASSES; i++)
        counting.media[i] = interval_set_new();
    for (unsigned i = 0; i < question->viewings->len; i++)
        if (is_own(question, viewing_at(question, i)))
            count_viewing(&counting, viewing_at(question, i),
                          credit_viewing_id(viewing_at(question, i)));
    for (unsigned i = 0; i < question->n_presences; i++)
        count_presence(&counting, &question->presences[i]);
    CreditResult *result = credit_result_new(counting.media, counting.presence);
    credit_result_judge(result, question->event, question->policy, question->leave);
    return result;
}
