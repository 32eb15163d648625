/* What is asked of a publisher: packets that are missing, key frames that somebody needs. Private
 * to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_track.h"

/* What is missing is asked for, as often as it is due. */
void rtc_asking_missing(RtcPublisher *publisher, int64_t now_us);
/* Somebody needs a key frame of the layer; nothing happens for sound, nor for NULL.
 */
void rtc_asking_key(RtcLayer *layer);
/* Every 100 ms: key frames that did not come. */
void rtc_asking_keys_again(RtcPublisher *publisher, int64_t now_us);
