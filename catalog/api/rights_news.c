#include "catalog/api/rights_news.h"

void rights_news_changed(ApiEnv *env, const char *account_id) {
    const char *account_ids[] = {account_id, NULL};
    if (env->on_news)
        env->on_news(account_ids, "rights.changed", NULL, env->on_news_user);
    sessions_ended(env->sessions, account_id, NULL, NULL);
}
