/* By which rule and policy something was credited, in one line. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "catalog/paper/paper_words.h"
#include "catalog/store/database.h"

typedef struct PaperRule {
    const char *policy_id; /* "": none, of hours carried over */
    int64_t version;
    PaperLanguage language;
} PaperRule;

/* On a database thread. Caller frees *ret_text. */
bool paper_rule_load(Database *database, const PaperRule *rule, char **ret_text, GError **error);
