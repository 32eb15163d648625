#include "catalog/viewing/credit_book.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>

typedef enum Phase {
    PHASE_HERE,    /* all is told at once */
    PHASE_PASSING, /* another thread will read it */
    PHASE_KEEPING, /* `kept` grows; the sums are not here, or it is told to them in turns */
} Phase;

typedef enum OpKind { OP_OPEN, OP_CLAIM, OP_END, OP_BEAT } OpKind;

/* Something that was stored. */
typedef struct Op Op;
struct Op {
    Op *next;
    OpKind kind;
    size_t n_body; /* bytes of the body */
    int64_t at_us;
    char viewing_id[ID_TEXT_BYTES];
    char account_id[ID_TEXT_BYTES]; /* of beats "" */
    /* Of an opening an Opening, of a beat a ViewingBeat as far as its intervals go. */
    _Alignas(max_align_t) uint8_t body[];
};

typedef struct Opening {
    char of_id[ID_TEXT_BYTES];
    CreditLiveTerms terms;
    ViewingStakes stakes;
} Opening;

struct CreditBook {
    CreditLive *live; /* owned; NULL: not here */
    Phase phase;
    Op *first, *last; /* kept; owned */
    size_t bytes;
    bool is_full; /* of what was kept nothing is left */
};

CreditBook *credit_book_new(void) {
    CreditBook *book = g_new0(CreditBook, 1);
    book->live = credit_live_new();
    return book;
}

static void forget_all(CreditBook *book) {
    while (book->first) {
        Op *op = book->first;
        book->first = op->next;
        g_free(op);
    }
    book->last = NULL;
    book->bytes = 0;
}

void credit_book_free(CreditBook *book) {
    if (!book)
        return;
    forget_all(book);
    credit_live_free(book->live);
    g_free(book);
}

/* ---- keeping ---- */

/* NULL: there is no room; then nothing of it is of any use. */
static Op *op_new(CreditBook *book, OpKind kind, size_t n_body) {
    size_t bytes = sizeof(Op) + n_body;
    if (book->is_full)
        return NULL;
    if (book->bytes + bytes > CREDIT_BOOK_MAX_BYTES && !book->live) {
        book->is_full = true;
        forget_all(book);
        return NULL;
    }
    Op *op = g_malloc0(bytes);
    op->kind = kind;
    op->n_body = n_body;
    book->bytes += bytes;
    if (book->last)
        book->last->next = op;
    else
        book->first = op;
    book->last = op;
    return op;
}

static void keep_whose(CreditBook *book, OpKind kind, const CreditLiveWhose *whose, int64_t at_us) {
    Op *op = op_new(book, kind, 0);
    if (!op)
        return;
    op->at_us = at_us;
    g_strlcpy(op->viewing_id, whose->viewing_id, sizeof op->viewing_id);
    g_strlcpy(op->account_id, whose->account_id, sizeof op->account_id);
}

static void keep_opening(CreditBook *book, const CreditLiveOpening *opening) {
    Op *op = op_new(book, OP_OPEN, sizeof(Opening));
    if (!op)
        return;
    Opening *body = (Opening *)(void *)op->body;
    op->at_us = opening->at_us;
    g_strlcpy(op->viewing_id, opening->viewing_id, sizeof op->viewing_id);
    g_strlcpy(op->account_id, opening->account_id, sizeof op->account_id);
    g_strlcpy(body->of_id, opening->of_id, sizeof body->of_id);
    body->terms = *opening->terms;
    body->stakes = *opening->stakes;
}

static void keep_beat(CreditBook *book, const char *viewing_id, const ViewingBeat *beat,
                      int64_t at_us) {
    size_t bytes = offsetof(ViewingBeat, seen) + beat->n_seen * sizeof beat->seen[0];
    Op *op = op_new(book, OP_BEAT, bytes);
    if (!op)
        return;
    op->at_us = at_us;
    g_strlcpy(op->viewing_id, viewing_id, sizeof op->viewing_id);
    memcpy(op->body, beat, bytes);
}

/* ---- telling ---- */

static void tell_opening(CreditLive *live, const Op *op) {
    const Opening *body = (const Opening *)(const void *)op->body;
    credit_live_open(live, &(CreditLiveOpening){.viewing_id = op->viewing_id,
                                                .of_id = body->of_id,
                                                .account_id = op->account_id,
                                                .at_us = op->at_us,
                                                .terms = &body->terms,
                                                .stakes = &body->stakes});
}

