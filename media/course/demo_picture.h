/* The picture of a lesson of --demo: a slide with its words, a clock, things that move. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include <libavutil/frame.h>

#define DEMO_PICTURE_WIDTH  1280
#define DEMO_PICTURE_HEIGHT 720
/* 12.5 frames a second: cheap, and exact in the milliseconds of Matroska. */
#define DEMO_PICTURE_RATE_NUM 25
#define DEMO_PICTURE_RATE_DEN 2

typedef struct DemoPicture DemoPicture;

/* Without words where there is no font, or no filter that writes. PROBLEM_INTERNAL. */
DemoPicture *demo_picture_new(unsigned lesson, GError **error);
void demo_picture_free(DemoPicture *picture); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DemoPicture, demo_picture_free)

/* The next one, yuv420p; the caller unrefs it. Never ends. */
bool demo_picture_next(DemoPicture *picture, AVFrame *ret_frame, GError **error);
