/* The media side's health as the catalogue's API tells it. */
#pragma once

#include "base/worker.h"
#include "catalog/viewing/meeting_health.h"
#include "media/engine/media_engine.h"

/* A MeetingHealthFn's work: asks the engine, answers on `api`. False: the asker keeps the question.
 */
bool media_health_ask(MediaEngine *engine, Worker *api, const MeetingHealthQuestion *question);
