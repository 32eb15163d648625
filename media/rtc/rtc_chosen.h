/* What a chosen viewer is sent: pictures by its wishes, of each name and source the newest that is
 * connected; sound of the loudest, and of the others as far as there are places. Never what is its
 * own person's. Private to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_place.h"

void rtc_chosen_begin(RtcViewer *viewer);
void rtc_chosen_end(RtcViewer *viewer); /* also of one that is not chosen */

/* All that is wished from now on; what does not concern a place of it is passed over. */
void rtc_chosen_wish(RtcViewer *viewer, const RtcWish *wishes, unsigned n_wishes);

/* After a change of the wishes or of the publishers of its channel. A track is in one place: of
 * several wishes for it the first counts. */
void rtc_chosen_pictures(RtcViewer *viewer, RtcPublisher *publishers);
/* After a change of who is loud or of the publishers. Who is quiet keeps its place until somebody
 * loud needs it, so that nobody's first word is lost where there are places for all. */
void rtc_chosen_sounds(RtcViewer *viewer, RtcPublisher *publishers);
