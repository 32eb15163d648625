/* Answers. Exactly one per request; a second one is a programming error, one to a client that has
 * gone is dropped. All on the api thread. */
#pragma once

#include <glib.h>

#include "base/api_route.h"

#define API_RETRY_AFTER_S 2 /* with 429 and 503, unless the handler says another time */

void api_reply_json(ApiRequest *request, unsigned status, char *take_json);
/* RFC 9457 problem document; errors that are our own fault are logged here. */
void api_reply_error(ApiRequest *request, const GError *error);
void api_reply_bytes(ApiRequest *request, unsigned status, const char *content_type, GBytes *bytes);
void api_reply_empty(ApiRequest *request, unsigned status);
/* Before the answer: an additional header field (Set-Cookie, Location, Retry-After …). */
void api_reply_add_field(ApiRequest *request, const char *name, const char *value);
