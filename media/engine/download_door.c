#include "media/engine/download_door.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define TYPE_FILE    "video/mp4"
#define TYPE_PROBLEM "application/problem+json"
#define CACHE_FILE   "private, no-cache"
#define RETRY_MAKING "1"
#define RETRY_FAILED "60"
#define URGENCY_FILE 7u /* after all that plays on the same connection (RFC 9218) */
#define NAME_BYTES   1152
#define ETAG_BYTES   64

void download_door_open(DownloadDoor *door) {
    char *json = error_problem_json(error_http_status(ERROR_FORBIDDEN), error_word(ERROR_FORBIDDEN),
                                    DOWNLOAD_DOOR_FORBIDDEN);
    door->forbidden = gate_buffer_new_take(json, strlen(json), g_free);
}

void download_door_close(DownloadDoor *door) {
    g_clear_pointer(&door->forbidden, gate_buffer_unref);
}

/* ---- answers ---- */

static void say(GateAnswer *answer, unsigned status, GateBuffer *problem) {
    static const GateField FIELDS[] = {{"x-content-type-options", "nosniff"}};
    answer->status = status;
    answer->content_type = TYPE_PROBLEM;
    answer->fields = FIELDS;
    answer->n_fields = G_N_ELEMENTS(FIELDS);
    answer->take_body = gate_buffer_ref(problem);
}

static void say_later(GateAnswer *answer, const ShelfDownload *download) {
    static const GateField MADE[] = {{"x-content-type-options", "nosniff"},
                                     {"retry-after", RETRY_MAKING}};
    static const GateField FAILED[] = {{"x-content-type-options", "nosniff"},
                                       {"retry-after", RETRY_FAILED}};
    say(answer, error_http_status(ERROR_UNAVAILABLE), download->problem);
    answer->fields = download->is_failed ? FAILED : MADE;
    answer->n_fields = G_N_ELEMENTS(MADE);
}

/* The texts are copied: the answer is written when the epoch is over. */
static void send_file(GateAnswer *answer, const ShelfDownload *download) {
    static _Thread_local char name[NAME_BYTES], etag[ETAG_BYTES];
    static _Thread_local GateField fields[2];
    g_strlcpy(name, download->name, sizeof name);
    g_strlcpy(etag, download->etag, sizeof etag);
    fields[0] = (GateField){"x-content-type-options", "nosniff"};
    fields[1] = (GateField){"content-disposition", name};
    answer->status = 200;
    answer->content_type = TYPE_FILE;
    answer->cache_control = CACHE_FILE;
    answer->etag = etag;
    answer->fields = fields;
    answer->n_fields = G_N_ELEMENTS(fields);
    answer->accept_ranges = true;
    answer->urgency = URGENCY_FILE;
    answer->take_file = gate_file_ref(download->file);
    answer->file_length = download->file->length;
}

/* ---- asking for it ---- */

typedef struct WishMail {
    DownloadDoor *door;
    char meeting[SHELF_ID_BYTES];
} WishMail;

static void take_wish(void *data) {
    const WishMail *mail = data;
    mail->door->wish(mail->meeting, mail->door->user);
}

static bool wish(DownloadDoor *door, const char *meeting) {
    WishMail *mail = g_new0(WishMail, 1);
    mail->door = door;
    g_strlcpy(mail->meeting, meeting, sizeof mail->meeting);
    if (worker_post(door->owner, take_wish, mail, g_free, NULL))
        return true;
    g_free(mail);
    return false;
}

bool download_door_answer(const LiveQuestion *question, GateAnswer *answer, void *user) {
    DownloadDoor *door = user;
    const ShelfDownload *download = shelf_meeting_download(question->meeting);
    bool may_wait = question->turn == GATE_TURN_FIRST ||
                    (question->turn == GATE_TURN_FIRED && !(download && download->is_failed));
    if (!download)
        return false;
    if (!download->is_for_all && !question->is_studio) {
        say(answer, error_http_status(ERROR_FORBIDDEN), door->forbidden);
    } else if (download->file) {
        send_file(answer, download);
    } else if (may_wait && wish(door, shelf_meeting_id(question->meeting))) {
        answer->action = GATE_HOLD;
        answer->hold_key = download->hold_key;
        answer->hold_until_us = clock_monotonic_us() + DOWNLOAD_DOOR_HOLD_US;
    } else {
        say_later(answer, download);
    }
    return true;
}
