#include "catalog/api/routes.h"

#include "base/error.h"
#include "base/json_table.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/call.h"
#include "catalog/api/course_handlers.h"
#include "catalog/api/handlers.h"
#include "catalog/api/ledger_handlers.h"
#include "catalog/api/lesson_handlers.h"
#include "catalog/api/line_check_handlers.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/api/member_handlers.h"
#include "catalog/api/study_handlers.h"
#include "catalog/api/upload_handlers.h"
#include "catalog/api/viewing_handlers.h"
#include "catalog/ledger/checkpoint.h"
#include "catalog/rights/rights.h"
#include "catalog/store/role.h"

/* The right that a route needs, and with it the roles. */
#define R(id) .tag = RIGHT_##id, .roles = RIGHT_##id##_ROLES
#define BODY  CALL_BODY_MAX_BYTES
#define MANY  (8 * CALL_BODY_MAX_BYTES) /* ACTIVATION_MAX_SLIPS ids */
#define MEET                                                                                       \
    (4 * CALL_BODY_MAX_BYTES) /* an agenda of MEETING_MAX_AGENDA items, MEETING_MAX_UNITS ids */
#define TEXT  (16 * CALL_BODY_MAX_BYTES) /* titles and summaries in COURSE_MAX_TEXTS languages */
#define FILM  (INT64_C(1) << 50)         /* an upload's own length says more */
#define WHOLE CALL_BATCH_MAX_BYTES       /* all pages of a lesson, all questions of a quiz */
#define CLIP  CLIP_MAX_BYTES
#define OFFER (4 * CALL_BODY_MAX_BYTES) /* a browser's SDP with all its codecs */
#define LIST  (2 * CALL_BODY_MAX_BYTES) /* PLACE_MAX_SERVES ids of 39 bytes */

