#include "catalog/course/course_viewer.h"

#include "base/error.h"
#include "catalog/rights/rights.h"

void course_viewer_clear(CourseViewer *viewer) {
    meeting_viewer_clear(&viewer->base);
    *viewer = (CourseViewer){0};
}

static bool may_edit(Database *database, const char *account_id, bool *ret_edits, GError **error) {
    g_autoptr(GError) refused = NULL;
    *ret_edits = rights_check(database, account_id, RIGHT_COURSE_EDIT, NULL, &refused);
    if (*ret_edits || g_error_matches(refused, BASE_ERROR, ERROR_NOT_FOUND))
        return true;
    g_propagate_error(error, g_steal_pointer(&refused));
    return false;
}

bool course_viewer_load(Database *database, MeetingViewerKind kind, const char *id,
                        CourseViewer *ret_viewer, GError **error) {
    database_assert_current(database);
    g_auto(CourseViewer) viewer = {0};
    if (!meeting_viewer_load(database, kind, id, &viewer.base, error))
        return false;
    if (viewer.base.kind != MEETING_VIEWER_NOBODY)
        g_strlcpy(viewer.id, id, sizeof viewer.id);
    if (viewer.base.kind == MEETING_VIEWER_ACCOUNT && !may_edit(database, id, &viewer.edits, error))
        return false;
    *ret_viewer = viewer;
    viewer = (CourseViewer){0};
    return true;
}

void course_viewer_bind(const CourseViewer *viewer, Statement *statement) {
    meeting_viewer_bind(&viewer->base, statement);
    statement_bind_int64(statement, MEETING_VIEWER_NEXT, viewer->edits);
    statement_bind_text(statement, MEETING_VIEWER_NEXT + 1, viewer->id);
}
