/* Facts of rooms on their way to the catalogue and back: what is kept makes the same room again. */
#include "server/room_book.h"

#include "catalog/room/book_chat.h"
#include "catalog/room/book_person.h"
#include "catalog/room/book_vote_paper.h"
#include "server/room_past.h"
#include "signaling/room/room.h"

#define ROOM "01890a5d-ac96-774b-bcce-b302099a8000"
#define VOTE "01890a5d-ac96-774b-bcce-b302099a8001"
#define SEAT "01890a5d-ac96-774b-bcce-b302099a8002"
#define ME   "01890a5d-ac96-774b-bcce-b302099a8003"
#define YOU  "01890a5d-ac96-774b-bcce-b302099a8004"

static RoomFact *fact_of(GPtrArray *facts, RoomFactKind kind) {
    RoomFact *fact = room_fact_new(kind);
    g_strlcpy(fact->session, SEAT, sizeof fact->session);
    g_strlcpy(fact->account, ME, sizeof fact->account);
    g_strlcpy(fact->name, "me", sizeof fact->name);
    fact->at_us = 5;
    g_ptr_array_add(facts, fact);
    return fact;
}

static RoomVoteFact *vote_of(GPtrArray *facts, RoomFactKind kind) {
    const RoomVoteFact empty = {0};
    RoomFact *fact = fact_of(facts, kind);
    fact->vote = room_fact_vote_copy(&empty);
    g_strlcpy(fact->vote->id, VOTE, sizeof fact->vote->id);
    return fact->vote;
}

/* ---- to the catalogue ---- */

static void test_people(void) {
    unsigned n;
    g_autoptr(GPtrArray) facts = room_fact_list();
    fact_of(facts, ROOM_FACT_ENTERED)->role = ROOM_SPEAKER;
    fact_of(facts, ROOM_FACT_HAND)->is_on = true;
    fact_of(facts, ROOM_FACT_HELD)->sources = ROOM_CAMERA;
    fact_of(facts, ROOM_FACT_BANNED);
    fact_of(facts, ROOM_FACT_LEFT);
    fact_of(facts, ROOM_FACT_ROLE)->role = ROOM_AUDIENCE;
    g_strlcpy(fact_of(facts, ROOM_FACT_ROLE)->by, YOU, IDENTITY_ID_BYTES);
    g_autoptr(RoomBook) book = room_book_new(ROOM, facts);
    const BookFact *kept = room_book_facts(book, &n);
    g_assert_cmpuint(n, ==, 9);
    g_assert_true(kept[0].kind == BOOK_FACT_PERSON && kept[0].person.is_admitted);
    g_assert_true(kept[0].parts & BOOK_PERSON_ROLE && kept[0].person.role == BOOK_SPEAKER);
    g_assert_cmpstr(kept[0].person.seat, ==, SEAT);
    g_assert_true(kept[1].kind == BOOK_FACT_CAME && kept[1].visit.id[0]);
    g_assert_cmpstr(kept[1].visit.person_id, ==, ME);
    g_assert_true(kept[2].parts == BOOK_PERSON_HAND && kept[2].person.hand_at_us == 5);
    g_assert_true(kept[3].parts == BOOK_PERSON_HELD && kept[3].person.held == ROOM_CAMERA);
    g_assert_true(kept[4].parts == BOOK_PERSON_LET && kept[4].person.is_banned);
    g_assert_false(kept[5].parts & BOOK_PERSON_LET); /* who has gone may come again */
    g_assert_cmpstr(kept[5].person.seat, ==, "");
    g_assert_true(kept[6].kind == BOOK_FACT_WENT && !kept[6].id);
    g_assert_true(kept[7].parts == (BOOK_PERSON_ROLE | BOOK_PERSON_GIVEN));
    g_assert_true(!kept[7].person.is_given && kept[8].person.is_given);
}

static void test_talk(void) {
    unsigned n;
    g_autoptr(GPtrArray) facts = room_fact_list();
    g_strlcpy(fact_of(facts, ROOM_FACT_ACCEPTED)->by, YOU, IDENTITY_ID_BYTES);
    g_autoptr(RoomBook) book = room_book_new(ROOM, facts);
    const BookFact *kept = room_book_facts(book, &n);
    g_assert_true(n == 1 && kept[0].kind == BOOK_FACT_THIRD);
    g_assert_cmpstr(kept[0].by, ==, YOU);
}

