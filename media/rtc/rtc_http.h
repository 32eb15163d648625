/* Joining and leaving over HTTP: WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep-04). Offers of the
 * client are answered at once with all candidates; a player whose offer is of no use, or who sends
 * none, is made one. Who may do it is the caller's matter. On the api thread.
 *
 *   path            | publishing (WHIP)         | viewing (WHEP)
 *   the endpoint    | POST, OPTIONS             | POST, GET (for HEAD), OPTIONS
 *   the session     | PATCH, DELETE, OPTIONS    | PATCH, DELETE, OPTIONS
 *
 * No other route is needed: what has none is answered 405, as RFC 9725 §4.1 wants. */
#pragma once

#include "base/api_request.h"
#include "base/worker.h"
#include "media/rtc/rtc.h"

#define RTC_HTTP_MAX_BODY RTC_MAX_OFFER
#define RTC_HTTP_TYPE     "application/sdp"
#define RTC_HTTP_FRAGMENT "application/trickle-ice-sdpfrag"
#define RTC_HTTP_ANSWER_S 30 /* a player's time to answer our offer */

/* What the location of `id` below `place` ends with. Caller frees. */
typedef char *(*RtcHttpLocateFn)(const ApiRequest *request, const char *place, const char *id,
                                 void *user);

typedef struct RtcHttp {
    Rtc *rtc;               /* borrowed */
    Worker *api;            /* the thread of the requests; borrowed, outlives the SFU */
    RtcHttpLocateFn locate; /* NULL: the id itself */
    /* Adds fields to an answer that has our SDP (RFC 9725 §4.6); NULL: none. */
    void (*add_fields)(ApiRequest *request, void *user);
    void *user;
} RtcHttp;

/* POST of an offer: 201 with the answer, its ETag and where to PATCH and DELETE it (`place` "/"
 * id); when viewing also 406 with our offer, to be answered by PATCH. Else a problem: 415 for
 * another type than RTC_HTTP_TYPE or, when publishing, an offer that cannot be used; 400, 413, 503.
 */
void rtc_http_offer(const RtcHttp *http, ApiRequest *request, RtcRole role, const char *place,
                    const char *channel);
/* The same for whom `join` describes; its offer, `fn` and `user` are the request's. */
void rtc_http_join(const RtcHttp *http, ApiRequest *request, const char *place,
                   const RtcJoin *join);

/* PATCH of a session with RTC_HTTP_FRAGMENT: 204, or 200 with our fragment and the new ETag after
 * an ICE restart; with RTC_HTTP_TYPE, the answer to our offer: 204. Else 400, 404, 409, 412, 413,
 * 415, 422, 428, 503. */
void rtc_http_patch(const RtcHttp *http, ApiRequest *request, const char *id);

/* DELETE of what an offer has made: 204, also when it is gone already; 404 for what is no id. */
void rtc_http_leave(const RtcHttp *http, ApiRequest *request, const char *id);

/* GET of an endpoint for viewers, which answers HEAD: players know it by its type. GET itself: 405.
 */
void rtc_http_head(ApiRequest *request);
/* OPTIONS of an endpoint, of a session: 204 with what they take. */
void rtc_http_options(ApiRequest *request, RtcRole role);
void rtc_http_session_options(ApiRequest *request, RtcRole role);
