/* The port to what delivers lessons: values only, the catalogue knows no media (docs/courses.md).
 *
 * A token in a lesson's URLs has the audience COURSE_TOKEN_AUDIENCE and the context of the lesson's
 * id (never its alias). Its subject is the viewing's id; COURSE_TOKEN_STUDIO in front of it for who
 * edits courses: closed lessons are for them; or COURSE_TOKEN_LOOK and the lesson's id: it opens
 * the poster and the sprites, nothing else, and no viewing counts. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

#define COURSE_TOKEN_AUDIENCE "vod"
#define COURSE_TOKEN_STUDIO   "studio."
#define COURSE_TOKEN_LOOK     "look."

/* The demonstration of --demo: always there, public. */
#define COURSE_DEMO_LESSON_ID    "00000000-0000-7000-8000-00000000de10"
#define COURSE_DEMO_LESSON_ALIAS "demo-lesson"

#define COURSE_MAX_LESSON_ASSETS 128 /* that are not withdrawn */

typedef enum CourseAccess {
    COURSE_CLOSED, /* not published, not shown, or withdrawn: studio tokens only */
    COURSE_TOKEN,
    COURSE_PUBLIC, /* a token is needed only to be counted */
    COURSE_N_ACCESS
} CourseAccess;

typedef enum CourseAssetKind {
    COURSE_ASSET_PICTURE,
    COURSE_ASSET_SOUND,
    COURSE_ASSET_SUBTITLE,
    COURSE_ASSET_DOCUMENT,
    COURSE_N_ASSET_KINDS
} CourseAssetKind;

typedef struct CourseOrderAsset {
    char id[ID_TEXT_BYTES];
    CourseAssetKind kind;
    char *language; /* BCP 47; "" for pictures and documents */
    char *name; /* the language in itself, and the label: "ལྷ་སའི་སྐད · 解说"; unique among its kind */
    char *code3;        /* ISO 639-2/T or 639-3, for MPEG-TS and MP4; "und" when it has none */
    bool is_default;    /* exactly one of the sounds, when there are sounds; of subtitles none */
    int64_t gain_centi; /* sounds: what brings it to the target loudness, hundredths of dB */
} CourseOrderAsset;

typedef struct CourseOrderMark {
    int64_t at_ms;
    char *title;
} CourseOrderMark;

/* All that the media side must know of one lesson of video or documents. Owns its texts and
 * lists. */
typedef struct CourseOrder {
    char id[ID_TEXT_BYTES];
    char *alias; /* a second name in URLs, or NULL */
    char *title;
    CourseAccess access;
    bool allows_download;
    CourseOrderAsset *assets; /* that are ready: by kind, then in the editor's order */
    unsigned n_assets;
    CourseOrderMark *marks; /* chapters, by time */
    unsigned n_marks;
} CourseOrder;

CourseOrder *course_order_copy(const CourseOrder *order);
void course_order_free(CourseOrder *order); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CourseOrder, course_order_free)

/* What the media side does. On the api thread, after the commit; none may block. Members may be
 * NULL. */
typedef struct CourseMedia {
    /* Whenever anything of it has changed, also with no assets left; at the start for each lesson
     * that has any that is ready. Borrowed for the call. */
    void (*on_lesson)(const CourseOrder *order, void *user);
    void (*on_lesson_gone)(const char *lesson_id, void *user);
    /* Its files are to be deleted: the row is gone. Also said at the start, for those of which
     * nobody said catalog_asset_removed(). */
    void (*on_asset_gone)(const char *asset_id, void *user);
    void *user;
} CourseMedia;

/* Files to take home, in one language; bytes 0: there is none. */
typedef struct CourseDownload {
    char language[36]; /* BCP 47 */
    int64_t video_bytes, sound_bytes;
} CourseDownload;

/* What the media side says of a lesson when it has opened its assets. */
typedef struct CourseMediaFacts {
    int64_t duration_ms; /* of the canonical time line; 0: not known */
    bool has_poster, has_sprites;
    const CourseDownload *downloads; /* borrowed */
    unsigned n_downloads;
} CourseMediaFacts;
