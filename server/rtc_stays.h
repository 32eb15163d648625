/* Who is connected by WHIP and WHEP, and by what right: whoever loses it is put out. On the api
 * thread, but for rtc_stays_on_gone(). */
#pragma once

#include <glib.h>

#include "base/api_request.h"
#include "base/worker.h"
#include "catalog/api/conference_port.h"
#include "catalog/catalog.h"
#include "media/rtc/rtc.h"

typedef struct RtcStays RtcStays;

/* Both are borrowed. */
RtcStays *rtc_stays_new(Rtc *rtc, Worker *api);
/* After the api thread and the SFU have stopped. NULL is allowed. */
void rtc_stays_free(RtcStays *stays);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RtcStays, rtc_stays_free)

/* `id` of the SFU was given to this identity, for this meeting. */
typedef struct RtcStay {
    const ApiIdentity *identity;
    const char *meeting_id;
    ConferenceRole role;
} RtcStay;
void rtc_stays_note(RtcStays *stays, const RtcStay *stay, const char *id);
/* It has no connection any more. Any thread. */
void rtc_stays_on_gone(RtcStays *stays, const char *id);

/* A SessionsEndFn's work: those of the session or bearer token, or all of the account but of
 * `except_id`. */
void rtc_stays_end(RtcStays *stays, const char *account_id, const char *session_id,
                   const char *except_id);
/* Asks whether those of a meeting, or with NULL all, may stay; who may not is sent away. */
void rtc_stays_review(RtcStays *stays, Catalog *catalog, const char *meeting_id);
