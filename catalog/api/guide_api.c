/* The first-run guide: what is there already. */
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/roster_counts.h"

typedef struct GuideJson {
    RosterCounts counts;
    bool sample;
} GuideJson;

static const JsonField GUIDE_FIELDS[] = {
    {"levels", JSON_INTEGER, offsetof(GuideJson, counts.levels)},
    {"units", JSON_INTEGER, offsetof(GuideJson, counts.units)},
    {"members", JSON_INTEGER, offsetof(GuideJson, counts.members)},
    {"slips", JSON_INTEGER, offsetof(GuideJson, counts.slips)},
    {"accounts", JSON_INTEGER, offsetof(GuideJson, counts.accounts)},
    {"clerks", JSON_INTEGER, offsetof(GuideJson, counts.clerks)},
    {"screens", JSON_INTEGER, offsetof(GuideJson, counts.screens)},
    {"sample", JSON_BOOL, offsetof(GuideJson, sample)},
    {NULL, JSON_END},
};
static const JsonTable GUIDE_TABLE = {"guide", sizeof(GuideJson), GUIDE_FIELDS};

static bool answer_guide(Database *database, Call *call, GError **error) {
    GuideJson json = {.sample = false};
    if (!roster_counts_read(database, &json.counts, error))
        return false;
    call->json = json_table_write(&GUIDE_TABLE, &json);
    return true;
}

static bool run_guide(Database *database, Call *call, GError **error) {
    return rights_check(database, call->identity.account_id, RIGHT_GUIDE_SEE, NULL, error) &&
           answer_guide(database, call, error);
}

void handle_get_guide(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_guide, call_reply_ok);
}
