#include "catalog/credit/credit_person.h"

#include <string.h>

/* A viewing that brings something, and when it has the person. */
typedef struct Source {
    const CreditViewing *viewing;
    IntervalSet *turn; /* owned */
    bool is_presence;  /* others can see it */
} Source;

/* One computation on its way. */
typedef struct Counting {
    const CreditQuestion *question;
    GArray *sources; /* Source */
    IntervalSet *required;
    IntervalSet *media[CREDIT_N_CLASSES], *presence, *worth;
    CreditShare *share; /* of the source that is counted, or NULL */
} Counting;

/* ---- who has the person ---- */

static const CreditViewing *viewing_at(const CreditQuestion *question, unsigned index) {
    return question->viewings->pdata[index];
}

static bool is_own(const CreditQuestion *question, const CreditViewing *viewing) {
    return question->account_id && credit_viewing_who(viewing) == VIEWING_ACCOUNT &&
           strcmp(credit_viewing_who_id(viewing), question->account_id) == 0;
}

static bool takes_person(const CreditQuestion *question, const CreditViewing *viewing) {
    return is_own(question, viewing) && !credit_viewing_is_kept(viewing);
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
        if (takes_person(question, viewing_at(question, i)))
            claim_for(viewing_at(question, i), claims);
    for (unsigned i = 0; i < question->n_presences; i++)
        g_array_append_val(claims, question->presences[i].claim);
    return credit_turn_new(claims);
}

/* Takes nothing; a source that never has the person is none. */
static void add_source(Counting *counting, const CreditViewing *viewing, const IntervalSet *turn,
                       bool is_presence) {
    if (!turn)
        return;
    Source source = {viewing, interval_set_new(), is_presence};
    interval_set_add_all(source.turn, turn);
    g_array_append_val(counting->sources, source);
}

static void add_presence(Counting *counting, const CreditPresence *presence,
                         const CreditTurns *turns) {
    const CreditQuestion *question = counting->question;
    for (unsigned i = 0; i < question->viewings->len; i++)
        if (g_strv_contains(presence->viewing_ids, credit_viewing_id(viewing_at(question, i))))
            add_source(counting, viewing_at(question, i), credit_turn_of(turns, presence->claim.id),
                       true);
}

/* ---- what was downloaded counts where nothing else lies ---- */

static void add_walls(const CreditQuestion *question, const Source *source, IntervalSet *busy) {
    g_autoptr(GArray) pieces =
        credit_viewing_pieces(source->viewing, question->policy->max_rate_milli);
    g_autoptr(IntervalSet) walls = interval_set_new();
    for (unsigned i = 0; i < pieces->len; i++) {
        Interval wall = g_array_index(pieces, CreditPiece, i).wall;
        interval_set_add(walls, wall.from, wall.to);
    }
    g_autoptr(IntervalSet) had = interval_set_common(walls, source->turn);
    interval_set_add_all(busy, had);
}

/* Opened last first. */
static int compare_kept(const void *a, const void *b) {
    const CreditViewing *first = *(CreditViewing *const *)a, *second = *(CreditViewing *const *)b;
    int64_t first_ms = credit_viewing_opened(first), second_ms = credit_viewing_opened(second);
    if (first_ms != second_ms)
        return first_ms > second_ms ? -1 : 1;
    return strcmp(credit_viewing_id(second), credit_viewing_id(first));
}

static void add_kept(Counting *counting) {
    const CreditQuestion *question = counting->question;
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (unsigned i = 0; i < question->viewings->len; i++)
        if (is_own(question, viewing_at(question, i)) &&
            credit_viewing_is_kept(viewing_at(question, i)))
            g_ptr_array_add(kept, question->viewings->pdata[i]);
    if (kept->len == 0)
        return;
    g_ptr_array_sort(kept, compare_kept);
    g_autoptr(IntervalSet) always = interval_set_new_one(0, INT64_MAX);
    g_autoptr(IntervalSet) busy = interval_set_new();
    for (unsigned i = 0; i < counting->sources->len; i++)
        add_walls(question, &g_array_index(counting->sources, Source, i), busy);
    for (unsigned i = 0; i < kept->len; i++) {
        g_autoptr(IntervalSet) free_time = interval_set_without(always, busy);
        add_source(counting, kept->pdata[i], free_time, false);
        add_walls(question, &g_array_index(counting->sources, Source, counting->sources->len - 1),
                  busy);
    }
}