/* clang-format off */
const ApiRoute CATALOG_ROUTES[] = {
    {"GET",    "/api/v1/server",                                  R(SERVER_SEE),         0,    handle_get_server,            NULL, "What this server is"},
    {"GET",    "/api/v1/setup",                                   R(SERVER_SEE),         0,    handle_get_setup,             NULL, "Whether the first administrator is still missing"},
    {"POST",   "/api/v1/setup",                                   R(SERVER_SEE),         BODY, handle_post_setup,            NULL, "Make the first administrator and sign in"},
    {"POST",   "/api/v1/session",                                 R(SERVER_SEE),         BODY, handle_post_session,          NULL, "Sign in"},
    {"GET",    "/api/v1/session",                                 R(SELF),               0,    handle_get_session,           NULL, "Who is signed in"},
    {"PATCH",  "/api/v1/session",                                 R(SELF),               BODY, handle_patch_session,         NULL, "Change one's own language"},
    {"DELETE", "/api/v1/session",                                 R(SELF),               0,    handle_delete_session,        NULL, "Sign out"},
    {"GET",    "/api/v1/sessions",                                R(SELF),               0,    handle_list_sessions,         NULL, "One's own signed-in devices"},
    {"DELETE", "/api/v1/sessions/{id}",                           R(SELF),               0,    handle_delete_other_session,  NULL, "Sign out one of one's own devices"},
    {"POST",   "/api/v1/password",                                R(SELF),               BODY, handle_post_password,         NULL, "Change one's own password"},
    {"GET",    "/api/v1/tokens",                                  R(SELF),               0,    handle_list_tokens,           NULL, "One's own bearer tokens"},
    {"POST",   "/api/v1/tokens",                                  R(SELF),               BODY, handle_post_token,            NULL, "Make a bearer token"},
    {"DELETE", "/api/v1/tokens/{id}",                             R(SELF),               0,    handle_delete_token,          NULL, "End a bearer token"},
    {"GET",    "/api/v1/accounts",                                R(ACCOUNT_MANAGE),     0,    handle_list_accounts,         NULL, "Accounts, page by page"},
    {"POST",   "/api/v1/accounts",                                R(ACCOUNT_MANAGE),     BODY, handle_post_account,          NULL, "Make an account"},
    {"GET",    "/api/v1/accounts/{id}",                           R(ACCOUNT_MANAGE),     0,    handle_get_account,           NULL, "One account"},
    {"PATCH",  "/api/v1/accounts/{id}",                           R(ACCOUNT_MANAGE),     BODY, handle_patch_account,         NULL, "Rename, lock or give roles"},
    {"DELETE", "/api/v1/accounts/{id}",                           R(ACCOUNT_MANAGE),     0,    handle_delete_account,        NULL, "Remove an account"},
    {"POST",   "/api/v1/accounts/{id}/password",                  R(ACCOUNT_MANAGE),     BODY, handle_post_account_password, NULL, "Set an account's password"},
    {"GET",    "/api/v1/audit",                                   R(AUDIT_SEE),          0,    handle_list_audit,            NULL, "What administrators did"},
    {"GET",    "/api/v1/retention",                               R(AUDIT_SEE),          0,    handle_get_retention,         NULL, "What is kept of attendance, why and how long"},
    {"POST",   "/api/v1/retention/dry-run",                       R(AUDIT_SEE),          BODY, handle_post_retention_trial,  NULL, "What would go if it were kept for so many days"},
    {"GET",    "/api/v1/health",                                  R(HEALTH_SEE),         0,    handle_get_health,            NULL, "State of the server's parts"},
    /* ---- units, places, guide ---- */
    {"GET",    "/api/v1/levels",                                  R(SELF),               0,    handle_list_levels,           NULL, "What the levels of the tree are called"},
    {"PUT",    "/api/v1/levels",                                  R(LEVEL_CHANGE),       BODY, handle_put_levels,            NULL, "Name the levels of the tree"},
    {"GET",    "/api/v1/units",                                   R(UNIT_SEE),           0,    handle_list_units,            NULL, "The tree, as far as one looks after it"},
    {"POST",   "/api/v1/units",                                   R(UNIT_CHANGE),        BODY, handle_post_unit,             NULL, "Make a unit"},
    {"GET",    "/api/v1/units/{id}",                              R(UNIT_SEE),           0,    handle_get_unit,              NULL, "One unit and what it was before"},
    {"PATCH",  "/api/v1/units/{id}",                              R(UNIT_CHANGE),        BODY, handle_patch_unit,            NULL, "Rename or move a unit"},
    {"DELETE", "/api/v1/units/{id}",                              R(UNIT_CHANGE),        0,    handle_delete_unit,           NULL, "Close a unit"},
    {"GET",    "/api/v1/places",                                  R(PLACE_SEE),          0,    handle_list_places,           NULL, "Places"},
    {"POST",   "/api/v1/places",                                  R(PLACE_CHANGE),       LIST, handle_post_place,            NULL, "Make a place"},
    {"PATCH",  "/api/v1/places/{id}",                             R(PLACE_CHANGE),       LIST, handle_patch_place,           NULL, "Change a place and whom it serves"},
    {"DELETE", "/api/v1/places/{id}",                             R(PLACE_CHANGE),       0,    handle_delete_place,          NULL, "End a place"},
    {"GET",    "/api/v1/guide",                                   R(GUIDE_SEE),          0,    handle_get_guide,             NULL, "How far the installation is"},
    {"POST",   "/api/v1/sample",                                  R(SAMPLE_CHANGE),      0,    handle_post_sample,           NULL, "Bring in the sample county"},
    {"DELETE", "/api/v1/sample",                                  R(SAMPLE_CHANGE),      0,    handle_delete_sample,         NULL, "Remove the sample county"},
    /* ---- members ---- */
    {"GET",   "/api/v1/member-kinds",                         R(SELF),               0,    handle_list_member_kinds,     NULL, "Kinds of people"},
    {"PUT",   "/api/v1/member-kinds",                         R(LEVEL_CHANGE),       BODY, handle_put_member_kinds,      NULL, "Name the kinds of people"},
    {"GET",   "/api/v1/members",                              R(MEMBER_SEE),         0,    handle_list_members,          NULL, "Members, page by page or found"},
    {"POST",  "/api/v1/members",                              R(MEMBER_CHANGE),      BODY, handle_post_member,           NULL, "Take a person into the roster"},
    {"GET",   "/api/v1/members/{id}",                         R(MEMBER_SEE),         0,    handle_get_member,            NULL, "One member, numbers masked"},
    {"PATCH", "/api/v1/members/{id}",                         R(MEMBER_CHANGE),      BODY, handle_patch_member,          NULL, "Change what is known of a member"},
    {"DELETE","/api/v1/members/{id}",                         R(MEMBER_CHANGE),      0,    handle_delete_member,         NULL, "Take a member out of the roster"},
    {"POST",  "/api/v1/members/{id}/numbers",                 R(MEMBER_NUMBERS),     0,    handle_post_member_numbers,   NULL, "A member's numbers in clear"},
    {"POST",  "/api/v1/members/{id}/memberships",             R(MEMBER_CHANGE),      BODY, handle_post_membership,       NULL, "Add a member to one more unit"},
    {"DELETE","/api/v1/members/{id}/memberships/{membership}",R(MEMBER_CHANGE),      0,    handle_delete_membership,     NULL, "End one of the further memberships"},
    {"POST",  "/api/v1/members/{id}/transfers",               R(TRANSFER_ASK),       BODY, handle_post_transfer,         NULL, "Send a member to another unit"},
    {"POST",  "/api/v1/members/{id}/exemptions",              R(EXEMPTION_CHANGE),   BODY, handle_post_exemption,        NULL, "Exempt a member for some days"},
    {"GET",   "/api/v1/transfers",                            R(TRANSFER_SEE),       0,    handle_list_transfers,        NULL, "Transfers from and to one's units"},
    {"GET",   "/api/v1/transfer-targets",                     R(TRANSFER_ASK),       0,    handle_list_transfer_targets, NULL, "Units to send a member to, found by name"},
    {"POST",  "/api/v1/transfers/{id}/decision",              R(TRANSFER_DECIDE),    BODY, handle_post_transfer_decision, NULL, "Accept or refuse a member who comes"},
    {"DELETE","/api/v1/transfers/{id}",                       R(TRANSFER_ASK),       0,    handle_delete_transfer,       NULL, "Withdraw a transfer"},
    {"POST",  "/api/v1/exemptions/{id}/reason",               R(EXEMPTION_REASON),   0,    handle_post_exemption_reason, NULL, "Why a member is exempt"},
    {"DELETE","/api/v1/exemptions/{id}",                      R(EXEMPTION_CHANGE),   0,    handle_delete_exemption,      NULL, "End an exemption"},
    /* ---- rights and oneself ---- */
    {"GET",    "/api/v1/me",                                      R(SELF),               0,    handle_get_me,                NULL, "Oneself, one's appointments and who looked at the record"},
    {"GET",    "/api/v1/rights",                                  R(SELF),               0,    handle_list_rights,           NULL, "Who may do what"},
    {"GET",    "/api/v1/appointments",                            R(APPOINTMENT_SEE),    0,    handle_list_appointments,     NULL, "Who is appointed, page by page"},
    {"POST",   "/api/v1/appointments",                            R(APPOINTMENT_CHANGE), BODY, handle_post_appointment,      NULL, "Appoint somebody for a unit or an event"},
    {"DELETE", "/api/v1/appointments/{id}",                       R(APPOINTMENT_CHANGE), 0,    handle_delete_appointment,    NULL, "Dismiss"},
    /* ---- import and export ---- */
    {"POST",   "/api/v1/imports",                                 R(IMPORT),             IMPORT_FILE_MAX_BYTES, handle_post_import, NULL, "Bring a spreadsheet of units or members"},
    {"GET",    "/api/v1/imports/{id}",                            R(IMPORT),             0,    handle_get_import,            NULL, "What a spreadsheet would do"},
    {"PATCH",  "/api/v1/imports/{id}",                            R(IMPORT),             BODY, handle_patch_import,          NULL, "Choose sheet, header, columns, unit"},
    {"DELETE", "/api/v1/imports/{id}",                            R(IMPORT),             0,    handle_delete_import,         NULL, "Forget a spreadsheet"},
    {"GET",    "/api/v1/imports/{id}/rows",                       R(IMPORT),             0,    handle_list_import_rows,      NULL, "Row by row, what is new, changed or wrong"},
    {"POST",   "/api/v1/imports/{id}/apply",                      R(IMPORT),             0,    handle_apply_import,          NULL, "Write the good rows into the roster"},
    {"GET",    "/api/v1/imports/{id}/report",                     R(IMPORT),             0,    handle_get_import_report,     NULL, "The row-by-row report as a file"},
    {"POST",   "/api/v1/roster/units",                            R(ROSTER_SYNC),        CALL_BATCH_MAX_BYTES, handle_sync_units, NULL, "Bring units in step with another platform"},
    {"POST",   "/api/v1/roster/members",                          R(ROSTER_SYNC),        CALL_BATCH_MAX_BYTES, handle_sync_members, NULL, "Bring members in step with another platform"},
    {"GET",    "/api/v1/roster/changes",                          R(ROSTER_SYNC),        0,    handle_list_roster_changes,   NULL, "What has changed in the roster since a number"},
    {"GET",    "/api/v1/exports",                                 R(EXPORT_ASK),         0,    handle_list_exports,          NULL, "Exports of one's own and those one may allow"},
    {"POST",   "/api/v1/exports",                                 R(EXPORT_ASK),         BODY, handle_post_export,           NULL, "Ask for an export"},
    {"POST",   "/api/v1/exports/{id}/decision",                   R(EXPORT_DECIDE),      BODY, handle_post_export_decision,  NULL, "Allow or refuse another person's export"},
    {"GET",    "/api/v1/exports/{id}/file",                       R(EXPORT_ASK),         0,    handle_get_export_file,       NULL, "Take an export, once"},
    /* ---- activation ---- */
    {"POST",   "/api/v1/activations",                             R(ACTIVATION_ISSUE),   MANY, handle_post_activations,      NULL, "Make activation codes"},
    {"POST",   "/api/v1/activations/slips",                       R(ACTIVATION_ISSUE),   MANY, handle_post_activation_slips, NULL, "Make activation codes and slips to print"},
    {"DELETE", "/api/v1/members/{id}/activation",                 R(ACTIVATION_ISSUE),   0,    handle_delete_activation,     NULL, "Cancel a member's open code"},
    {"POST",   "/api/v1/activation/check",                        R(SERVER_SEE),         BODY, handle_check_activation,      NULL, "What a code is for"},
    {"POST",   "/api/v1/activation",                              R(SERVER_SEE),         BODY, handle_post_activation,       NULL, "Make one's account or a new password by a code and sign in"},
    {"GET",    "/api/v1/session/people",                          R(SERVER_SEE),         0,    handle_list_people,           NULL, "Who is signed in on this device"},
    {"POST",   "/api/v1/session/switch",                          R(SERVER_SEE),         BODY, handle_post_switch,           NULL, "Go on as somebody else who is signed in on this device"},
    /* ---- screens ---- */
    {"POST",   "/api/v1/pairings",                                R(SERVER_SEE),         BODY, handle_post_pairing,          NULL, "Ask to be paired by a code"},
    {"POST",   "/api/v1/pairings/token",                          R(SERVER_SEE),         BODY, handle_post_pairing_token,    NULL, "Whether somebody has decided, and the screen's secret"},
    {"GET",    "/api/v1/pairings/{code}",                         R(SCREEN_PAIR),        0,    handle_get_pairing,           NULL, "The screen that shows this code"},
    {"POST",   "/api/v1/pairings/{code}",                         R(SCREEN_PAIR),        BODY, handle_decide_pairing,        NULL, "Pair it or refuse it"},
    {"GET",    "/api/v1/screens",                                 R(SCREEN_SEE),         0,    handle_list_screens,          NULL, "Screens within reach, or of a unit and below"},
    {"GET",    "/api/v1/screens/{id}",                            R(SCREEN_SEE),         0,    handle_get_screen,            NULL, "One screen"},
    {"PATCH",  "/api/v1/screens/{id}",                            R(SCREEN_CHANGE),      BODY, handle_patch_screen,          NULL, "Rename or move a screen"},
    {"DELETE", "/api/v1/screens/{id}",                            R(SCREEN_CHANGE),      0,    handle_delete_screen,         NULL, "Unpair a screen"},
    {"GET",    "/api/v1/screen",                                  R(SCREEN_SELF),        0,    handle_get_own_screen,        NULL, "What this screen is"},
    {"POST",   "/api/v1/screen/beat",                             R(SCREEN_SELF),        BODY, handle_post_beat,             NULL, "A sign of life; now and then a new secret"},
    {"DELETE", "/api/v1/screen",                                  R(SCREEN_SELF),        0,    handle_delete_own_screen,     NULL, "Unpair this screen"},
    /* ---- meetings ---- */
    {"GET",    "/api/v1/meeting-types",                           R(MEETING_SEE),        0,    handle_list_meeting_types,    NULL, "Types of meetings"},
    {"POST",   "/api/v1/meeting-types",                           R(MEETING_TYPE),       BODY, handle_post_meeting_type,     NULL, "Add a type of meetings"},
    {"GET",    "/api/v1/meetings",                                R(MEETING_SEE),        0,    handle_list_meetings,         NULL, "Meetings, page by page"},
    {"GET",    "/api/v1/now",                                     R(MEETING_NOW),        0,    handle_get_now,               NULL, "What is on, what comes next, what was recorded"},
    {"POST",   "/api/v1/meetings",                                R(ROOM_RUN),         MEET, handle_post_meeting,          NULL, "Plan a meeting"},
    {"GET",    "/api/v1/meetings/{id}",                           R(MEETING_SEE),        0,    handle_get_meeting,           NULL, "One meeting"},
    {"PATCH",  "/api/v1/meetings/{id}",                           R(ROOM_RUN),         MEET, handle_patch_meeting,         NULL, "Change a meeting"},
    {"DELETE", "/api/v1/meetings/{id}",                           R(ROOM_RUN),         0,    handle_delete_meeting,        NULL, "Remove a meeting that has not begun or was cancelled"},
    {"POST",   "/api/v1/meetings/{id}/steps",                     R(ROOM_RUN),         BODY, handle_post_meeting_step,     NULL, "Take a meeting to its next state"},
    {"POST",   "/api/v1/meetings/{id}/slate",                     R(MEETING_RUN),        BODY, handle_post_meeting_slate,    NULL, "Cut every screen to the slate, or back"},
    {"POST",   "/api/v1/meetings/{id}/agenda/{item}",             R(ROOM_RUN),         0,    handle_post_meeting_item,     NULL, "An item of the agenda begins now"},
    {"GET",    "/api/v1/meetings/{id}/inputs",                    R(MEETING_RUN),        0,    handle_list_meeting_inputs,   NULL, "Ways in, with their keys"},
    {"POST",   "/api/v1/meetings/{id}/inputs",                    R(MEETING_RUN),        BODY, handle_post_meeting_input,    NULL, "Add a way in"},
    {"POST",   "/api/v1/meetings/{id}/inputs/{input}/key",        R(MEETING_RUN),        0,    handle_post_meeting_key,      NULL, "A new key; the old one ends"},
    {"DELETE", "/api/v1/meetings/{id}/inputs/{input}",            R(MEETING_RUN),        0,    handle_delete_meeting_input,  NULL, "Remove a way in"},
    {"GET",    "/api/v1/meetings/{id}/invitation",                R(MEETING_INVITE),     0,    handle_get_invitation,        NULL, "The text that invites to a meeting"},
    {"GET",    "/api/v1/calendar",                                R(SELF),               0,    handle_get_calendar,          NULL, "The address of one's own calendar"},
    {"POST",   "/api/v1/calendar",                                R(SELF),               0,    handle_post_calendar,         NULL, "A new address of one's own calendar; the old one ends"},
    {"GET",    "/api/v1/calendar/{secret}",                       R(MEETING_NOW),        0,    handle_get_calendar_file,     NULL, "One person's calendar, for calendar programs"},
    /* ---- viewings ---- */
    {"GET",    "/api/v1/meetings/{id}/people",                  R(MEETING_SEE),       0,    handle_list_room_people,      NULL, "Who is expected in a group meeting, who is here"},
    {"GET",    "/api/v1/meetings/{id}/votes",                   R(MEETING_SEE),       0,    handle_list_room_votes,       NULL, "Votes of a group meeting and what came of them"},
    {"GET",    "/api/v1/meetings/{id}/links",                   R(ROOM_RUN),          0,    handle_list_room_links,       NULL, "Links that invite to a group meeting"},
    {"POST",   "/api/v1/meetings/{id}/links",                   R(ROOM_RUN),          BODY, handle_post_room_link,        NULL, "Make a link that invites"},
    {"DELETE", "/api/v1/meetings/{id}/links/{link}",            R(ROOM_RUN),          0,    handle_delete_room_link,      NULL, "Revoke a link that invites"},
    {"GET",    "/api/v1/meetings/{id}/health",                    R(MEETING_RUN),        0,    handle_get_meeting_health,    NULL, "How a meeting does, second by second"},
    {"GET",    "/api/v1/meetings/{id}/sites",                     R(MEETING_RUN),        0,    handle_list_meeting_sites,    NULL, "Places of the invited units and who is there"},
    {"POST",   "/api/v1/meetings/{id}/sites/confirm",             R(SITE_CONFIRM),       BODY, handle_confirm_meeting_site,  NULL, "Say that a place sees and hears the meeting"},
    {"GET",    "/api/v1/meetings/{id}/recording",                 R(MEETING_RUN),        0,    handle_get_recording,         NULL, "The recording as the operator sees it"},
    {"PATCH",  "/api/v1/meetings/{id}/recording",                 R(MEETING_RUN),        BODY, handle_patch_recording,       NULL, "Trim it, allow the download"},
    {"POST",   "/api/v1/meetings/{id}/recording/cuts",            R(MEETING_RUN),        BODY, handle_post_recording_cut,    NULL, "Withdraw a span: neither live nor later to be seen"},
    {"DELETE", "/api/v1/meetings/{id}/recording/cuts/{cut}",      R(MEETING_RUN),        0,    handle_delete_recording_cut,  NULL, "Give a withdrawn span back"},
    {"POST",   "/api/v1/viewings",                                R(VIEWING),            BODY, handle_post_viewing,          NULL, "Open a meeting, its recording or a lesson to watch it"},
    {"POST",   "/api/v1/viewings/{id}/beats",                     R(VIEWING),            MANY, handle_post_viewing_beats,    NULL, "What the player has shown since the last time"},
    {"POST",   "/api/v1/viewings/{id}/take",                      R(VIEWING),            BODY, handle_post_viewing_take,     NULL, "The person goes on here: other viewings of the account count nothing meanwhile"},
    /* ---- courses ---- */
    {"GET",    "/api/v1/library",                                R(COURSE_SEE),         0,    handle_get_library,           NULL, "Rows for a home page"},
    {"GET",    "/api/v1/courses",                                R(COURSE_SEE),         0,    handle_list_courses,          NULL, "Courses, found and filtered"},
    {"GET",    "/api/v1/courses/{id}",                           R(COURSE_SEE),         0,    handle_get_course,            NULL, "One course with its lessons"},
    {"POST",   "/api/v1/courses",                                R(COURSE_EDIT),        TEXT, handle_post_course,           NULL, "Make a course"},
    {"PATCH",  "/api/v1/courses/{id}",                           R(COURSE_EDIT),        TEXT, handle_patch_course,          NULL, "Change a course and whom it is for"},
    {"DELETE", "/api/v1/courses/{id}",                           R(COURSE_EDIT),        0,    handle_delete_course,         NULL, "Remove a course with all that it is made of"},
    {"POST",   "/api/v1/courses/{id}/steps",                     R(COURSE_EDIT),        BODY, handle_post_course_step,      NULL, "Publish or withdraw a course"},
    {"PUT",    "/api/v1/courses/{id}/order",                     R(COURSE_EDIT),        MANY, handle_put_course_order,      NULL, "Put the lessons of a course in order"},
    {"POST",   "/api/v1/courses/{id}/lessons",                   R(COURSE_EDIT),        TEXT, handle_post_lesson,           NULL, "Add a lesson, also a published recording"},
    {"GET",    "/api/v1/lessons/{id}",                           R(COURSE_SEE),         0,    handle_get_lesson,            NULL, "One lesson: languages, chapters, sizes of downloads"},
    {"PATCH",  "/api/v1/lessons/{id}",                           R(COURSE_EDIT),        TEXT, handle_patch_lesson,          NULL, "Change a lesson, show or hide it, name its chapters"},
    {"DELETE", "/api/v1/lessons/{id}",                           R(COURSE_EDIT),        0,    handle_delete_lesson,         NULL, "Remove a lesson with all that it is made of"},
    {"GET",    "/api/v1/lessons/{id}/assets",                    R(COURSE_EDIT),        0,    handle_list_assets,           NULL, "What a lesson is made of"},
    {"PATCH",  "/api/v1/assets/{id}",                            R(COURSE_EDIT),        BODY, handle_patch_asset,           NULL, "Language, label, order of a sound or subtitle"},
    {"DELETE", "/api/v1/assets/{id}",                            R(COURSE_EDIT),        0,    handle_delete_asset,          NULL, "Remove a part of a lesson with its files"},
    {"POST",   "/api/v1/assets/{id}/steps",                      R(COURSE_EDIT),        BODY, handle_post_asset_step,       NULL, "Withdraw or restore a part of a lesson"},
    {"GET",    "/api/v1/languages",                              R(COURSE_SEE),         0,    handle_list_languages,        NULL, "Languages with their names"},
    {"PUT",    "/api/v1/languages/{tag}",                        R(COURSE_EDIT),        BODY, handle_put_language,          NULL, "Add a language or name it differently"},
    {"DELETE", "/api/v1/languages/{tag}",                        R(COURSE_EDIT),        0,    handle_delete_language,       NULL, "Take back what the office said of a language"},
    {"PUT",    "/api/v1/languages/{tag}/clip",                   R(COURSE_EDIT),        CLIP, handle_put_language_clip,     NULL, "Bring the recorded name of a language"},
    {"DELETE", "/api/v1/languages/{tag}/clip",                   R(COURSE_EDIT),        0,    handle_delete_language_clip,  NULL, "Remove the recorded name of a language"},
    {"GET",    "/api/v1/topics",                                 R(COURSE_SEE),         0,    handle_list_topics,           NULL, "What courses are about"},
    {"POST",   "/api/v1/topics",                                 R(COURSE_EDIT),        BODY, handle_post_topic,            NULL, "Add a topic"},
    {"PATCH",  "/api/v1/topics/{id}",                            R(COURSE_EDIT),        BODY, handle_patch_topic,           NULL, "Rename or move a topic"},
    {"DELETE", "/api/v1/topics/{id}",                            R(COURSE_EDIT),        0,    handle_delete_topic,          NULL, "Remove a topic; its courses stay"},
    {"GET",    "/api/v1/series",                                 R(COURSE_SEE),         0,    handle_list_series,           NULL, "Series of courses"},
    {"POST",   "/api/v1/series",                                 R(COURSE_EDIT),        TEXT, handle_post_series,           NULL, "Make a series"},
    {"PATCH",  "/api/v1/series/{id}",                            R(COURSE_EDIT),        TEXT, handle_patch_series,          NULL, "Change or move a series"},
    {"DELETE", "/api/v1/series/{id}",                            R(COURSE_EDIT),        0,    handle_delete_series,         NULL, "Remove a series; its courses stay"},
    {"GET",    "/api/v1/course-space",                           R(COURSE_EDIT),        0,    handle_get_course_space,      NULL, "What courses take on the disk, and how much they may"},
    {"GET",    "/api/v1/units/{id}/course-space",                R(UNIT_SEE),           0,    handle_get_unit_course_space, NULL, "The same of a unit and all below it"},
    {"PUT",    "/api/v1/units/{id}/course-quota",                R(UNIT_CHANGE),        BODY, handle_put_course_quota,      NULL, "Bound what the courses of a unit below one's own take"},
    {"DELETE", "/api/v1/units/{id}/course-quota",                R(UNIT_CHANGE),        0,    handle_delete_course_quota,   NULL, "Take such a bound away"},
    /* ---- uploads ---- */
    {"OPTIONS","/api/v1/uploads",                                 R(SERVER_SEE),         0,    handle_options_uploads,       NULL, "What the server knows of tus 1.0.0"},
    {"OPTIONS","/api/v1/uploads/{id}",                            R(SERVER_SEE),         0,    handle_options_uploads,       NULL, "The same"},
    {"POST",   "/api/v1/uploads",                                 R(COURSE_EDIT),        FILM, handle_post_upload,           handle_upload_chunk, "Begin to bring a file"},
    {"GET",    "/api/v1/uploads",                                 R(COURSE_EDIT),        0,    handle_list_uploads,          NULL, "One's own files that are not complete"},
    {"GET",    "/api/v1/uploads/{id}",                            R(COURSE_EDIT),        0,    handle_get_upload,            NULL, "How much of a file is here"},
    {"PATCH",  "/api/v1/uploads/{id}",                            R(COURSE_EDIT),        FILM, handle_patch_upload,          handle_upload_chunk, "Bring more of a file"},
    {"DELETE", "/api/v1/uploads/{id}",                            R(COURSE_EDIT),        0,    handle_delete_upload,         NULL, "Give a file up"},
    {"GET",    "/api/v1/jobs",                                    R(COURSE_EDIT),        0,    handle_list_jobs,             NULL, "Files that are made into lessons"},
    {"POST",   "/api/v1/jobs/{id}/steps",                         R(COURSE_EDIT),        BODY, handle_post_job_step,         NULL, "Cancel a job or try it again"},
    {"POST",   "/api/v1/rooms/{meeting}/guests",                  R(SERVER_SEE),         BODY, handle_post_room_guest,       NULL, "Come to a group meeting as a guest, by a link"},
    /* ---- people's media (RFC 9725, draft-ietf-wish-whep) ---- */
    {"OPTIONS","/whip/{meeting}",                                 R(SERVER_SEE),         0,    handle_options_conference,    NULL, "What an offer comes as"},
    {"POST",   "/whip/{meeting}",                                 R(MEETING_PUBLISH),    OFFER, handle_post_whip,            NULL, "Send pictures and sound to a meeting's people"},
    {"PATCH",  "/whip/{meeting}/{id}",                            R(MEETING_PUBLISH),    OFFER, handle_patch_whip,            NULL, "Go on over another network"},
    {"OPTIONS","/whip/{meeting}/{id}",                            R(SERVER_SEE),         0,    handle_options_whip_session,  NULL, "What a connection takes"},
    {"DELETE", "/whip/{meeting}/{id}",                            R(MEETING_PUBLISH),    0,    handle_delete_whip,           NULL, "End sending"},
    {"OPTIONS","/whep/{meeting}",                                 R(SERVER_SEE),         0,    handle_options_conference,    NULL, "The same"},
    {"GET",    "/whep/{meeting}",                                 R(SERVER_SEE),         0,    handle_head_whep,             NULL, "That offers to receive are taken here (HEAD)"},
    {"POST",   "/whep/{meeting}",                                 R(MEETING_RECEIVE),    OFFER, handle_post_whep,            NULL, "Receive the pictures and sound of a meeting's people"},
    {"PATCH",  "/whep/{meeting}/{id}",                            R(MEETING_RECEIVE),    OFFER, handle_patch_whep,            NULL, "The same, or the answer to the server's own offer"},
    {"OPTIONS","/whep/{meeting}/{id}",                            R(SERVER_SEE),         0,    handle_options_whep_session,  NULL, "The same, of one that receives"},
    {"DELETE", "/whep/{meeting}/{id}",                            R(MEETING_RECEIVE),    0,    handle_delete_whep,           NULL, "End receiving"},
    /* ---- a device's line ---- */
    {"GET",    "/api/v1/line-check",                              R(LINE_CHECK),         0,    handle_get_line_check,        NULL, "Bytes to measure a line by"},
    {"POST",   "/api/v1/line-check",                              R(LINE_CHECK),         LINE_CHECK_BYTES, handle_post_line_check, NULL, "The same the other way; they are not kept"},
    {"POST",   "/api/v1/line-check/peer",                         R(LINE_CHECK),         OFFER, handle_post_line_check_peer, NULL, "A connection in which nobody sends"},
    {"POST",   "/api/v1/line-check/result",                       R(LINE_CHECK),         BODY, handle_post_line_check_result, NULL, "Leave the result of a check in the server's log"},
    /* ---- lessons beyond video ---- */
    {"GET",    "/api/v1/lessons/{id}/pages",                      R(COURSE_SEE),         0,    handle_list_lesson_pages,     NULL, "Pages of a lesson"},
    {"PUT",    "/api/v1/lessons/{id}/pages",                      R(COURSE_EDIT),        WHOLE, handle_put_lesson_pages,      NULL, "Write all pages of a lesson"},
    {"GET",    "/api/v1/lessons/{id}/quiz",                       R(COURSE_SEE),         0,    handle_get_quiz,              NULL, "Questions of a quiz and one's own attempts"},
    {"PUT",    "/api/v1/lessons/{id}/quiz",                       R(COURSE_EDIT),        WHOLE, handle_put_quiz,              NULL, "Write all questions of a quiz"},
    {"POST",   "/api/v1/lessons/{id}/answers",                    R(COURSE_LEARN),       BODY, handle_post_quiz_answers,     NULL, "Answer a quiz"},
    {"GET",    "/api/v1/lessons/{id}/questions",                  R(COURSE_SEE),         0,    handle_list_lesson_questions, NULL, "Questions to the teacher of a lesson"},
    {"POST",   "/api/v1/lessons/{id}/questions",                  R(COURSE_LEARN),       BODY, handle_post_lesson_question,  NULL, "Ask the teacher"},
    {"GET",    "/api/v1/questions",                               R(COURSE_EDIT),        0,    handle_list_questions,        NULL, "Questions to the teacher of all lessons"},
    {"POST",   "/api/v1/questions/{id}/answer",                   R(COURSE_EDIT),        BODY, handle_post_question_answer,  NULL, "Answer a question, or change the answer"},
    {"DELETE", "/api/v1/questions/{id}",                          R(COURSE_LEARN),       0,    handle_delete_question,       NULL, "Take back one's own question that has no answer yet"},
    /* ---- study sessions ---- */
    {"GET",    "/api/v1/places/{id}/study",                       R(PLACE_SEE),          0,    handle_get_study,             NULL, "The study session that is open in a place, and its screens"},
    {"POST",   "/api/v1/places/{id}/study",                       R(STUDY_RUN),          BODY, handle_post_study,            NULL, "Open a lesson or course as a study session in a place"},
    {"PATCH",  "/api/v1/places/{id}/study",                       R(STUDY_RUN),          BODY, handle_patch_study,           NULL, "Pause, go on, seek, change language or lesson"},
    {"DELETE", "/api/v1/places/{id}/study",                       R(STUDY_RUN),          0,    handle_delete_study,          NULL, "End the study session of a place"},
    {"GET",    "/api/v1/screen/study",                            R(SCREEN_SELF),        0,    handle_get_screen_study,      NULL, "The study session that this screen shows"},
    {"POST",   "/api/v1/screen/study",                            R(SCREEN_SELF),        BODY, handle_post_screen_study,     NULL, "Open a study session by the remote control"},
    {"PATCH",  "/api/v1/screen/study",                            R(SCREEN_SELF),        BODY, handle_patch_screen_study,    NULL, "What the remote control changed, or the next lesson"},
    {"DELETE", "/api/v1/screen/study",                            R(SCREEN_SELF),        0,    handle_delete_screen_study,   NULL, "End the study session by the remote control"},
    /* ---- the ledger ---- */
    {"GET",    "/api/v1/ledger/checkpoint",                       R(LEDGER_SEE),         0,    handle_get_ledger_checkpoint, NULL, "The newest signed head of the ledger"},
    {"GET",    "/api/v1/ledger/tile/{level}/{a}",                 R(LEDGER_SEE),         0,    handle_get_ledger_tile,       NULL, "Hashes of the ledger's tree, 256 at a time"},
    {"GET",    "/api/v1/ledger/tile/{level}/{a}/{b}",             R(LEDGER_SEE),         0,    handle_get_ledger_tile,       NULL, "The same: a part of a tile, or one behind the first thousand"},
    {"GET",    "/api/v1/ledger/tile/{level}/{a}/{b}/{c}",         R(LEDGER_SEE),         0,    handle_get_ledger_tile,       NULL, "The same: a part of a tile behind the first thousand"},
    {"GET",    "/api/v1/ledger/entries/{index}/proof",            R(LEDGER_SEE),         0,    handle_get_ledger_proof,      NULL, "Proof that an entry is in the ledger"},
    {"GET",    "/api/v1/ledger/consistency",                      R(LEDGER_SEE),         0,    handle_get_ledger_consistency, NULL, "The newest signed head, and proof that it goes on from an older one"},
    {"GET",    "/api/v1/ledger/keys",                             R(LEDGER_SEE),         0,    handle_get_ledger_keys,       NULL, "Whose signatures stand under the newest head"},
    {"POST",   "/api/v1/ledger/witness",                          R(LEDGER_SEE),         CHECKPOINT_MAX_BYTES, handle_post_ledger_witness, NULL, "A signed head that somebody remembers: is it contained?"},
    {"POST",   "/api/v1/ledger/cosignatures",                     R(LEDGER_SEE),         CHECKPOINT_MAX_BYTES, handle_post_ledger_cosignatures, NULL, "A signed head, cosigned by a server that is known"},

    /* ---- policies, duties, leaves, objections, corrections ---- */
    {"GET",    "/api/v1/policies",                                R(POLICY_SEE),         0,    handle_list_policies,         NULL, "What attendance is worth, with all versions"},
    {"PUT",    "/api/v1/policies",                                R(POLICY_CHANGE),      BODY, handle_put_policy,            NULL, "Say what attendance is worth from a year on"},
    {"POST",   "/api/v1/policies/dry-run",                        R(POLICY_CHANGE),      BODY, handle_post_policy_dry_run,   NULL, "Whose figures a policy would change"},
    {"GET",    "/api/v1/duties",                                  R(DUTY_SEE),           0,    handle_list_duties,           NULL, "Which meetings units owe"},
    {"POST",   "/api/v1/duties",                                  R(DUTY_CHANGE),        BODY, handle_post_duty,             NULL, "Say which meetings units owe"},
    {"DELETE", "/api/v1/duties/{id}",                             R(DUTY_CHANGE),        0,    handle_delete_duty,           NULL, "End a duty"},
    {"GET",    "/api/v1/duties/status",                           R(DUTY_SEE),           0,    handle_get_duty_status,       NULL, "What was held, is due, is overdue"},
    {"GET",    "/api/v1/leaves",                                  R(LEAVE_ASK),          0,    handle_list_leaves,           NULL, "One's own leaves and those one decides"},
    {"POST",   "/api/v1/leaves",                                  R(LEAVE_ASK),          BODY, handle_post_leave,            NULL, "Ask for leave"},
    {"DELETE", "/api/v1/leaves/{id}",                             R(LEAVE_ASK),          0,    handle_delete_leave,          NULL, "Take a leave back"},
    {"POST",   "/api/v1/leaves/{id}/decision",                    R(LEAVE_DECIDE),       BODY, handle_post_leave_decision,   NULL, "Grant or refuse a leave"},
    {"POST",   "/api/v1/leaves/{id}/reason",                      R(LEAVE_ASK),          0,    handle_post_leave_reason,     NULL, "Why a leave was asked for"},
    {"GET",    "/api/v1/objections",                              R(OBJECTION_RAISE),    0,    handle_list_objections,       NULL, "One's own objections and those one answers"},
    {"POST",   "/api/v1/records/{id}/objections",                 R(OBJECTION_RAISE),    BODY, handle_post_objection,        NULL, "Object to a record"},
    {"PATCH",  "/api/v1/objections/{id}",                         R(OBJECTION_DECIDE),   BODY, handle_patch_objection,       NULL, "Answer an objection"},
    {"DELETE", "/api/v1/objections/{id}",                         R(OBJECTION_RAISE),    0,    handle_delete_objection,      NULL, "Take an objection back"},
    {"GET",    "/api/v1/queue",                                   R(OBJECTION_DECIDE),   0,    handle_get_queue,             NULL, "How many objections, corrections and leaves wait for one"},
    {"GET",    "/api/v1/corrections",                             R(CORRECTION_DECIDE),  0,    handle_list_corrections,      NULL, "Corrections that one asked for or decides"},
    {"POST",   "/api/v1/records/{id}/corrections",                R(CORRECTION_ASK),     BODY, handle_post_correction,       NULL, "Ask for the correction of a record"},
    {"POST",   "/api/v1/registers/{id}/corrections",              R(CORRECTION_ASK),     BODY, handle_post_late_entry,       NULL, "Ask that somebody is entered in a closed register"},
    {"POST",   "/api/v1/corrections/carried",                     R(CORRECTION_ASK),     CALL_BATCH_MAX_BYTES, handle_post_carried, NULL, "Carry hours over from before"},
    {"POST",   "/api/v1/corrections/decision",                    R(CORRECTION_DECIDE),  MANY, handle_post_correction_decision, NULL, "Approve or refuse corrections"},
    {"DELETE", "/api/v1/corrections/{id}",                        R(CORRECTION_ASK),     0,    handle_delete_correction,     NULL, "Take a correction back"},
    {"GET",    "/api/v1/records",                                 R(RECORD_SEE),         0,    handle_list_records,          NULL, "Closed records of people"},
    {"GET",    "/api/v1/records/sample",                          R(RECORD_SEE),         0,    handle_get_record_sample,     NULL, "Records of a year, drawn by chance"},
    {"GET",    "/api/v1/records/{id}",                            R(RECORD_OWN),         0,    handle_get_record,            NULL, "A record with its text, its chain and its proof"},
    {"GET",    "/api/v1/records/{id}/pieces",                     R(RECORD_OWN),         0,    handle_list_record_pieces,    NULL, "What each viewing brought to a record"},
    {"GET",    "/api/v1/records/{id}/slip",                       R(RECORD_OWN),         0,    handle_get_record_slip,       NULL, "A record on paper, as PDF"},
    {"GET",    "/api/v1/me/records/{id}/slip",                    R(RECORD_OWN),         0,    handle_get_own_record_slip,   NULL, "One's own record on paper, as PDF"},
    {"GET",    "/api/v1/me/records",                              R(RECORD_OWN),         0,    handle_list_own_records,      NULL, "One's own records"},
    {"GET",    "/api/v1/me/hours",                                R(RECORD_OWN),         0,    handle_get_own_hours,         NULL, "The hours of one's own year, and what is missing"},
    {"GET",    "/api/v1/me/duties",                               R(RECORD_OWN),         0,    handle_list_own_duties,       NULL, "What one's own units owe and have held"},
    {"GET",    "/api/v1/records/{id}/receipt",                    R(RECORD_OWN),         0,    handle_get_receipt,           NULL, "A record's receipt as a file"},
    {"POST",   "/api/v1/bundles",                                 R(EXPORT_ASK),         MANY, handle_post_bundle,           NULL, "Ask for records with their proofs, as a file"},
    {"GET",    "/api/v1/me/records/{id}/receipt",                 R(RECORD_OWN),         0,    handle_get_own_receipt,       NULL, "The receipt of one's own record as a file"},
    {"GET",    "/api/v1/me/readers",                              R(SELF),               0,    handle_list_readers,          NULL, "Who looked at one's own records"},
    {"GET",    "/api/v1/reports/{kind}",                          R(RECORD_SEE),         0,    handle_get_report,            NULL, "A report: rows in pages"},
    {"GET",    "/api/v1/reports/{kind}/file",                     R(RECORD_SEE),         0,    handle_get_report_file,       NULL, "A report as CSV or XLSX"},
    {"GET",    "/api/v1/indicators",                              R(RECORD_SEE),         0,    handle_list_indicators,       NULL, "Figures from elsewhere that units are ranked by"},
    {"POST",   "/api/v1/indicators",                              R(POLICY_CHANGE),      CALL_BATCH_MAX_BYTES, handle_post_indicator, NULL, "Write the draft of an indicator, or try it"},
    {"PUT",    "/api/v1/indicators/{id}",                         R(POLICY_CHANGE),      CALL_BATCH_MAX_BYTES, handle_put_indicator, NULL, "Replace the draft of an indicator"},
    {"POST",   "/api/v1/indicators/{id}/publish",                 R(POLICY_CHANGE),      BODY, handle_post_indicator_publish, NULL, "Publish an indicator that somebody else wrote"},
    {"DELETE", "/api/v1/indicators/{id}",                         R(POLICY_CHANGE),      0,    handle_delete_indicator,      NULL, "Remove a draft, withdraw what is published"},
    /* ---- attendance ---- */
    {"GET",    "/api/v1/registers",                               R(ATTENDANCE_SEE),     0,    handle_list_registers,        NULL, "Attendance registers, the newest first"},
    {"GET",    "/api/v1/registers/{id}",                          R(ATTENDANCE_SEE),     0,    handle_get_register,          NULL, "One register: who is expected, who was there"},
    {"GET",    "/api/v1/registers/{id}/sheet",                    R(RECORD_SEE),         0,    handle_get_register_sheet,    NULL, "The attendance sheet of a register as PDF"},
    {"GET",    "/api/v1/registers/{id}/sample",                   R(RECORD_SEE),         0,    handle_get_register_sample,   NULL, "Records of a register, drawn by chance"},
    {"GET",    "/api/v1/registers/{id}/figures",                  R(RECORD_SEE),         0,    handle_get_register_figures,  NULL, "People of a register with their records, or the figures as they stand"},
    {"GET",    "/api/v1/registers/{id}/members/{member}/pieces",  R(RECORD_SEE),         0,    handle_list_member_pieces,    NULL, "What each viewing brings to somebody so far"},
    {"GET",    "/api/v1/registers/{id}/people",                   R(ATTENDANCE_ROLL),    0,    handle_list_register_people,  NULL, "The list of a roll call, or people found by name"},
    {"POST",   "/api/v1/registers/{id}/presences",                R(ATTENDANCE_ROLL),    MANY, handle_post_presences,        NULL, "Enter who is there"},
    {"POST",   "/api/v1/registers/{id}/presences/{presence}/left", R(ATTENDANCE_ROLL),   BODY, handle_post_presence_left,    NULL, "Somebody has left"},
    {"POST",   "/api/v1/registers/{id}/presences/{presence}/withdraw", R(ATTENDANCE_ROLL), BODY, handle_post_presence_withdraw, NULL, "An entry was a mistake"},
    {"POST",   "/api/v1/registers/{id}/cards",                    R(ATTENDANCE_ROLL),    BODY, handle_post_register_card,    NULL, "A card was read"},
    {"POST",   "/api/v1/registers/{id}/counts",                   R(ATTENDANCE_ROLL),    BODY, handle_post_register_count,   NULL, "Heads that were counted in a room"},
    {"POST",   "/api/v1/registers/{id}/confirmations",            R(ATTENDANCE_ROLL),    BODY, handle_post_register_confirmation, NULL, "Confirm the roll at the beginning, in the middle, at the end"},
    {"GET",    "/api/v1/registers/{id}/code",                     R(ATTENDANCE_ROLL),    0,    handle_get_roll_code,         NULL, "The code that members scan from the screen"},
    {"POST",   "/api/v1/presences/code",                          R(SELF),               BODY, handle_post_presence_code,    NULL, "Say by the code on the screen that one is there"},
    {"POST",   "/api/v1/viewings/{id}/beside",                    R(SELF),               BODY, handle_post_beside,           NULL, "Somebody watches on one's own screen too"},
    {"DELETE", "/api/v1/viewings/{id}/beside/{presence}",         R(SELF),               0,    handle_delete_beside,         NULL, "Somebody beside has left"},
    {"POST",   "/api/v1/members/{id}/cards",                      R(MEMBER_CHANGE),      BODY, handle_post_member_card,      NULL, "Give a card to a member"},
    {"DELETE", "/api/v1/members/{id}/cards",                      R(MEMBER_CHANGE),      0,    handle_delete_member_cards,   NULL, "Take back all cards of a member"},
    {NULL},
};
/* clang-format on */

