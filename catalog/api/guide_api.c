/* The first-run guide: what is there already, and the sample county to try things with. */
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/roster_counts.h"
#include "catalog/roster/sample.h"
#include "catalog/roster/sample_ids.h"
#include "catalog/roster/sample_remove.h"

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
    SampleState sample;
    if (!roster_counts_read(database, &json.counts, error) ||
        !sample_ids_state(database, &sample, error))
        return false;
    json.sample = sample == SAMPLE_THERE;
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

/* ---- the sample county ---- */

static bool may_change(Database *database, const Call *call, GError **error) {
    return rights_check(database, call->identity.account_id, RIGHT_SAMPLE_CHANGE, NULL, error);
}

static bool run_bring(Database *database, Call *call, GError **error) {
    return may_change(database, call, error) &&
           sample_bring(database, store_field_crypto(call->env->store), call->identity.account_id,
                        error) &&
           answer_guide(database, call, error);
}

void handle_post_sample(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    call->action = "sample.create";
    call_write(call, run_bring, call_reply_created);
}

static void free_ended(void *state) {
    g_strfreev(*(GStrv *)state);
}

static const CallState ENDED_STATE = {sizeof(GStrv), free_ended};

static bool run_remove(Database *database, Call *call, GError **error) {
    return may_change(database, call, error) && sample_remove(database, call->state, error) &&
           answer_guide(database, call, error);
}

/* Who could do something there comes back with what is left of it. */
static void on_removed(Call *take_call) {
    GStrv ended = *(GStrv *)take_call->state;
    for (unsigned i = 0; ended && ended[i]; i++)
        sessions_ended(take_call->env->sessions, ended[i], NULL, NULL);
    call_reply_ok(take_call);
}

void handle_delete_sample(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ENDED_STATE);
    call->action = "sample.remove";
    call_write(call, run_remove, on_removed);
}
