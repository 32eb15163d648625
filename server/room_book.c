#include "server/room_book.h"

#include <string.h>

#include "base/id.h"
#include "base/json_table.h"

G_STATIC_ASSERT((int)ROOM_HOST == (int)BOOK_HOST);
G_STATIC_ASSERT((int)ROOM_SPEAKER == (int)BOOK_SPEAKER);
G_STATIC_ASSERT((int)ROOM_SITE == (int)BOOK_SITE);
G_STATIC_ASSERT((int)ROOM_AUDIENCE == (int)BOOK_AUDIENCE);
G_STATIC_ASSERT((int)ROOM_CHAT_EVERYONE == (int)BOOK_CHAT_ALL);
G_STATIC_ASSERT((int)ROOM_CHAT_HOSTS == (int)BOOK_CHAT_HOSTS);
G_STATIC_ASSERT((int)ROOM_CHAT_NOBODY == (int)BOOK_CHAT_OFF);
G_STATIC_ASSERT((int)ROOM_SCREENS_MANY == (int)BOOK_SCREENS_MANY);
G_STATIC_ASSERT((int)VOTE_QUORUM_HALF == (int)BOOK_QUORUM_HALF);
G_STATIC_ASSERT((int)VOTE_QUORUM_FOUR_FIFTHS == (int)BOOK_QUORUM_FOUR_FIFTHS);
G_STATIC_ASSERT(ROOM_ALL_SOURCES == 7);
G_STATIC_ASSERT((unsigned)VOTE_CHOICES_MAX <= BOOK_VOTE_MAX_CHOICES);

static const BookMajority MAJORITIES[VOTE_N_MAJORITIES] = {
    [VOTE_BALLOTS_HALF] = BOOK_HALF_OF_CAST,
    [VOTE_BALLOTS_TWO_THIRDS] = BOOK_TWO_THIRDS_OF_CAST,
    [VOTE_EXPECTED_HALF] = BOOK_HALF_OF_EXPECTED,
    [VOTE_EXPECTED_TWO_THIRDS] = BOOK_TWO_THIRDS_OF_EXPECTED,
};

struct RoomBook {
    const char *room;
    GArray *facts;    /* BookFact, with borrowed texts */
    GPtrArray *texts; /* owned, that none of the facts had */
};

/* ---- to the catalogue ---- */

static char *own(RoomBook *book, char *take_text) {
    g_ptr_array_add(book->texts, take_text);
    return take_text;
}

/* Valid until the next one is added. */
static BookFact *add(RoomBook *book, BookFactKind kind, const RoomFact *from) {
    BookFact fact = {.kind = kind, .meeting_id = book->room, .by = from->by, .at_us = from->at_us};
    g_array_append_val(book->facts, fact);
    return &g_array_index(book->facts, BookFact, book->facts->len - 1);
}

static BookPerson *add_person(RoomBook *book, const RoomFact *from, unsigned parts) {
    BookFact *fact = add(book, BOOK_FACT_PERSON, from);
    fact->parts = parts;
    g_strlcpy(fact->person.id, from->account, sizeof fact->person.id);
    fact->person.name = (char *)from->name;
    fact->person.role = (BookRole)from->role;
    return &fact->person;
}

static void add_seat(RoomBook *book, const RoomFact *from, unsigned parts) {
    BookPerson *person = add_person(book, from, BOOK_PERSON_SEAT | parts);
    g_strlcpy(person->seat, from->session, sizeof person->seat);
    g_strlcpy(person->client, CLIENT_KIND_WORDS[from->client], sizeof person->client);
    person->is_admitted = true;
    if (parts & BOOK_PERSON_LINK)
        g_strlcpy(person->link_id, from->from, sizeof person->link_id);
    BookFact *came = add(book, BOOK_FACT_CAME, from);
    came->parts = BOOK_PERSON_SEAT;
    id_new_uuid7(came->visit.id);
    g_strlcpy(came->visit.person_id, from->account, sizeof came->visit.person_id);
    came->visit.name = from->name;
    came->visit.at_us = from->at_us;
}

