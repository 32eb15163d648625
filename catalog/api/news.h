/* News for people who are connected: something of theirs has changed, their pages ask again. A hint
 * only; who is away is told nothing later. */
#pragma once

/* On the api thread, after the commit. `account_ids` ends with NULL and may hold ids of screens;
 * `kind` is a word of the message `notice` in docs/protocol.md; `subject_id` is what changed, or
 * NULL. All are borrowed for the call, which never blocks. */
typedef void (*NewsFn)(const char *const *account_ids, const char *kind, const char *subject_id,
                       void *user);

/* On the api thread, after a commit by which somebody may have got or lost a right: everything that
 * is done with power over others. Often, and without a word of what it was. */
typedef void (*ActFn)(void *user);