static void find_sources(Counting *counting) {
    const CreditQuestion *question = counting->question;
    g_autoptr(CreditTurns) turns = turns_of(question);
    for (unsigned i = 0; i < question->viewings->len; i++)
        if (takes_person(question, viewing_at(question, i)))
            add_source(counting, viewing_at(question, i),
                       credit_turn_of(turns, credit_viewing_id(viewing_at(question, i))), false);
    for (unsigned i = 0; i < question->n_presences; i++)
        add_presence(counting, &question->presences[i], turns);
    add_kept(counting);
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

static void add_wall(IntervalSet *walls, const CreditPiece *piece, const Interval *media) {
    interval_set_add(walls, project(media->from, &piece->media, &piece->wall),
                     project(media->to, &piece->media, &piece->wall));
}

static bool has_weight(const CreditPolicy *policy, CreditClass class) {
    const int64_t WEIGHTS[CREDIT_N_CLASSES] = {1, policy->replay_weight_milli,
                                               policy->offline_weight_milli};
    return WEIGHTS[class] > 0;
}

/* A part of a piece that was sent and has its wall. */
static void count_sent(Counting *counting, const CreditPiece *piece) {
    interval_set_add(counting->media[piece->class], piece->media.from, piece->media.to);
    interval_set_add(counting->presence, piece->wall.from, piece->wall.to);
    if (counting->share) {
        interval_set_add(counting->share->media, piece->media.from, piece->media.to);
        interval_set_add(counting->share->wall, piece->wall.from, piece->wall.to);
    }
    if (!has_weight(counting->question->policy, piece->class))
        return;
    g_autoptr(IntervalSet) shown = interval_set_new_one(piece->media.from, piece->media.to);
    g_autoptr(IntervalSet) good = interval_set_common(shown, counting->required);
    for (unsigned i = 0; i < interval_set_n(good); i++) {
        Interval part = interval_set_at(good, i);
        add_wall(counting->worth, piece, &part);
    }
}

static void count_part(Counting *counting, const CreditPiece *piece, const IntervalSet *sent) {
    g_autoptr(IntervalSet) shown = interval_set_new_one(piece->media.from, piece->media.to);
    g_autoptr(IntervalSet) good = interval_set_common(shown, sent);
    for (unsigned i = 0; i < interval_set_n(good); i++) {
        CreditPiece part = {.media = interval_set_at(good, i), .class = piece->class};
        part.wall = (Interval){project(part.media.from, &piece->media, &piece->wall),
                               project(part.media.to, &piece->media, &piece->wall)};
        count_sent(counting, &part);
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

static void count_source(Counting *counting, const Source *source) {
    const CreditQuestion *question = counting->question;
    if (strcmp(credit_viewing_of(source->viewing), question->event->id) != 0)
        return;
    bool is_live = source->is_presence && question->event->kind == CREDIT_STUDY;
    g_autoptr(IntervalSet) sent = sent_to(question, source->viewing);
    g_autoptr(GArray) pieces =
        credit_viewing_pieces(source->viewing, question->policy->max_rate_milli);
    for (unsigned i = 0; i < pieces->len; i++) {
        CreditPiece piece = g_array_index(pieces, CreditPiece, i);
        if (is_live)
            piece.class = CREDIT_LIVE;
        count_piece(counting, &piece, source->turn, sent);
    }
}

static void clear_source(void *data) {
    Source *source = data;
    interval_set_free(source->turn);
}

static void free_share(void *data) {
    CreditShare *share = data;
    interval_set_free(share->media);
    interval_set_free(share->wall);
    g_free(share);
}

static CreditShare *share_new(GPtrArray *shares, const Source *source) {
    CreditShare *share = g_new(CreditShare, 1);
    *share =
        (CreditShare){source->viewing, source->is_presence, interval_set_new(), interval_set_new()};
    g_ptr_array_add(shares, share);
    return share;
}

/* All but the judgement; `shares`: of CreditShare, or NULL. */
static CreditResult *count(const CreditQuestion *question, GPtrArray *shares) {
    g_autoptr(GArray) sources = g_array_new(FALSE, FALSE, sizeof(Source));
    g_autoptr(IntervalSet) whole = interval_set_new_one(0, question->event->duration_ms);
    g_autoptr(IntervalSet) required = interval_set_without(whole, question->event->faults);
    g_autoptr(IntervalSet) worth = interval_set_new();
    g_array_set_clear_func(sources, clear_source);
    Counting counting = {.question = question,
                         .sources = sources,
                         .required = required,
                         .presence = interval_set_new(),
                         .worth = worth};
    for (unsigned i = 0; i < CREDIT_N_CLASSES; i++)
        counting.media[i] = interval_set_new();
    find_sources(&counting);
    for (unsigned i = 0; i < sources->len; i++) {
        const Source *source = &g_array_index(sources, Source, i);
        if (shares)
            counting.share = share_new(shares, source);
        count_source(&counting, source);
    }
    CreditResult *result = credit_result_new(counting.media, counting.presence);
    result->worth_ms = interval_set_sum(worth);
    return result;
}

CreditResult *credit_person_compute(const CreditQuestion *question) {
    CreditResult *result = count(question, NULL);
    credit_result_judge(result, question->event, question->policy, question->leave);
    return result;
}

GPtrArray *credit_person_explain(const CreditQuestion *question) {
    GPtrArray *shares = g_ptr_array_new_with_free_func(free_share);
    g_autoptr(CreditResult) result = count(question, shares);
    for (unsigned i = shares->len; i > 0; i--)
        if (interval_set_n(((CreditShare *)shares->pdata[i - 1])->media) == 0)
            g_ptr_array_remove_index(shares, i - 1);
    return shares;
}
