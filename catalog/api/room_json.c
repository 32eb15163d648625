#include "catalog/api/room_json.h"

#include "base/json_table.h"
#include "catalog/api/wire.h"
#include "catalog/room/book_link.h"
#include "catalog/room/book_people.h"
#include "catalog/room/book_vote_list.h"

static char *close_list(GString *take_out) {
    g_string_append(take_out, "]}");
    return g_string_free(take_out, FALSE);
}

/* ---- people ---- */

typedef struct PersonJson {
    const char *member_id, *account_id, *name, *unit_name; /* ids NULL: left out */
    int kind;
    bool is_expected, is_excused, is_here, has_come, is_ticked;
} PersonJson;

static const JsonField PERSON_FIELDS[] = {
    {"member_id", JSON_STRING, offsetof(PersonJson, member_id)},
    {"account_id", JSON_STRING, offsetof(PersonJson, account_id)},
    {"kind", JSON_ENUM, offsetof(PersonJson, kind), .words = BOOK_PERSON_KIND_WORDS},
    {"name", JSON_STRING, offsetof(PersonJson, name)},
    {"unit_name", JSON_STRING, offsetof(PersonJson, unit_name)},
    {"is_expected", JSON_BOOL, offsetof(PersonJson, is_expected)},
    {"is_excused", JSON_BOOL, offsetof(PersonJson, is_excused)},
    {"is_here", JSON_BOOL, offsetof(PersonJson, is_here)},
    {"has_come", JSON_BOOL, offsetof(PersonJson, has_come)},
    {"is_ticked", JSON_BOOL, offsetof(PersonJson, is_ticked)},
    {NULL, JSON_END},
};
static const JsonTable PERSON_TABLE = {"person", sizeof(PersonJson), PERSON_FIELDS};

char *room_json_people(const GPtrArray *people, bool tells_accounts) {
    GString *out = g_string_new("{\"people\":[");
    for (unsigned i = 0; i < people->len; i++) {
        const BookPresent *row = people->pdata[i];
        const PersonJson json = {*row->member_id ? row->member_id : NULL,
                                 tells_accounts && *row->account_id ? row->account_id : NULL,
                                 row->name,
                                 row->unit_name,
                                 (int)row->kind,
                                 row->is_expected,
                                 row->is_excused,
                                 row->is_here,
                                 row->has_come,
                                 row->is_ticked};
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&PERSON_TABLE, &json, out);
    }
    return close_list(out);
}

/* ---- votes ---- */

typedef struct ChoiceJson {
    const char *text;
    char *n_ballots;
    bool is_passed;
} ChoiceJson;

static const JsonField CHOICE_FIELDS[] = {
    {"text", JSON_STRING, offsetof(ChoiceJson, text)},
    {"n_ballots", JSON_RAW, offsetof(ChoiceJson, n_ballots)},
    {"is_passed", JSON_BOOL, offsetof(ChoiceJson, is_passed)},
    {NULL, JSON_END},
};
static const JsonTable CHOICE_TABLE = {"choice", sizeof(ChoiceJson), CHOICE_FIELDS};

typedef struct VoteJson {
    const char *id, *question;
    bool is_secret, is_closed, has_quorum, is_hidden;
    int quorum, majority;
    int64_t max_choices, n_expected, n_ballots;
    char *opened_at, *closed_at;
    GPtrArray *choices; /* ChoiceJson */
} VoteJson;

