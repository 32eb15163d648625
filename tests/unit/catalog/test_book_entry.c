/* Who comes into a room, as what; what of it is there again after the server was away. */
#include "catalog/room/book_entry.h"

#include "base/error.h"
#include "catalog/room/book_fact.h"
#include "catalog/room/book_link.h"
#include "catalog/room/book_past.h"
#include "catalog/room/book_people.h"
#include "catalog/store/role.h"
#include "roster_fixture.h"
#include "tree_fixture.h"

#define MEETING "00000000-0000-7000-8000-000000000001"
#define LINE    "00000000-0000-7000-8000-000000000003"
#define VISIT   "00000000-0000-7000-8000-000000000004"

typedef struct Branch {
    char *clerk, *member, *stranger, *auditor, *foreign_clerk;
} Branch;

static char *person(RosterFixture *fixture, const char *name, const char *unit, uint32_t roles) {
    TableFixture *table = &fixture->table;
    g_autoptr(AccountRow) row = table_fixture_account(table, name, roles);
    if (unit)
        tree_fixture_run(table, "UPDATE account SET member_id = ?2 WHERE id = ?1", row->id,
                         tree_fixture_member(table, unit, name));
    return g_strdup(row->id);
}

static void set_up(RosterFixture *fixture, Branch *branch) {
    TableFixture *table = &fixture->table;
    const char *county = tree_fixture_unit(table, NULL, "county");
    const char *home = tree_fixture_unit(table, county, "branch");
    const char *other = tree_fixture_unit(table, county, "other");
    tree_fixture_run(table,
                     "INSERT INTO meeting (id, kind, type_id, unit_id, title, note, state,"
                     " visibility, starts_at_us, ends_at_us, time_zone, is_recorded,"
                     " publishes_itself, revision, created_by, created_at_us, updated_at_us)"
                     " VALUES (?1, 'group', 'broadcast', ?2, 't', '', 'open', 'invited', 1, 2,"
                     " 'UTC', 0, 0, 1, 'x', 1, 1)",
                     MEETING, home);
    tree_fixture_run(table, "INSERT INTO meeting_unit VALUES (?1, ?2)", MEETING, home);
    *branch = (Branch){person(fixture, "clerk", NULL, ROLE_MEMBER),
                       person(fixture, "member", home, ROLE_MEMBER),
                       person(fixture, "stranger", other, ROLE_MEMBER),
                       person(fixture, "auditor", NULL, ROLE_AUDITOR),
                       person(fixture, "foreign", NULL, ROLE_MEMBER)};
    g_autofree char *sql =
        g_strdup_printf("INSERT INTO appointment (id, account_id, role, unit_id, appointed_by,"
                        " appointed_at_us) VALUES ('p' || ?1, ?1, %u, ?2, 'x', 1)",
                        ROLE_CLERK);
    tree_fixture_run(table, sql, branch->clerk, home);
    tree_fixture_run(table, sql, branch->foreign_clerk, other);
}

static void tear_down(Branch *branch) {
    g_free(branch->clerk);
    g_free(branch->member);
    g_free(branch->stranger);
    g_free(branch->auditor);
    g_free(branch->foreign_clerk);
    tree_fixture_forget();
}

/* "speaker", "speaker waits", or the word of the refusal. */
static void assert_entry(RosterFixture *fixture, const BookWho *who, const char *expected) {
    g_autoptr(GError) error = NULL;
    g_auto(BookEntry) entry = {0};
    bool is_let = book_entry_decide(fixture->database, MEETING, who, &entry, &error);
    g_autofree char *found =
        is_let ? g_strconcat(BOOK_ROLE_WORDS[entry.role], entry.is_waiting ? " waits" : "", NULL)
               : g_strdup(error_word(error_code(error)));
    g_assert_cmpstr(found, ==, expected);
}

static void assert_account(RosterFixture *fixture, const char *id, const char *expected) {
    assert_entry(fixture, &(BookWho){BOOK_ACCOUNT, id, NULL, NULL}, expected);
}

