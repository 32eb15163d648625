/* The port to what makes pictures and sound: values only, the catalogue knows no media. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/meeting/meeting_words.h"

/* The demonstration of --demo: always there and public; when it is ended the next one begins. */
#define MEETING_DEMO_ALIAS "demo"
#define MEETING_DEMO_KEY   "demo-studio"
/* Its group meeting: likewise, for whoever is signed in. */
#define MEETING_DEMO_GROUP_ALIAS "demo-group"

typedef struct MeetingOrderLanguage {
    char *tag; /* BCP 47 */
    bool is_floor;
    int64_t offset_ms;
} MeetingOrderLanguage;

typedef struct MeetingOrderInput {
    char id[ID_TEXT_BYTES];
    MeetingInputKind kind;
    int64_t priority;
    char *uri;        /* "" for push and test */
    char *language;   /* "": picture and floor */
    char *key;        /* "" unless push */
    char *passphrase; /* of SRT; "": none */
} MeetingOrderInput;

typedef struct MeetingOrderMark {
    char *title;
    int64_t started_at_ms; /* media time */
} MeetingOrderMark;

typedef struct MeetingOrderCut {
    int64_t from_ms, to_ms; /* media time, half-open */
} MeetingOrderCut;

/* All that the media side must know of one meeting. Owns its texts and lists. */
typedef struct MeetingOrder {
    char id[ID_TEXT_BYTES];
    char *alias; /* a second name in URLs, or NULL */
    char *title;
    char *line; /* second line of the slate: who holds it and when */
    MeetingState state;
    MeetingVisibility visibility;
    bool has_programme; /* false: people's media are forwarded; nothing is mixed, encoded, kept */
    bool is_slate;      /* everybody sees the slate by the operator's order */
    bool is_recorded;   /* false: nothing stays after the end */
    bool allows_download;
    int64_t keep_us;                  /* only so much is kept while it runs; 0: by is_recorded */
    int64_t live_at_us;               /* wall clock; 0: not yet */
    int64_t trim_from_ms, trim_to_ms; /* to 0: the end */
    MeetingOrderLanguage *languages;
    unsigned n_languages;
    MeetingOrderInput *inputs;
    unsigned n_inputs;
    MeetingOrderMark *marks; /* items of the agenda that have begun, by time */
    unsigned n_marks;
    MeetingOrderCut *cuts; /* by time */
    unsigned n_cuts;
} MeetingOrder;

MeetingOrder *meeting_order_copy(const MeetingOrder *order);
void meeting_order_free(MeetingOrder *order); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MeetingOrder, meeting_order_free)

/* What the media side does. On the api thread, after the commit; none may block. Members may be
 * NULL. */
typedef struct MeetingMedia {
    /* Whenever anything of it has changed; at the start for each meeting that is in rehearsal, open
     * or live, for each recording, and for scheduled ones with push inputs, whose keys are to be
     * refused with a reason.
     * Borrowed for the call. */
    void (*on_meeting)(const MeetingOrder *order, void *user);
    void (*on_meeting_gone)(const char *meeting_id, void *user);
    /* The recording's time is over: it is to be deleted, and told when it is off the disk. May be
     * said again. */
    void (*on_recording_over)(const char *meeting_id, void *user);
    /* Media time of now; false when it is not running. */
    bool (*position)(const char *meeting_id, int64_t *ret_media_ms, void *user);
    void *user;
} MeetingMedia;

/* A span in which the platform failed. */
typedef struct MeetingMediaFault {
    bool is_server;         /* it was gone, else the programme that makes the picture */
    int64_t from_ms, to_ms; /* media time, half-open; to_ms 0: there was none */
} MeetingMediaFault;

/* What the media side says of a recording. */
typedef struct MeetingMediaFacts {
    int64_t duration_us, bytes;
    int64_t base_wall_us;    /* wall clock of media time 0; kept once set; 0: not known */
    MeetingMediaFault fault; /* the last one, said again and again */
} MeetingMediaFacts;