static const JsonField VOTE_FIELDS[] = {
    {"id", JSON_STRING, offsetof(VoteJson, id)},
    {"question", JSON_STRING, offsetof(VoteJson, question)},
    {"is_secret", JSON_BOOL, offsetof(VoteJson, is_secret)},
    {"is_closed", JSON_BOOL, offsetof(VoteJson, is_closed)},
    {"has_quorum", JSON_BOOL, offsetof(VoteJson, has_quorum)},
    {"is_hidden", JSON_BOOL, offsetof(VoteJson, is_hidden)},
    {"quorum", JSON_ENUM, offsetof(VoteJson, quorum), .words = BOOK_QUORUM_WORDS},
    {"majority", JSON_ENUM, offsetof(VoteJson, majority), .words = BOOK_MAJORITY_WORDS},
    {"max_choices", JSON_INTEGER, offsetof(VoteJson, max_choices)},
    {"n_expected", JSON_INTEGER, offsetof(VoteJson, n_expected)},
    {"n_ballots", JSON_INTEGER, offsetof(VoteJson, n_ballots)},
    {"opened_at", JSON_STRING, offsetof(VoteJson, opened_at)},
    {"closed_at", JSON_RAW, offsetof(VoteJson, closed_at)},
    {"choices", JSON_OBJECTS, offsetof(VoteJson, choices), .table = &CHOICE_TABLE},
    {NULL, JSON_END},
};
static const JsonTable VOTE_TABLE = {"vote", sizeof(VoteJson), VOTE_FIELDS};

static void free_choice(void *data) {
    ChoiceJson *choice = data;
    g_free(choice->n_ballots);
    g_free(choice);
}

static GPtrArray *choices_json(const GPtrArray *choices) {
    GPtrArray *list = g_ptr_array_new_with_free_func(free_choice);
    for (unsigned i = 0; i < choices->len; i++) {
        const BookVoteChoice *choice = choices->pdata[i];
        ChoiceJson *json = g_new0(ChoiceJson, 1);
        *json = (ChoiceJson){choice->text,
                             choice->n_ballots < 0
                                 ? g_strdup("null")
                                 : g_strdup_printf("%" G_GINT64_FORMAT, choice->n_ballots),
                             choice->is_passed};
        g_ptr_array_add(list, json);
    }
    return list;
}

static void append_vote(GString *out, const BookVote *vote) {
    g_autoptr(GPtrArray) choices = choices_json(vote->choices);
    g_autofree char *opened_at = wire_time(vote->opened_at_us);
    g_autofree char *closed_at = wire_raw_time(vote->closed_at_us);
    const VoteJson json = {.id = vote->id,
                           .question = vote->question,
                           .is_secret = vote->is_secret,
                           .is_closed = vote->is_closed,
                           .has_quorum = vote->has_quorum,
                           .is_hidden = vote->is_hidden,
                           .quorum = (int)vote->quorum,
                           .majority = (int)vote->majority,
                           .max_choices = vote->max_choices,
                           .n_expected = vote->n_expected,
                           .n_ballots = vote->n_ballots,
                           .opened_at = opened_at,
                           .closed_at = closed_at,
                           .choices = choices};
    json_table_append(&VOTE_TABLE, &json, out);
}

char *room_json_votes(const GPtrArray *votes) {
    GString *out = g_string_new("{\"votes\":[");
    for (unsigned i = 0; i < votes->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_vote(out, votes->pdata[i]);
    }
    return close_list(out);
}

/* ---- links ---- */

typedef struct LinkJson {
    const char *id;
    int opens;
    char *url, *made_at;
    int64_t n_banned;
} LinkJson;

static const JsonField LINK_FIELDS[] = {
    {"id", JSON_STRING, offsetof(LinkJson, id)},
    {"opens", JSON_ENUM, offsetof(LinkJson, opens), .words = BOOK_OPENS_WORDS},
    {"url", JSON_STRING, offsetof(LinkJson, url)},
    {"made_at", JSON_STRING, offsetof(LinkJson, made_at)},
    {"n_banned", JSON_INTEGER, offsetof(LinkJson, n_banned)},
    {NULL, JSON_END},
};
static const JsonTable LINK_TABLE = {"link", sizeof(LinkJson), LINK_FIELDS};

char *room_json_links(const GPtrArray *links, const char *meeting_id, const char *base_url) {
    GString *out = g_string_new("{\"links\":[");
    for (unsigned i = 0; i < links->len; i++) {
        const BookLink *link = links->pdata[i];
        g_autofree char *url = g_strdup_printf("%s/room#/%s?link=%s", base_url, meeting_id,
                                               link->secret); /* what is behind # is not sent */
        g_autofree char *made_at = wire_time(link->made_at_us);
        const LinkJson json = {link->id, (int)link->opens, url, made_at, link->n_banned};
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&LINK_TABLE, &json, out);
    }
    return close_list(out);
}