/* His place is free: what hung on it goes with it. */
static void add_going(RoomBook *book, const RoomFact *from, unsigned parts) {
    add_person(book, from, BOOK_PERSON_SEAT | BOOK_PERSON_HAND | BOOK_PERSON_HELD | parts);
    BookFact *went = add(book, BOOK_FACT_WENT, from);
    g_strlcpy(went->visit.person_id, from->account, sizeof went->visit.person_id);
}

static void write_accepted(RoomBook *book, const RoomFact *from) {
    add(book, BOOK_FACT_THIRD, from);
}

static void write_entered(RoomBook *book, const RoomFact *from) {
    unsigned parts = BOOK_PERSON_LET | BOOK_PERSON_ROLE | BOOK_PERSON_HAND | BOOK_PERSON_HELD;
    add_seat(book, from, parts | BOOK_PERSON_LINK);
}

static void write_left(RoomBook *book, const RoomFact *from) {
    add_going(book, from, 0);
}

static void write_moved(RoomBook *book, const RoomFact *from) {
    add_seat(book, from, 0);
}

static void write_removed(RoomBook *book, const RoomFact *from) {
    add_going(book, from, BOOK_PERSON_LET);
}

static void write_banned(RoomBook *book, const RoomFact *from) {
    add_person(book, from, BOOK_PERSON_LET)->is_banned = true;
}

static void write_role(RoomBook *book, const RoomFact *from) {
    add_person(book, from, BOOK_PERSON_ROLE | BOOK_PERSON_GIVEN)->is_given = *from->by != '\0';
}

static void write_hand(RoomBook *book, const RoomFact *from) {
    add_person(book, from, BOOK_PERSON_HAND)->hand_at_us = from->is_on ? from->at_us : 0;
}

static void write_held(RoomBook *book, const RoomFact *from) {
    add_person(book, from, BOOK_PERSON_HELD)->held = from->sources;
}

static void write_locked(RoomBook *book, const RoomFact *from) {
    BookFact *fact = add(book, BOOK_FACT_SETTINGS, from);
    fact->parts = BOOK_SETTINGS_LOCKED;
    fact->settings.is_locked = from->is_on;
}

static void write_settings(RoomBook *book, const RoomFact *from) {
    BookFact *fact = add(book, BOOK_FACT_SETTINGS, from);
    const RoomSettings *settings = &from->settings;
    fact->parts = BOOK_SETTINGS_RULES;
    fact->settings.lobby = settings->lobby ? BOOK_LOBBY_ALL : BOOK_LOBBY_STRANGERS;
    fact->settings.chat = (BookChatRule)settings->chat;
    fact->settings.screens = (BookScreens)settings->screens;
}

static void write_ended(RoomBook *book, const RoomFact *from) {
    add(book, BOOK_FACT_ENDED, from);
}

static void write_said(RoomBook *book, const RoomFact *from) {
    char id[ID_TEXT_BYTES];
    id_new_uuid7(id);
    add(book, BOOK_FACT_SAID, from)->line =
        (BookChatLine){own(book, g_strdup(id)), from->account, from->name, from->text, from->at_us};
}

static void write_unsaid(RoomBook *book, const RoomFact *from) {
    add(book, BOOK_FACT_UNSAID, from)->id =
        own(book, g_strdup_printf("%" G_GINT64_FORMAT, from->number));
}

/* ---- votes ---- */

