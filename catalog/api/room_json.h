/* Rooms as JSON. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Caller frees. `people`: BookPresent, with their accounts for hosts alone; `votes`: BookVote;
 * `links`: BookLink, with `base_url`. */
char *room_json_people(const GPtrArray *people, bool tells_accounts);
char *room_json_votes(const GPtrArray *votes);
char *room_json_links(const GPtrArray *links, const char *meeting_id, const char *base_url);