static int commit(RosterFixture *fixture, BookFact fact) {
    g_autoptr(GError) error = NULL;
    int64_t sequence;
    fact.meeting_id = MEETING;
    if (!fact.by)
        fact.by = "x";
    BookFact *copy = book_fact_copy(&fact); /* as it crosses to the database's thread */
    bool is_kept = book_fact_commit(fixture->database, fixture->crypto, copy, &sequence, &error);
    book_fact_free(copy);
    return is_kept ? (int)sequence : -error->code;
}

static void test_entry(RosterFixture *fixture, gconstpointer data) {
    Branch branch;
    set_up(fixture, &branch);
    assert_account(fixture, branch.clerk, "host");
    assert_account(fixture, branch.member, "speaker");
    assert_account(fixture, branch.stranger, "not_found");
    assert_account(fixture, branch.foreign_clerk, "not_found");
    assert_account(fixture, branch.auditor, "audience waits");
    assert_entry(fixture, &(BookWho){BOOK_GUEST, "seat", "客人", NULL}, "not_found");

    commit(fixture, (BookFact){.kind = BOOK_FACT_SETTINGS, .settings = {.is_locked = true}});
    assert_account(fixture, branch.member, "conflict");
    assert_account(fixture, branch.clerk, "host");
    commit(fixture, (BookFact){.kind = BOOK_FACT_SETTINGS, .settings = {.lobby = BOOK_LOBBY_ALL}});
    assert_account(fixture, branch.member, "speaker waits");

    BookFact noted = {.kind = BOOK_FACT_PERSON, .person = {.name = (char *)"x"}};
    g_strlcpy(noted.person.id, branch.member, sizeof noted.person.id);
    noted.person.role = BOOK_AUDIENCE;
    noted.person.is_admitted = true;
    commit(fixture, noted);
    assert_account(fixture, branch.member, "audience");
    noted.person.role = BOOK_HOST; /* who ran it, and does not any more */
    commit(fixture, noted);
    assert_account(fixture, branch.member, "speaker");
    noted.person.is_given = true;
    commit(fixture, noted);
    assert_account(fixture, branch.member, "host");
    noted.person.is_admitted = false;
    noted.person.is_banned = true;
    commit(fixture, noted);
    assert_account(fixture, branch.member, "forbidden");
    tear_down(&branch);
}

