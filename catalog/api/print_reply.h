/* A PDF as an answer: drawn on the printer's thread. On the api thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/api/call.h"

/* Asked before anything is noted: what cannot be printed now is answered here, and false. */
bool print_reply_check(ApiRequest *request, ApiEnv *env);

typedef struct PrintReply {
    GBytes *(*make)(const void *sheet, GError **error);
    void *sheet; /* owned by the reply */
    GDestroyNotify free_sheet;
} PrintReply;

void print_reply(Call *take_call, const PrintReply *take_reply);