char *routes_describe(const ApiRoute *routes) {
    GString *out = g_string_new(NULL);
    for (const ApiRoute *route = routes; route->method; route++) {
        const Right *right = &RIGHTS_TABLE[route->tag];
        g_auto(GStrv) roles = role_to_words(route->roles);
        g_string_append_printf(out,
                               "{\"table\":\"route\",\"method\":\"%s\",\"path\":\"%s\","
                               "\"right\":\"%s\",\"scope\":\"%s\",\"roles\":[",
                               route->method, route->path, right->word,
                               RIGHTS_SCOPE_WORDS[right->scope]);
        for (unsigned i = 0; roles[i]; i++)
            g_string_append_printf(out, "%s\"%s\"", i > 0 ? "," : "", roles[i]);
        g_string_append_printf(
            out, "],\"body_max_bytes\":%" G_GUINT64_FORMAT ",\"summary\":", route->body_max_bytes);
        json_append_string(out, route->summary);
        g_string_append(out, "}\n");
    }
    return g_string_free(out, FALSE);
}

char *routes_describe_errors(void) {
    GString *out = g_string_new(NULL);
    for (unsigned code = 0; code < ERROR_N_CODES; code++)
        g_string_append_printf(out, "{\"table\":\"error\",\"word\":\"%s\",\"status\":%u}\n",
                               error_word((ErrorCode)code), error_http_status((ErrorCode)code));
    return g_string_free(out, FALSE);
}
