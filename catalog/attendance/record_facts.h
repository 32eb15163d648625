/* What the catalogue knows of one register when its records are computed: who, where, from when,
 * until when, by which policy. Values. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/attendance/credit_feed.h"
#include "catalog/attendance/record_text.h"
#include "catalog/credit/credit_person.h"

/* A viewing of before is looked for that far behind the register's beginning: who waited for the
 * meeting opened it then. */
#define RECORD_FACTS_BEFORE_US (INT64_C(12) * 3600 * 1000000)

/* One stay of somebody; `credit` borrows from `viewing_ids` of its place. */
typedef struct RecordStay {
    CreditPresence credit;
    RecordHow how;
    char place_id[ID_TEXT_BYTES]; /* "": beside */
    bool is_own;                  /* entered in this register, else at another event */
} RecordStay;

typedef struct RecordPerson {
    char member_id[ID_TEXT_BYTES], account_id[ID_TEXT_BYTES]; /* account "": none */
    char unit_id[ID_TEXT_BYTES], group_id[ID_TEXT_BYTES];
    char *name, *unit_name, *group_name;
    bool is_expected;
    bool is_erased; /* a correction takes everything away */
    CreditLeave leave;
    GArray *stays; /* RecordStay */
} RecordPerson;

/* What was shown in a study session, one behind the other. */
typedef struct RecordPart {
    char of_id[ID_TEXT_BYTES]; /* lesson or meeting */
    int64_t offset_ms, length_ms;
} RecordPart;

/* The clerk's word for a place, or ("") for all. */
typedef struct RecordConfirmation {
    char place_id[ID_TEXT_BYTES];
    char *name;
} RecordConfirmation;

typedef struct RecordHeads {
    char place_id[ID_TEXT_BYTES];
    int64_t heads, ticks; /* of the newest count; who was entered there, guests too */
} RecordHeads;

typedef struct RecordFacts {
    char id[ID_TEXT_BYTES], event_id[ID_TEXT_BYTES], unit_id[ID_TEXT_BYTES];
    RecordKind kind;
    char *type_id, *title;
    int64_t began_at_us, ended_at_us, closes_at_us, closed_at_us; /* 0: not yet */
    CreditEvent event;                                            /* `faults` is the next one */
    IntervalSet *faults;
    CreditPolicy policy;
    char policy_id[ID_TEXT_BYTES];
    int64_t policy_version;
    int year;
    GPtrArray *persons; /* RecordPerson, by member id */
    GPtrArray *lists;   /* GStrv of viewing ids, for the stays */
    GArray *parts;      /* RecordPart; of study sessions */
    GArray *moves;      /* CreditMove; likewise */
    GArray *senders;    /* RecordSender: whose account or screen a presence is with */
    GArray *confirmations, *heads;
    int64_t first_at_us;    /* from when on the log is read */
    unsigned n_same_minute; /* of a lesson: others that the member finished in that minute */
} RecordFacts;

typedef struct RecordSender {
    char who_id[ID_TEXT_BYTES];
} RecordSender;

void record_facts_free(RecordFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordFacts, record_facts_free)

RecordFacts *record_facts_new(void);
void record_facts_free_person(void *data); /* RecordPerson */
/* NULL: none of those that are there. */
RecordPerson *record_facts_person(const RecordFacts *facts, const char *member_id);

/* Tells the feed what these persons need: [from, to) of facts->persons. */
void record_facts_want(const RecordFacts *facts, unsigned from, unsigned to, CreditFeed *feed);
