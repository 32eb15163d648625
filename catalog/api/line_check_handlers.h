/* The handlers of the line check; see handlers.h. */
#pragma once

#include "base/api_server.h"

#define LINE_CHECK_BYTES 262144u /* one second at 2 Mbit/s */

/* line_check_api.c */
void handle_get_line_check(ApiRequest *request, void *user);
void handle_post_line_check(ApiRequest *request, void *user);
void handle_post_line_check_peer(ApiRequest *request, void *user);
void handle_post_line_check_result(ApiRequest *request, void *user);
