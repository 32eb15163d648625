/* What must follow a commit that changed what an account may do. */
#pragma once

#include "catalog/api/api_env.h"

/* The account's open pages are told, then its connections end and come back with the new rights;
 * the next request reads them from the database. On the api thread. */
void rights_news_changed(ApiEnv *env, const char *account_id);
