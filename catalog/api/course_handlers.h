/* Handlers of the routes of courses, in the order of the table in routes.c. */
#pragma once

#include "base/api_server.h"

void handle_get_library(ApiRequest *request, void *user);
void handle_list_courses(ApiRequest *request, void *user);
void handle_get_course(ApiRequest *request, void *user);
void handle_post_course(ApiRequest *request, void *user);
void handle_patch_course(ApiRequest *request, void *user);
void handle_delete_course(ApiRequest *request, void *user);
void handle_post_course_step(ApiRequest *request, void *user);
void handle_put_course_order(ApiRequest *request, void *user);
void handle_post_lesson(ApiRequest *request, void *user);
void handle_get_lesson(ApiRequest *request, void *user);
void handle_patch_lesson(ApiRequest *request, void *user);
void handle_delete_lesson(ApiRequest *request, void *user);
void handle_list_assets(ApiRequest *request, void *user);
void handle_patch_asset(ApiRequest *request, void *user);
void handle_delete_asset(ApiRequest *request, void *user);
void handle_post_asset_step(ApiRequest *request, void *user);
void handle_list_languages(ApiRequest *request, void *user);
void handle_put_language(ApiRequest *request, void *user);
void handle_delete_language(ApiRequest *request, void *user);
void handle_put_language_clip(ApiRequest *request, void *user);
void handle_delete_language_clip(ApiRequest *request, void *user);
void handle_list_topics(ApiRequest *request, void *user);
void handle_post_topic(ApiRequest *request, void *user);
void handle_patch_topic(ApiRequest *request, void *user);
void handle_delete_topic(ApiRequest *request, void *user);
void handle_list_series(ApiRequest *request, void *user);
void handle_post_series(ApiRequest *request, void *user);
void handle_patch_series(ApiRequest *request, void *user);
void handle_delete_series(ApiRequest *request, void *user);
void handle_get_course_space(ApiRequest *request, void *user);
void handle_get_unit_course_space(ApiRequest *request, void *user);
void handle_put_course_quota(ApiRequest *request, void *user);
void handle_delete_course_quota(ApiRequest *request, void *user);