static int compare_words(const void *one, const void *other) {
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* Sorted, so that what two say is the same text. */
static char *json_of(char *const *words) {
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    GString *text = g_string_new("[");
    for (; words && *words; words++)
        g_ptr_array_add(sorted, *words);
    g_ptr_array_sort(sorted, compare_words);
    for (guint i = 0; i < sorted->len; i++) {
        if (i > 0)
            g_string_append_c(text, ',');
        json_append_string(text, sorted->pdata[i]);
    }
    g_string_append_c(text, ']');
    return g_string_free(text, FALSE);
}

static void add_ballot(RoomBook *book, const RoomFact *from, const char *account, int64_t choice) {
    add(book, BOOK_FACT_BALLOT, from)->ballot =
        (BookBallot){from->vote->id, account, UINT32_C(1) << choice, false};
}

static void write_vote_opened(RoomBook *book, const RoomFact *from) {
    const RoomVoteFact *vote = from->vote;
    BookFact *fact = add(book, BOOK_FACT_VOTE_OPENED, from);
    fact->wish = (BookVoteWish){.id = vote->id,
                                .question = vote->question,
                                .choices = (const char *const *)vote->choices,
                                .is_secret = vote->is_secret,
                                .tellers = own(book, json_of(vote->tellers)),
                                .max_choices = 1,
                                .quorum = (BookQuorum)vote->quorum,
                                .majority = MAJORITIES[vote->majority],
                                .opened_by = from->by,
                                .at_us = from->at_us};
    for (guint i = 0; i < vote->written->len; i++) {
        const VoteBallot *ballot = vote->written->pdata[i];
        add_ballot(book, from, ballot->account, ballot->choice);
        g_array_index(book->facts, BookFact, book->facts->len - 1).ballot.is_written = true;
    }
}

static void write_vote_cast(RoomBook *book, const RoomFact *from) {
    add_ballot(book, from, from->account, from->vote->choice);
}

static void write_vote_tallied(RoomBook *book, const RoomFact *from) {
    const RoomVoteFact *vote = from->vote;
    bool has_voters = vote->ballots_of && *vote->ballots_of;
    bool is_of_letters = room_fact_vote_is_of_letters(vote);
    BookTally tally = {.vote_id = vote->id,
                       .source = is_of_letters ? BOOK_TALLY_WRITTEN : vote->site,
                       .teller = from->account};
    for (unsigned i = 0; i < VOTE_CHOICES_MAX; i++) {
        tally.counts[i] = vote->counts[i];
        tally.n_ballots += vote->counts[i];
    }
    if (has_voters)
        tally.voters = own(book, json_of(vote->ballots_of));
    add(book, BOOK_FACT_TALLY, from)->tally = tally;
}

static void write_vote_closed(RoomBook *book, const RoomFact *from) {
    BookFact *fact = add(book, BOOK_FACT_VOTE_CLOSED, from);
    fact->id = from->vote->id;
    fact->end.has_present = true;
    fact->end.n_present = from->vote->n_present;
}

typedef void (*WriteFn)(RoomBook *book, const RoomFact *from);

static const WriteFn WRITE[] = {
    [ROOM_FACT_ACCEPTED] = write_accepted,
    [ROOM_FACT_ENTERED] = write_entered,
    [ROOM_FACT_LEFT] = write_left,
    [ROOM_FACT_MOVED] = write_moved,
    [ROOM_FACT_REMOVED] = write_removed,
    [ROOM_FACT_BANNED] = write_banned,
    [ROOM_FACT_ROLE] = write_role,
    [ROOM_FACT_HAND] = write_hand,
    [ROOM_FACT_HELD] = write_held,
    [ROOM_FACT_LOCKED] = write_locked,
    [ROOM_FACT_SETTINGS] = write_settings,
    [ROOM_FACT_ENDED] = write_ended,
    [ROOM_FACT_SAID] = write_said,
    [ROOM_FACT_UNSAID] = write_unsaid,
    [ROOM_FACT_VOTE_OPENED] = write_vote_opened,
    [ROOM_FACT_VOTE_CAST] = write_vote_cast,
    [ROOM_FACT_VOTE_TALLIED] = write_vote_tallied,
    [ROOM_FACT_VOTE_CLOSED] = write_vote_closed,
};

RoomBook *room_book_new(const char *room, const GPtrArray *facts) {
    RoomBook *book = g_new0(RoomBook, 1);
    book->room = room;
    book->facts = g_array_new(FALSE, TRUE, sizeof(BookFact));
    book->texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < facts->len; i++) {
        const RoomFact *fact = facts->pdata[i];
        if (fact->kind < G_N_ELEMENTS(WRITE) && WRITE[fact->kind])
            WRITE[fact->kind](book, fact);
    }
    return book;
}

void room_book_free(RoomBook *book) {
    if (!book)
        return;
    g_array_unref(book->facts);
    g_ptr_array_unref(book->texts);
    g_free(book);
}

const BookFact *room_book_facts(const RoomBook *book, unsigned *ret_n_facts) {
    *ret_n_facts = book->facts->len;
    return (const BookFact *)(const void *)book->facts->data;
}
