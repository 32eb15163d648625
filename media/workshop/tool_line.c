#include "media/workshop/tool_line.h"

#include "base/json_table.h"

static const char *const WORDS[] = {"progress", "asset", "done", "failed", NULL};

typedef struct Said {
    int event;
    char *step, *problem;
    double permille, left_s;
    bool has_left;
} Said;

static const JsonField FIELDS[] = {
    {"event", JSON_ENUM, offsetof(Said, event), JSON_REQUIRED, .words = WORDS},
    {"step", JSON_STRING, offsetof(Said, step), JSON_OPTIONAL, 0, TOOL_LINE_STEP_BYTES - 1},
    {"problem", JSON_STRING, offsetof(Said, problem), JSON_OPTIONAL, 0, 1000},
    {"permille", JSON_NUMBER, offsetof(Said, permille), JSON_OPTIONAL, 0, 1000},
    {"left_s", JSON_NUMBER, offsetof(Said, left_s), JSON_OPTIONAL, 0, 100000000,
     .present_offset = offsetof(Said, has_left)},
    {NULL, JSON_END},
};
static const JsonTable TABLE = {"line", sizeof(Said), FIELDS, .passes_unknown = true};

void tool_line_read(const char *text, size_t length, ToolLine *ret_line) {
    Said said;
    *ret_line = (ToolLine){.kind = TOOL_LINE_BAD, .left_s = -1};
    if (!json_table_read(&TABLE, text, length, TOOL_LINE_MAX_BYTES, &said, NULL))
        return;
    ret_line->kind = (ToolLineKind)(TOOL_LINE_PROGRESS + said.event);
    ret_line->permille = (int)said.permille;
    ret_line->left_s = said.has_left ? (int64_t)said.left_s : -1;
    ret_line->problem = g_strdup(said.problem);
    if (said.step) /* characters, not bytes, were counted */
        g_strlcpy(ret_line->step, g_str_is_ascii(said.step) ? said.step : "",
                  sizeof ret_line->step);
    json_table_clear(&TABLE, &said);
}
