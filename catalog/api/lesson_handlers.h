/* Handlers of catalog/api/routes.c about lessons beyond video; user is the ApiEnv. */
#pragma once

#include "base/api_server.h"

/* lesson_page_api.c */
void handle_list_lesson_pages(ApiRequest *request, void *user);
void handle_put_lesson_pages(ApiRequest *request, void *user);

/* quiz_api.c */
void handle_get_quiz(ApiRequest *request, void *user);
void handle_put_quiz(ApiRequest *request, void *user);
void handle_post_quiz_answers(ApiRequest *request, void *user);

/* question_api.c */
void handle_list_lesson_questions(ApiRequest *request, void *user);
void handle_post_lesson_question(ApiRequest *request, void *user);
void handle_list_questions(ApiRequest *request, void *user);
void handle_post_question_answer(ApiRequest *request, void *user);
void handle_delete_question(ApiRequest *request, void *user);
