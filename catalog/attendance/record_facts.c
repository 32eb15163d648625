#include "catalog/attendance/record_facts.h"

#include <string.h>

void record_facts_free_person(void *data) {
    RecordPerson *person = data;
    g_free(person->name);
    g_free(person->unit_name);
    g_free(person->group_name);
    g_array_unref(person->stays);
    g_free(person);
}

static void clear_confirmation(void *data) {
    g_free(((RecordConfirmation *)data)->name);
}

void record_facts_free(RecordFacts *facts) {
    if (!facts)
        return;
    GArray *const arrays[] = {facts->parts, facts->moves, facts->senders, facts->confirmations,
                              facts->heads};
    for (unsigned i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    g_ptr_array_unref(facts->persons);
    g_ptr_array_unref(facts->lists);
    interval_set_free(facts->faults);
    g_free(facts->type_id);
    g_free(facts->title);
    g_free(facts);
}

RecordFacts *record_facts_new(void) {
    RecordFacts *facts = g_new0(RecordFacts, 1);
    facts->faults = interval_set_new();
    facts->event.faults = facts->faults;
    facts->persons = g_ptr_array_new_with_free_func(record_facts_free_person);
    facts->lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    facts->parts = g_array_new(FALSE, TRUE, sizeof(RecordPart));
    facts->moves = g_array_new(FALSE, TRUE, sizeof(CreditMove));
    facts->senders = g_array_new(FALSE, TRUE, sizeof(RecordSender));
    facts->confirmations = g_array_new(FALSE, TRUE, sizeof(RecordConfirmation));
    g_array_set_clear_func(facts->confirmations, clear_confirmation);
    facts->heads = g_array_new(FALSE, TRUE, sizeof(RecordHeads));
    return facts;
}

RecordPerson *record_facts_person(const RecordFacts *facts, const char *member_id) {
    unsigned low = 0, high = facts->persons->len;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        RecordPerson *person = facts->persons->pdata[middle];
        int order = strcmp(person->member_id, member_id);
        if (order == 0)
            return person;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void record_facts_want(const RecordFacts *facts, unsigned from, unsigned to, CreditFeed *feed) {
    for (unsigned i = 0; i < facts->moves->len; i++)
        credit_feed_move(feed, &g_array_index(facts->moves, CreditMove, i));
    for (unsigned i = 0; i < facts->senders->len; i++)
        credit_feed_want_sent(feed, facts->event.id,
                              g_array_index(facts->senders, RecordSender, i).who_id);
    for (unsigned i = from; i < to; i++) {
        const RecordPerson *person = facts->persons->pdata[i];
        if (person->account_id[0])
            credit_feed_want_account(feed, person->account_id);
        for (unsigned j = 0; j < person->stays->len; j++) {
            const RecordStay *stay = &g_array_index(person->stays, RecordStay, j);
            for (const char *const *id = stay->credit.viewing_ids; *id; id++)
                credit_feed_want_viewing(feed, *id);
        }
    }
}