static void test_vote(void) {
    unsigned n;
    VoteBallot written = {(char *)YOU, 1};
    g_autoptr(GPtrArray) facts = room_fact_list();
    RoomVoteFact *opened = vote_of(facts, ROOM_FACT_VOTE_OPENED);
    opened->majority = VOTE_EXPECTED_TWO_THIRDS;
    g_strfreev(opened->tellers);
    opened->tellers = g_strsplit("b\"\na", "\n", -1);
    g_ptr_array_set_free_func(opened->written, NULL);
    g_ptr_array_add(opened->written, &written);
    RoomVoteFact *tallied = vote_of(facts, ROOM_FACT_VOTE_TALLIED);
    tallied->counts[0] = 2;
    tallied->counts[2] = 3;
    vote_of(facts, ROOM_FACT_VOTE_CLOSED)->n_present = 4;
    g_autoptr(RoomBook) book = room_book_new(ROOM, facts);
    const BookFact *kept = room_book_facts(book, &n);
    g_assert_cmpuint(n, ==, 4);
    g_assert_true(kept[0].wish.majority == BOOK_TWO_THIRDS_OF_EXPECTED);
    g_assert_cmpstr(kept[0].wish.tellers, ==, "[\"a\",\"b\\\"\"]");
    g_assert_true(kept[1].kind == BOOK_FACT_BALLOT && kept[1].ballot.is_written);
    g_assert_cmpuint(kept[1].ballot.choices, ==, 2);
    g_assert_cmpstr(kept[1].ballot.account_id, ==, YOU);
    g_assert_true(kept[2].tally.n_ballots == 5 && !kept[2].tally.voters);
    g_assert_true(kept[3].end.has_present && kept[3].end.n_present == 4);
}

/* By a word of the book's own, for whoever reads it later; and back as the vote's own id. */
static void test_letters(void) {
    unsigned n;
    g_autoptr(GPtrArray) facts = room_fact_list();
    RoomVoteFact *tallied = vote_of(facts, ROOM_FACT_VOTE_TALLIED);
    g_strlcpy(tallied->site, tallied->id, sizeof tallied->site);
    tallied->counts[1] = 2;
    g_autoptr(RoomBook) book = room_book_new(ROOM, facts);
    const BookFact *kept = room_book_facts(book, &n);
    g_assert_cmpuint(n, ==, 1);
    g_assert_cmpstr(kept[0].tally.source, ==, BOOK_TALLY_WRITTEN);
}

/* ---- and back ---- */

static void add_person(GPtrArray *people, const char *id, const char *seat, int64_t hand_at_us) {
    BookPerson *person = g_new0(BookPerson, 1);
    person->name = (char *)"x";
    person->role = BOOK_SPEAKER;
    person->hand_at_us = hand_at_us;
    person->held = ROOM_MICROPHONE;
    g_strlcpy(person->id, id, sizeof person->id);
    g_strlcpy(person->seat, seat, sizeof person->seat);
    g_strlcpy(person->client, "phone", sizeof person->client);
    g_ptr_array_add(people, person);
}

static void add_line(GPtrArray *chat, int64_t sequence, const char *text) {
    BookChatRow *row = g_new0(BookChatRow, 1);
    row->sequence = sequence;
    row->name = (char *)"x";
    row->text = (char *)text;
    g_ptr_array_add(chat, row);
}

static BookPast *past_new(void) {
    static const char *const ELECTORATE[] = {ME, YOU, NULL};
    BookPast *past = g_new0(BookPast, 1);
    past->settings = (BookSettings){.lobby = BOOK_LOBBY_ALL, .is_locked = true};
    past->people = g_ptr_array_new_with_free_func(g_free);
    past->chat = g_ptr_array_new_with_free_func(g_free);
    past->votes = g_ptr_array_new();
    past->ballots = g_ptr_array_new();
    past->electorate = g_strdupv((char **)ELECTORATE);
    return past;
}

static void test_past(void) {
    g_autoptr(BookPast) past = past_new();
    add_person(past->people, ME, SEAT, 9);
    add_person(past->people, YOU, "", 0); /* was in it, has gone */
    add_line(past->chat, 1, "one");
    add_line(past->chat, 2, NULL); /* taken back */
    g_autoptr(GPtrArray) facts = room_past_facts(past);
    const RoomStart start = {ROOM, "title", ROOM_GROUP};
    g_autoptr(Room) room = room_new(&start);
    room_restore(room, facts, 1);
    g_assert_true(room_is_locked(room) && room_settings(room)->lobby);
    g_assert_cmpuint(room_people(room)->len, ==, 1);
    const RoomPerson *person = room_find(room, SEAT);
    g_assert_true(person->hand == 1 && person->hand_at_us == 9 && person->gone_at_us);
    g_assert_true(person->held == ROOM_MICROPHONE && person->has_vote);
    g_assert_cmpint(person->client, ==, CLIENT_PHONE);
    g_assert_cmpuint(chat_lines(room_chat(room))->len, ==, 1);
    g_assert_cmpint(chat_next(room_chat(room)), ==, 3);
}

