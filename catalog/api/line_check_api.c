/* What the page /check tries a device's line with: bytes to be taken and given, a connection for
 * pictures and sound in which nobody sends, and its result, which the log keeps for the
 * administrator. */
#include <sodium.h>

#include "base/api_reply.h"
#include "base/error.h"
#include "base/id.h"
#include "base/log.h"
#include "catalog/api/call.h"
#include "catalog/api/line_check_handlers.h"

#define KBPS_MAX INT64_C(100000000)

/* Random, so that no proxy makes it smaller. */
void handle_get_line_check(ApiRequest *request, void *user) {
    guint8 *bytes = g_malloc(LINE_CHECK_BYTES);
    randombytes_buf(bytes, LINE_CHECK_BYTES);
    g_autoptr(GBytes) body = g_bytes_new_take(bytes, LINE_CHECK_BYTES);
    api_reply_add_field(request, "Cache-Control", "no-store");
    api_reply_bytes(request, 200, "application/octet-stream", body);
}

void handle_post_line_check(ApiRequest *request, void *user) {
    api_reply_empty(request, 204);
}

/* A viewer of a name that is nobody's meeting: nobody can publish under it, so that the connection
 * comes about and stays empty. Its location is one of /whep. */
void handle_post_line_check_peer(ApiRequest *request, void *user) {
    const ApiEnv *env = user;
    char nobody[ID_TEXT_BYTES];
    id_new_uuid7(nobody);
    if (env->conference.join) {
        env->conference.join(request, CONFERENCE_VIEW, nobody, env->conference.user);
        return;
    }
    g_autoptr(GError) error = g_error_new_literal(
        BASE_ERROR, ERROR_UNAVAILABLE, "This server forwards no cameras and microphones.");
    api_reply_error(request, error);
}

/* ---- the result ---- */

typedef struct ResultInput {
    char *code;
    int64_t down_kbps, up_kbps;
} ResultInput;

static const JsonTable RESULT_TABLE = {
    "line_check_result", sizeof(ResultInput),
    (const JsonField[]){
        {"code", JSON_STRING, offsetof(ResultInput, code), JSON_REQUIRED, 11, 11},
        {"down_kbps", JSON_INTEGER, offsetof(ResultInput, down_kbps), JSON_REQUIRED, 0, KBPS_MAX},
        {"up_kbps", JSON_INTEGER, offsetof(ResultInput, up_kbps), JSON_REQUIRED, 0, KBPS_MAX},
        {NULL, JSON_END},
    }};

void handle_post_line_check_result(ApiRequest *request, void *user) {
    g_autoptr(Call) call = call_new(request, user, &RESULT_TABLE, NULL);
    if (!call)
        return;
    const ResultInput *result = call->input;
    if (!g_regex_match_simple("^[0-2]{3}-[0-2]{3}-[0-2]{3}$", result->code, G_REGEX_DOLLAR_ENDONLY,
                              0)) {
        call_fail_literal(g_steal_pointer(&call), ERROR_INVALID,
                          "The code of a check is nine digits in groups of three.");
        return;
    }
    log_event(LOG_INFO, "catalog", "a device has checked its line",
              LOG_FIELDS({"code", result->code, 0}, {"down_kbps", NULL, result->down_kbps},
                         {"up_kbps", NULL, result->up_kbps}));
    api_reply_empty(request, 204);
}
