#include "catalog/attendance/record_draft.h"

#include <string.h>

void record_draft_free(RecordDraft *draft) {
    if (!draft)
        return;
    record_text_clear(&draft->text);
    g_free(draft->type_id);
    g_free(draft->group_name);
    g_free(draft);
}

/* ---- the figures ---- */

/* CreditPresence of all stays. Caller unrefs. */
static GArray *presences_of(const RecordPerson *person) {
    GArray *presences = g_array_new(FALSE, TRUE, sizeof(CreditPresence));
    for (unsigned i = 0; i < person->stays->len; i++)
        g_array_append_val(presences, g_array_index(person->stays, RecordStay, i).credit);
    return presences;
}

static RecordSeen seen_of(const CreditQuestion *question) {
    RecordSeen seen = {.has_contacts = true};
    for (unsigned i = 0; i < question->viewings->len; i++) {
        const CreditViewing *viewing = question->viewings->pdata[i];
        if (credit_viewing_who(viewing) != VIEWING_ACCOUNT ||
            g_strcmp0(credit_viewing_who_id(viewing), question->account_id) != 0 ||
            strcmp(credit_viewing_of(viewing), question->event->id) != 0 ||
            credit_viewing_n_beats(viewing) == 0)
            continue;
        seen.has_account = true;
        seen.has_contacts &= credit_viewing_has_contacts(viewing);
    }
    return seen;
}

static void take_result(RecordText *text, CreditResult *result) {
    static const RecordSet SETS[CREDIT_N_CLASSES] = {RECORD_LIVE, RECORD_REPLAY, RECORD_OFFLINE};
    for (unsigned i = 0; i < CREDIT_N_CLASSES; i++)
        text->sets[SETS[i]] = g_steal_pointer(&result->media[i]);
    text->sets[RECORD_PRESENCE] = g_steal_pointer(&result->presence);
    text->required_ms = result->required_ms;
    text->covered_ms = result->covered_ms;
    text->credited_ms = result->credited_ms;
    text->state = result->state;
}

/* Borrows `presences`; without viewings. */
static CreditQuestion question_of(const RecordFacts *facts, const RecordPerson *person,
                                  const GArray *presences) {
    return (CreditQuestion){.event = &facts->event,
                            .policy = &facts->policy,
                            .leave = person->leave,
                            .account_id = person->account_id[0] ? person->account_id : NULL,
                            .presences = (const CreditPresence *)presences->data,
                            .n_presences = presences->len};
}

GPtrArray *record_draft_shares(const RecordFacts *facts, unsigned index, const CreditFeed *feed) {
    const RecordPerson *person = facts->persons->pdata[index];
    g_autoptr(GArray) presences = presences_of(person);
    CreditQuestion question = question_of(facts, person, presences);
    g_autoptr(GPtrArray) viewings = credit_feed_viewings(feed, &question);
    question.viewings = viewings;
    return credit_person_explain(&question);
}

static RecordSeen compute(const RecordFacts *facts, const RecordPerson *person,
                          const CreditFeed *feed, RecordText *text) {
    g_autoptr(GArray) presences = presences_of(person);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    CreditQuestion question = question_of(facts, person, presences);
    g_autoptr(GPtrArray) viewings = credit_feed_viewings(feed, &question);
    question.viewings = person->is_erased ? none : viewings;
    g_autoptr(CreditResult) result = credit_person_compute(&question);
    take_result(text, result);
    RecordSeen seen = seen_of(&question);
    seen.has_offline = interval_set_n(text->sets[RECORD_OFFLINE]) > 0;
    return seen;
}

/* ---- the words ---- */

static unsigned how_of(const RecordPerson *person, const RecordSeen *seen) {
    unsigned how = seen->has_account ? 1u << RECORD_HOW_ACCOUNT : 0;
    for (unsigned i = 0; i < person->stays->len; i++) {
        const RecordStay *stay = &g_array_index(person->stays, RecordStay, i);
        if (stay->is_own)
            how |= 1u << stay->how;
    }
    return how;
}

static bool was_in(const RecordPerson *person, const char *place_id) {
    for (unsigned i = 0; i < person->stays->len; i++) {
        const RecordStay *stay = &g_array_index(person->stays, RecordStay, i);
        if (stay->is_own && strcmp(stay->place_id, place_id) == 0)
            return true;
    }
    return false;
}

/* The newest of those that are for all, or for a room where the person was. */
static const char *confirmed_by(const RecordFacts *facts, const RecordPerson *person) {
    for (unsigned i = facts->confirmations->len; i > 0; i--) {
        const RecordConfirmation *one =
            &g_array_index(facts->confirmations, RecordConfirmation, i - 1);
        if (one->place_id[0] == '\0' || was_in(person, one->place_id))
            return one->name;
    }
    return NULL;
}

static IntervalSet *copy_set(const IntervalSet *set) {
    IntervalSet *copy = interval_set_new();
    interval_set_add_all(copy, set);
    return copy;
}

static void take_event(RecordText *text, const RecordFacts *facts) {
    g_strlcpy(text->register_id, facts->id, sizeof text->register_id);
    g_strlcpy(text->event_id, facts->event_id, sizeof text->event_id);
    text->kind = facts->kind;
    text->title = g_strdup(facts->title);
    text->began_at_us = facts->began_at_us;
    g_strlcpy(text->policy_id, facts->policy_id, sizeof text->policy_id);
    text->policy_version = facts->policy_version;
    text->sets[RECORD_FAULTS] = copy_set(facts->faults);
}

static void take_person(RecordText *text, const RecordPerson *person) {
    g_strlcpy(text->member_id, person->member_id, sizeof text->member_id);
    text->name = g_strdup(person->name);
    g_strlcpy(text->unit_id, person->unit_id, sizeof text->unit_id);
    text->unit_name = g_strdup(person->unit_name);
}

RecordDraft *record_draft_new(const RecordFacts *facts, unsigned index, const CreditFeed *feed,
                              const RecordDays *days) {
    const RecordPerson *person = facts->persons->pdata[index];
    RecordDraft *draft = g_new0(RecordDraft, 1);
    take_event(&draft->text, facts);
    take_person(&draft->text, person);
    RecordSeen seen = compute(facts, person, feed, &draft->text);
    draft->text.how = how_of(person, &seen);
    draft->text.confirmed = g_strdup(confirmed_by(facts, person));
    draft->text.days = g_array_ref(days->days);
    draft->type_id = g_strdup(facts->type_id);
    g_strlcpy(draft->group_id, person->group_id, sizeof draft->group_id);
    draft->group_name = g_strdup(person->group_name);
    draft->is_expected = person->is_expected;
    draft->year = facts->year;
    draft->hours_milli = draft->text.credited_ms * 1000 / facts->policy.hour_ms;
    draft->confidence = record_confidence_of(facts, person, &seen, &draft->confidence_reason);
    draft->looked_until_us = days->until_us;
    return draft;
}

void record_draft_again(RecordDraft *draft, const RecordAgain *again) {
    draft->text.reason = g_strdup(again->reason);
    draft->text.approved = g_strdup(again->approved);
}
