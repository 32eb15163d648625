/* JPEG files: scaled, upright. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include <libavutil/frame.h>

/* Scales `frame` (any form) into a new one of JPEG's form; NULL: no memory. Caller frees. */
AVFrame *still_scale(const AVFrame *frame, int width, int height);
/* The same for many frames that are alike. */
typedef struct StillScaler StillScaler;
StillScaler *still_scaler_new(void);
void still_scaler_free(StillScaler *scaler);
AVFrame *still_scaler_run(StillScaler *scaler, const AVFrame *frame, int width, int height);
/* An empty, black one. */
AVFrame *still_new(int width, int height);
/* Copies `small` into `big` at these even places. */
void still_paste(AVFrame *big, const AVFrame *small, int left, int top);
/* Writes a frame of JPEG's form. `quality`: 2 (best) to 31. */
bool still_write(const AVFrame *frame, const char *path, int quality, GError **error);
/* Mean and standard deviation of light, 0 to 255. */
void still_light(const AVFrame *frame, double *ret_mean, double *ret_deviation);
