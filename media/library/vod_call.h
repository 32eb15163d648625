/* One request below /vod/ while it is answered: what the files of the handler share. Private to
 * media/library. On a gate worker, within an epoch. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "media/deliver/viewing_access.h"
#include "media/library/library_types.h"

/* Answers that are always the same. */
typedef enum VodRefusal {
    VOD_REFUSE_METHOD,
    VOD_REFUSE_VIEWING,
    VOD_REFUSE_MISSING,
    VOD_REFUSE_WAITED,
    VOD_REFUSE_DOWNLOAD,
    VOD_REFUSE_MAKING,
    VOD_REFUSE_FAILED,
    N_VOD_REFUSALS
} VodRefusal;

#define VOD_MAKING_STEPS 20u /* in which the percentage of a file is told */

struct LibraryHandler {
    LibraryHandlerOptions options;
    ViewingAccess *access;
    GateBuffer *refusals[N_VOD_REFUSALS];
    GateBuffer *making[VOD_MAKING_STEPS]; /* VOD_REFUSE_MAKING with `percent` */
    struct {
        atomic_uint_fast64_t playlists, held, media, refused, timed_out;
    } stats;
};

typedef struct VodCall {
    LibraryHandler *handler;
    const LibraryHandlerOptions *options;
    const GateHead *head;
    GateTurn turn;
    GateAnswer *answer;
    VodPath path;
    LibraryLesson *lesson;
    const LessonView *view;
    bool is_studio; /* known when the token was checked in this turn */
} VodCall;

void vod_call_refuse(VodCall *call, VodRefusal refusal);

/* VOD_REFUSE_MAKING: so far is it. */
void vod_call_refuse_making(VodCall *call, unsigned percent);

/* What was asked for a moment ago is not there yet: is it worth asking (again)? */
bool vod_call_may_ask(const VodCall *call);
/* Somebody has been asked. */
void vod_call_hold(VodCall *call, uint64_t key, int64_t hold_us);
/* For a key of `length` bytes that says what is waited for. */
uint64_t vod_call_key(const void *bytes, size_t length);

/* Fields of an answer with 200; body or file are the caller's. */
GateAnswer *vod_call_begin(VodCall *call, const char *type, const char *cache_control);
/* Credits the answer, once it is sent, to the viewing. */
void vod_call_count(VodCall *call, uint64_t first_ms, uint64_t n_ms, unsigned kind);

void vod_call_note(atomic_uint_fast64_t *counter);
void vod_call_make_refusals(GateBuffer *ret_refusals[N_VOD_REFUSALS]);
void vod_call_make_making(GateBuffer *ret_making[VOD_MAKING_STEPS]);

/* The handler's parts, each in a file of its own. */
void vod_media_answer(VodCall *call); /* playlists, initialization sections, segments */
void vod_tv_answer(VodCall *call);    /* old televisions */
void vod_small_answer(VodCall *call); /* posters, sprites, pages, subtitles */
void vod_file_answer(VodCall *call);  /* to take home */