static void test_links(RosterFixture *fixture, gconstpointer data) {
    Branch branch;
    char id[ID_TEXT_BYTES];
    g_autoptr(GError) error = NULL;
    set_up(fixture, &branch);
    for (unsigned opens = 0; opens < 2; opens++)
        g_assert_true(book_link_make(fixture->database, fixture->crypto, MEETING, (BookOpens)opens,
                                     "x", id, &error));
    g_autoptr(GPtrArray) links =
        book_link_list(fixture->database, fixture->crypto, MEETING, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(links->len, ==, 2);
    for (unsigned i = 0; i < links->len; i++) {
        const BookLink *link = links->pdata[i];
        bool is_lobby = link->opens == BOOK_OPENS_LOBBY;
        const char *expected = is_lobby ? "speaker waits" : "speaker";
        assert_entry(fixture, &(BookWho){BOOK_ACCOUNT, branch.stranger, NULL, link->secret},
                     expected);
        assert_entry(fixture, &(BookWho){BOOK_GUEST, "seat", "客人", link->secret}, expected);
        assert_entry(fixture, &(BookWho){BOOK_GUEST, "seat", "", link->secret}, "invalid");
        g_assert_true(book_link_revoke(fixture->database, MEETING, link->id, &error));
        assert_entry(fixture, &(BookWho){BOOK_GUEST, "seat", "客人", link->secret}, "not_found");
    }
    for (unsigned i = 0; i < BOOK_LINK_MAX_OPEN; i++)
        g_assert_true(book_link_make(fixture->database, fixture->crypto, MEETING, BOOK_OPENS_LOBBY,
                                     "x", id, NULL));
    g_assert_false(book_link_make(fixture->database, fixture->crypto, MEETING, BOOK_OPENS_LOBBY,
                                  "x", id, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    tear_down(&branch);
}

static void note_guest(RosterFixture *fixture, const char *id, const char *link, unsigned parts) {
    BookFact fact = {.kind = BOOK_FACT_PERSON,
                     .parts = parts,
                     .person = {.name = (char *)"g",
                                .role = BOOK_SPEAKER,
                                .is_admitted = parts & BOOK_PERSON_LINK,
                                .is_banned = !(parts & BOOK_PERSON_LINK)}};
    g_strlcpy(fact.person.id, id, sizeof fact.person.id);
    g_strlcpy(fact.person.link_id, link, sizeof fact.person.link_id);
    commit(fixture, fact);
}

/* A guest who is put out for good closes his link to new guests until a host admits them: to no
 * others, and counted once. */
static void test_banned_guest(RosterFixture *fixture, gconstpointer data) {
    Branch branch;
    char id[ID_TEXT_BYTES];
    g_autoptr(GError) error = NULL;
    set_up(fixture, &branch);
    g_assert_true(book_link_make(fixture->database, fixture->crypto, MEETING, BOOK_OPENS_ROOM, "x",
                                 id, &error));
    note_guest(fixture, "good", id, BOOK_PERSON_LET | BOOK_PERSON_LINK);
    note_guest(fixture, "bad", id, BOOK_PERSON_LET | BOOK_PERSON_LINK);
    assert_entry(fixture, &(BookWho){BOOK_GUEST, "new", "客人", NULL, id}, "speaker");
    for (unsigned i = 0; i < 2; i++) /* said twice */
        note_guest(fixture, "bad", "", BOOK_PERSON_LET);
    commit(fixture,
           (BookFact){.kind = BOOK_FACT_SETTINGS, .settings = {.lobby = BOOK_LOBBY_NOBODY}});
    assert_entry(fixture, &(BookWho){BOOK_GUEST, "bad", "客人", NULL, id}, "forbidden");
    assert_entry(fixture, &(BookWho){BOOK_GUEST, "new", "客人", NULL, id}, "speaker waits");
    assert_entry(fixture, &(BookWho){BOOK_GUEST, "good", "客人", NULL, id}, "speaker");
    assert_entry(fixture, &(BookWho){BOOK_ACCOUNT, branch.stranger, NULL, NULL, id}, "speaker");
    g_autoptr(GPtrArray) links =
        book_link_list(fixture->database, fixture->crypto, MEETING, &error);
    g_assert_cmpint(((const BookLink *)links->pdata[0])->n_banned, ==, 1);
    tear_down(&branch);
}

static void test_states(RosterFixture *fixture, gconstpointer data) {
    Branch branch;
    set_up(fixture, &branch);
    tree_fixture_run(&fixture->table, "UPDATE meeting SET state = 'scheduled' WHERE ?1 OR ?2", "1",
                     NULL);
    assert_account(fixture, branch.member, "conflict");
    assert_account(fixture, branch.stranger, "not_found");
    tree_fixture_run(&fixture->table, "UPDATE meeting SET state = 'open' WHERE ?1 OR ?2", "1",
                     NULL);
    commit(fixture, (BookFact){.kind = BOOK_FACT_ENDED, .at_us = 5});
    commit(fixture, (BookFact){.kind = BOOK_FACT_ENDED, .at_us = 6}); /* the answer was lost */
    assert_account(fixture, branch.member, "conflict");
    tear_down(&branch);
}

static int64_t number(RosterFixture *fixture, const char *sql) {
    return table_fixture_number(&fixture->table, sql);
}

static void test_past(RosterFixture *fixture, gconstpointer data) {
    Branch branch;
    g_autoptr(GError) error = NULL;
    set_up(fixture, &branch);
    const BookFact said = {.kind = BOOK_FACT_SAID, .line = {LINE, branch.member, "m", "同意", 7}};
    g_assert_cmpint(commit(fixture, said), ==, 1);
    g_assert_cmpint(commit(fixture, said), ==, 1); /* again: the same line */
    g_assert_cmpint(commit(fixture, (BookFact){.kind = BOOK_FACT_SAID,
                                               .line = {"other", branch.member, "m", "a\tb", 7}}),
                    ==, -ERROR_INVALID);
    BookFact came = {.kind = BOOK_FACT_CAME,
                     .visit = {.kind = BOOK_ACCOUNT, .name = "m", .at_us = 10}};
    g_strlcpy(came.visit.id, VISIT, ID_TEXT_BYTES);
    g_strlcpy(came.visit.person_id, branch.member, ID_TEXT_BYTES);
    commit(fixture, came);
    commit(fixture, came);
    commit(fixture, (BookFact){.kind = BOOK_FACT_HEARD, .at_us = 40});
    g_assert_cmpint(number(fixture, "SELECT count(member_id) FROM room_visit"), ==, 1);
    g_assert_true(book_visit_recover(fixture->database, &error));
    g_assert_cmpint(number(fixture, "SELECT until_us FROM room_visit"), ==, 40);
    BookFact hand = {.kind = BOOK_FACT_PERSON,
                     .person = {.name = (char *)"m", .role = BOOK_SPEAKER, .hand_at_us = 9}};
    g_strlcpy(hand.person.id, branch.member, sizeof hand.person.id);
    commit(fixture, hand);
    g_autoptr(BookPast) past = book_past_load(fixture->database, fixture->crypto, MEETING, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(past->people->len, ==, 1);
    g_assert_cmpint(((const BookPerson *)past->people->pdata[0])->hand_at_us, ==, 9);
    g_assert_cmpuint(past->chat->len, ==, 1);
    commit(fixture, (BookFact){.kind = BOOK_FACT_UNSAID, .id = LINE, .at_us = 8});
    g_autoptr(BookPast) later = book_past_load(fixture->database, fixture->crypto, MEETING, &error);
    g_assert_null(((const BookChatRow *)later->chat->pdata[0])->text);
    g_assert_true(book_chat_forget(fixture->database, BOOK_CHAT_KEEP_US + 8, &error));
    g_assert_cmpint(number(fixture, "SELECT count(text) FROM room_chat"), ==, 0);
    tear_down(&branch);
}

/* What a room says of a person is a part of him. */
static void test_parts(RosterFixture *fixture, gconstpointer data) {
    Branch branch;
    g_autoptr(GError) error = NULL;
    set_up(fixture, &branch);
    BookFact fact = {.kind = BOOK_FACT_PERSON,
                     .parts = BOOK_PERSON_LET | BOOK_PERSON_ROLE | BOOK_PERSON_SEAT,
                     .person = {.name = (char *)"m", .role = BOOK_SPEAKER, .is_admitted = true}};
    g_strlcpy(fact.person.id, branch.member, sizeof fact.person.id);
    g_strlcpy(fact.person.seat, "seat", sizeof fact.person.seat);
    commit(fixture, fact);
    fact.parts = BOOK_PERSON_HELD;
    fact.person.held = 2;
    fact.person.is_admitted = false; /* not said */
    commit(fixture, fact);
    BookFact came = {.kind = BOOK_FACT_CAME, .parts = 1, .visit = {.name = "m", .at_us = 10}};
    g_strlcpy(came.visit.person_id, branch.member, ID_TEXT_BYTES);
    g_strlcpy(came.visit.id, VISIT, ID_TEXT_BYTES);
    commit(fixture, came);
    g_strlcpy(came.visit.id, "another", ID_TEXT_BYTES); /* he is there already */
    commit(fixture, came);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM room_visit"), ==, 1);
    BookFact set = {.kind = BOOK_FACT_SETTINGS,
                    .parts = BOOK_SETTINGS_LOCKED,
                    .settings = {.is_locked = true, .chat = BOOK_CHAT_OFF}};
    commit(fixture, set);
    g_autoptr(BookPast) past = book_past_load(fixture->database, fixture->crypto, MEETING, &error);
    g_assert_no_error(error);
    const BookPerson *person = past->people->pdata[0];
    g_assert_true(person->is_admitted && person->held == 2 && person->role == BOOK_SPEAKER);
    g_assert_cmpstr(person->seat, ==, "seat");
    g_assert_true(past->settings.is_locked && past->settings.chat == BOOK_CHAT_ALL);
    came.kind = BOOK_FACT_WENT;
    came.at_us = 20;
    commit(fixture, came);
    g_assert_cmpint(number(fixture, "SELECT until_us FROM room_visit"), ==, 20);
    tear_down(&branch);
}

static void come(RosterFixture *fixture, const char *visit_id, BookPersonKind kind,
                 const char *person_id) {
    BookFact came = {.kind = BOOK_FACT_CAME, .visit = {.kind = kind, .name = "z", .at_us = 10}};
    g_strlcpy(came.visit.id, visit_id, ID_TEXT_BYTES);
    g_strlcpy(came.visit.person_id, person_id, ID_TEXT_BYTES);
    commit(fixture, came);
}

static void test_people(RosterFixture *fixture, gconstpointer data) {
    Branch branch;
    g_autoptr(GError) error = NULL;
    set_up(fixture, &branch);
    tree_fixture_run(&fixture->table,
                     "INSERT INTO register (id, kind, event_id, type_id, title, began_at_us)"
                     " VALUES ('r', 'meeting', ?1, 'broadcast', 't', ?2)",
                     MEETING, "1");
    tree_fixture_run(&fixture->table,
                     "INSERT INTO register_person (register_id, member_id, name, search_key,"
                     " kind_id, unit_id, unit_name, group_id, group_name, is_expected, is_visiting)"
                     " SELECT 'r', member_id, name, name, 'full', 'u', 'u', 'g', 'g', 1, 0"
                     " FROM account WHERE id = ?1 OR ?2",
                     branch.member, NULL);
    come(fixture, "v1", BOOK_ACCOUNT, branch.member);
    come(fixture, "v2", BOOK_GUEST, "seat");
    commit(fixture, (BookFact){.kind = BOOK_FACT_WENT, .id = "v1", .at_us = 20});
    g_autoptr(GPtrArray) people = book_people_list(fixture->database, MEETING, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(people->len, ==, 2);
    const BookPresent *member = people->pdata[0], *guest = people->pdata[1];
    g_assert_true(member->is_expected && member->has_come && !member->is_here);
    g_assert_cmpstr(member->account_id, ==, branch.member);
    g_assert_true(!guest->is_expected && guest->is_here && guest->kind == BOOK_GUEST);
    g_assert_cmpstr(guest->account_id, ==, "");
    tear_down(&branch);
}

/* Of a talk nothing is kept but its end. */
static void test_talk(RosterFixture *fixture, gconstpointer data) {
    Branch branch;
    set_up(fixture, &branch);
    tree_fixture_run(&fixture->table, "UPDATE meeting SET kind = 'talk' WHERE ?1 OR ?2", "1", NULL);
    BookFact came = {.kind = BOOK_FACT_CAME,
                     .visit = {.kind = BOOK_ACCOUNT, .name = "m", .at_us = 10}};
    g_strlcpy(came.visit.id, VISIT, ID_TEXT_BYTES);
    g_strlcpy(came.visit.person_id, branch.member, ID_TEXT_BYTES);
    commit(fixture, came);
    commit(fixture, (BookFact){.kind = BOOK_FACT_SAID, .line = {LINE, branch.member, "m", "x", 7}});
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM room_visit"), ==, 0);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM room_chat"), ==, 0);
    assert_account(fixture, branch.clerk, "not_found");
    assert_account(fixture, branch.auditor, "not_found");
    assert_account(fixture, branch.member, "not_found");
    tear_down(&branch);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    ROSTER_TEST(entry);
    ROSTER_TEST(links);
    ROSTER_TEST(banned_guest);
    ROSTER_TEST(states);
    ROSTER_TEST(past);
    ROSTER_TEST(parts);
    ROSTER_TEST(people);
    ROSTER_TEST(talk);
    return g_test_run();
}
