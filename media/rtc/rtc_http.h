/* Joining and leaving over HTTP: WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep), offers of the
 * client, answered at once with all candidates. Who may do it is the caller's matter. On the api
 * thread. */
#pragma once

#include "base/api_request.h"
#include "base/worker.h"
#include "media/rtc/rtc.h"

#define RTC_HTTP_MAX_BODY RTC_MAX_OFFER
#define RTC_HTTP_TYPE     "application/sdp"

typedef struct RtcHttp {
    Rtc *rtc;    /* borrowed */
    Worker *api; /* the thread of the requests; borrowed, outlives the SFU */
} RtcHttp;

/* POST of an offer: 201 with the answer and where to DELETE it (`place` "/" id), or a problem: 415
 * for another type than RTC_HTTP_TYPE, 400, 413, 503. */
void rtc_http_offer(const RtcHttp *http, ApiRequest *request, RtcRole role, const char *place,
                    const char *channel);
/* The same for whom `join` describes; its offer, `fn` and `user` are the request's. */
void rtc_http_join(const RtcHttp *http, ApiRequest *request, const char *place,
                   const RtcJoin *join);

/* DELETE of what an offer has made: 204, also when it is gone already; 404 for what is no id. */
void rtc_http_leave(const RtcHttp *http, ApiRequest *request, const char *id);
