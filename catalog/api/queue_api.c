/* How much waits for who asks: numbers for the menu, without anybody's name. */
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/attendance/queue_count.h"

static const JsonTable COUNT_TABLE = {
    "queue", sizeof(QueueCount),
    (const JsonField[]){
        {"objections", JSON_INTEGER, offsetof(QueueCount, objections)},
        {"overdue", JSON_INTEGER, offsetof(QueueCount, overdue)},
        {"corrections", JSON_INTEGER, offsetof(QueueCount, corrections)},
        {"leaves", JSON_INTEGER, offsetof(QueueCount, leaves)},
        {NULL, JSON_END},
    }};

static bool run_count(Database *database, Call *call, GError **error) {
    const char *asker = call->identity.account_id;
    char member_id[ID_TEXT_BYTES];
    g_auto(RightsReach) office = {0};
    g_auto(RightsReach) leaves = {0};
    QueueCount count;
    if (!attendance_call_member(database, call, member_id, error) ||
        !rights_reach(database, asker, RIGHT_OBJECTION_DECIDE, &office, error) ||
        !rights_reach(database, asker, RIGHT_LEAVE_DECIDE, &leaves, error))
        return false;
    const QueueQuery query = {.office = {office.is_everywhere, office.json},
                              .leaves = {leaves.is_everywhere, leaves.json},
                              .account_id = asker,
                              .member_id = member_id};
    if (!queue_count_run(database, &query, &count, error))
        return false;
    call->json = json_table_write(&COUNT_TABLE, &count);
    return true;
}

void handle_get_queue(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_count, call_reply_ok);
}