static int enter(Room *room, const char *session, const char *account) {
    g_autoptr(GPtrArray) facts = room_fact_list();
    g_autoptr(GError) error = NULL;
    RoomAct act = {.verb = ROOM_VERB_ENTER, .permit = {.role = ROOM_SPEAKER}};
    g_strlcpy(act.actor, session, sizeof act.actor);
    g_strlcpy(act.account, account, sizeof act.account);
    g_assert_true(room_decide(room, &act, facts, &error));
    for (guint i = 0; i < facts->len; i++)
        room_apply(room, facts->pdata[i]);
    return room_find(room, session)->role;
}

/* Who was named host is one again, in his place or when he comes again; who once ran the meeting is
 * not. */
static void test_named_hosts(void) {
    static const char *const IDS[] = {ME, YOU, "ran it", "ran it and left"};
    g_autoptr(BookPast) past = past_new();
    past->settings = (BookSettings){0};
    for (unsigned i = 0; i < G_N_ELEMENTS(IDS); i++) {
        add_person(past->people, IDS[i], i % 2 == 0 ? IDS[i] : "", 0);
        BookPerson *person = past->people->pdata[i];
        person->role = BOOK_HOST;
        person->is_given = i < 2;
    }
    g_autoptr(GPtrArray) facts = room_past_facts(past);
    const RoomStart start = {ROOM, "title", ROOM_GROUP};
    g_autoptr(Room) room = room_new(&start);
    room_restore(room, facts, 1);
    for (unsigned i = 0; i < G_N_ELEMENTS(IDS); i++) {
        g_autofree char *session = g_strdup_printf("new %u", i);
        g_assert_cmpint(enter(room, session, IDS[i]), ==, i < 2 ? ROOM_HOST : ROOM_SPEAKER);
    }
}

/* A secret vote that is open: who has voted, and sums. */
static void test_past_vote(void) {
    g_autoptr(BookPast) past = past_new();
    BookVoteChoice yes = {.text = (char *)"yes"}, no = {.text = (char *)"no"};
    BookVote vote = {.question = (char *)"q",
                     .tellers = (char *)"[]",
                     .is_secret = true,
                     .majority = BOOK_HALF_OF_CAST,
                     .n_expected = 2,
                     .n_present = -1,
                     .choices = g_ptr_array_new()};
    BookVoter voter = {.choices = -1};
    BookPaper letters = {.source = BOOK_TALLY_WRITTEN, .voters = NULL, .counts = {1}};
    BookPastVote ballots = {&vote, g_ptr_array_new(), g_ptr_array_new(), {1, 0}};
    VoteInfo info;
    g_strlcpy(vote.id, VOTE, sizeof vote.id);
    g_strlcpy(voter.account_id, YOU, sizeof voter.account_id);
    g_ptr_array_add(vote.choices, &yes);
    g_ptr_array_add(vote.choices, &no);
    g_ptr_array_add(ballots.voters, &voter);
    g_ptr_array_add(ballots.papers, &letters); /* of one teller so far */
    g_ptr_array_add(past->ballots, &ballots);
    g_autoptr(GPtrArray) facts = room_past_facts(past);
    const RoomStart start = {ROOM, "title", ROOM_GROUP};
    g_autoptr(Room) room = room_new(&start);
    room_restore(room, facts, 1);
    const Vote *restored = room_find_vote(room, VOTE);
    g_assert_true(vote_is_open(restored) && vote_has_right(restored, ME));
    g_assert_false(vote_check_cast(restored, YOU, 0, NULL));
    g_assert_true(vote_check_cast(restored, ME, 0, NULL));
    vote_describe(restored, &info);
    g_assert_true(info.n_voted == 1 && info.expected == 2 && !info.counts);
    g_assert_cmpstr(info.waiting[0], ==, VOTE);
    vote_info_clear(&info);
    vote.is_closed = vote.is_hidden = vote.has_quorum = yes.is_passed = true;
    vote.n_ballots = 1;
    ballots.counts[0] = 0; /* numbers of it were never kept */
    g_autoptr(GPtrArray) later = room_past_facts(past);
    g_autoptr(Room) again = room_new(&start);
    room_restore(again, later, 1);
    vote_describe(room_find_vote(again, VOTE), &info);
    g_assert_true(info.state == VOTE_CLOSED && info.result == VOTE_PASSED);
    g_assert_true(info.n_voted == 1 && !info.counts && !info.ballots);
    g_assert_cmpstr(info.voted[0], ==, YOU);
    vote_info_clear(&info);
    g_ptr_array_unref(vote.choices);
    g_ptr_array_unref(ballots.voters);
    g_ptr_array_unref(ballots.papers);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/room-book/people", test_people);
    g_test_add_func("/room-book/talk", test_talk);
    g_test_add_func("/room-book/vote", test_vote);
    g_test_add_func("/room-book/letters", test_letters);
    g_test_add_func("/room-book/past", test_past);
    g_test_add_func("/room-book/named-hosts", test_named_hosts);
    g_test_add_func("/room-book/past-vote", test_past_vote);
    return g_test_run();
}
