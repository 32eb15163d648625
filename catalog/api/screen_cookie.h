/* The cookie that carries a screen's secret where a page cannot send a header: WebSocket, media. */
#pragma once

#include "base/api_server.h"

void screen_cookie_add(ApiRequest *request, const char *secret);
void screen_cookie_remove(ApiRequest *request);