static void tell_claim(CreditLive *live, const Op *op) {
    credit_live_take(live, &(CreditLiveWhose){op->account_id, op->viewing_id}, op->at_us);
}

static void tell_end(CreditLive *live, const Op *op) {
    credit_live_end(live, &(CreditLiveWhose){op->account_id, op->viewing_id}, op->at_us);
}

static void tell_beat(CreditLive *live, const Op *op) {
    ViewingBeat beat = {0};
    memcpy(&beat, op->body, op->n_body);
    credit_live_beat(live, op->viewing_id, &beat, op->at_us);
}

static void (*const TELL[])(CreditLive *live, const Op *op) = {
    [OP_OPEN] = tell_opening,
    [OP_CLAIM] = tell_claim,
    [OP_END] = tell_end,
    [OP_BEAT] = tell_beat,
};

static void tell_first(CreditBook *book) {
    Op *op = book->first;
    TELL[op->kind](book->live, op);
    book->first = op->next;
    book->bytes -= sizeof(Op) + op->n_body;
    if (!book->first)
        book->last = NULL;
    g_free(op);
}

/* ---- reading back ---- */

void credit_book_await(CreditBook *book) {
    g_clear_pointer(&book->live, credit_live_free);
    book->phase = PHASE_PASSING;
}

void credit_book_gather(CreditBook *book) {
    book->phase = PHASE_KEEPING;
}

static void begin_now(CreditBook *book) {
    forget_all(book);
    book->live = credit_live_new();
    book->phase = PHASE_HERE;
    book->is_full = false;
}

bool credit_book_take(CreditBook *book, CreditLive *take_live) {
    if (!take_live || book->is_full) {
        begin_now(book);
        return false;
    }
    book->live = take_live;
    return true;
}

/* True: there is more. */
static bool tell_some(CreditBook *book, unsigned n) {
    for (unsigned i = 0; i < n && book->first; i++)
        tell_first(book);
    if (!book->first)
        book->phase = PHASE_HERE;
    return book->first != NULL;
}

bool credit_book_work(CreditBook *book) {
    return book->phase == PHASE_KEEPING && book->live && tell_some(book, CREDIT_BOOK_TURN);
}

/* ---- as credit_live.h ---- */

/* Each that is kept behind what is told tells two: so the end is reached, however many come. */
static void follow(CreditBook *book) {
    if (book->live)
        (void)tell_some(book, 2);
}

void credit_book_open(CreditBook *book, const CreditLiveOpening *opening) {
    if (book->phase == PHASE_HERE)
        credit_live_open(book->live, opening);
    if (book->phase != PHASE_KEEPING)
        return;
    keep_opening(book, opening);
    follow(book);
}

void credit_book_claim(CreditBook *book, const CreditLiveWhose *whose, int64_t at_us) {
    if (book->phase == PHASE_HERE)
        credit_live_take(book->live, whose, at_us);
    if (book->phase != PHASE_KEEPING)
        return;
    keep_whose(book, OP_CLAIM, whose, at_us);
    follow(book);
}

void credit_book_end(CreditBook *book, const CreditLiveWhose *whose, int64_t at_us) {
    if (book->phase == PHASE_HERE)
        credit_live_end(book->live, whose, at_us);
    if (book->phase != PHASE_KEEPING)
        return;
    keep_whose(book, OP_END, whose, at_us);
    follow(book);
}

void credit_book_beat(CreditBook *book, const char *viewing_id, const ViewingBeat *beat,
                      int64_t at_us) {
    if (book->phase == PHASE_HERE)
        credit_live_beat(book->live, viewing_id, beat, at_us);
    if (book->phase != PHASE_KEEPING)
        return;
    keep_beat(book, viewing_id, beat, at_us);
    follow(book);
}

int64_t credit_book_figure(const CreditBook *book, const char *viewing_id) {
    return book->phase == PHASE_HERE ? credit_live_figure(book->live, viewing_id) : -1;
}

void credit_book_sweep(CreditBook *book, int64_t now_us) {
    if (book->phase == PHASE_HERE)
        credit_live_sweep(book->live, now_us);
}
