/* Words of the wire and the database ↔ enums. Pure. */
#pragma once

/* Where `word` stands in a NULL-terminated list; -1: nowhere, also for NULL. */
int word_index_of(const char *const *words, const char *word);
