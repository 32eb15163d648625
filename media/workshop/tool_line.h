/* What the tool says on one line while it prepares (docs/courses.md). Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOOL_LINE_STEP_BYTES 32
#define TOOL_LINE_MAX_BYTES  8192

typedef enum ToolLineKind {
    TOOL_LINE_BAD, /* not one of ours */
    TOOL_LINE_PROGRESS,
    TOOL_LINE_ASSET,
    TOOL_LINE_DONE,
    TOOL_LINE_FAILED,
} ToolLineKind;

typedef struct ToolLine {
    ToolLineKind kind;
    char step[TOOL_LINE_STEP_BYTES];
    int permille;
    int64_t left_s; /* -1: not said */
    char *problem;  /* owned, or NULL */
} ToolLine;

/* `text` need not end with NUL. */
void tool_line_read(const char *text, size_t length, ToolLine *ret_line);
