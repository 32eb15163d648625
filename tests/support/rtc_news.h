/* What the SFU of a test server tells, as lines for who asks:
 *
 *   peer ID ROOM WHO publish|view connected
 *   peer ID ROOM WHO publish|view gone: WHY
 *   speakers ROOM ACTIVE|-: WHO …
 *   delivered ID WHO PICTURE_MS SOUND_MS
 *   line ID full|reduced|low|sound BPS
 *
 * "-" where there is no name. Comes on workers' threads, is read on the api thread. */
#pragma once

#include "base/api_request.h"
#include "base/worker.h"
#include "media/rtc/rtc.h"

typedef struct RtcNews RtcNews;

extern const RtcEvents RTC_NEWS_EVENTS; /* their `user`: an RtcNews */

RtcNews *rtc_news_new(void);
/* Before the first peer. */
void rtc_news_set_reader(RtcNews *news, Worker *api);
/* After the SFU and the api thread. */
void rtc_news_free(RtcNews *news);

void rtc_news_reply(RtcNews *news, ApiRequest *request);
/* The peers of the first worker: "ID ROOM WHO publish|view connected|connecting PACKETS BYTES LOST
 * ROUND_TRIP_US". */
void rtc_news_reply_figures(RtcNews *news, Rtc *rtc, ApiRequest *request);
