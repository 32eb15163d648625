/* Who may do what: one table of every action, its roles and how far they reach. The pages show it,
 * the routes take their roles from it, and a test tries each row with own and foreign units.
 *
 * A role comes with an account (account.roles: it holds everywhere) or with an appointment (it
 * holds for the unit and all units below). The verbs read both from the database in the caller's
 * transaction: what was taken away a moment ago counts no more. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"
#include "catalog/store/role.h"

typedef enum RightScope {
    RIGHT_SCOPE_OPEN,   /* nobody needs to be signed in */
    RIGHT_SCOPE_SELF,   /* what is one's own */
    RIGHT_SCOPE_UNIT,   /* what belongs to a unit within reach */
    RIGHT_SCOPE_SERVER, /* the installation: the role must hold everywhere */
} RightScope;

#define RIGHTS_ADMIN  ROLE_ADMINISTRATOR
#define RIGHTS_AUDIT  (ROLE_ADMINISTRATOR | ROLE_AUDITOR)
#define RIGHTS_CLERK  (ROLE_ADMINISTRATOR | ROLE_CLERK)
#define RIGHTS_OFFICE (ROLE_ADMINISTRATOR | ROLE_AUDITOR | ROLE_CLERK)
#define RIGHTS_STUDIO (ROLE_ADMINISTRATOR | ROLE_STUDIO)
#define RIGHTS_EDIT   (ROLE_ADMINISTRATOR | ROLE_EDITOR)
#define RIGHTS_TREE   (RIGHTS_OFFICE | ROLE_STUDIO) /* who plans a meeting chooses units */
#define RIGHTS_ANY    (ROLE_ALL | ROLE_SCREEN)
/* X(id, word, roles, scope, summary) */
/* clang-format off */
#define RIGHTS(X) \
    X(SERVER_SEE,         "server.see",         0,             OPEN,   "See what this server is, set it up, sign in") \
    X(SELF,               "self",               ROLE_ALL,      SELF,   "See and change what is one's own") \
    X(HEALTH_SEE,         "health.see",         ROLE_ALL,      SELF,   "See the state of the server's parts") \
    X(ACCOUNT_MANAGE,     "account.manage",     RIGHTS_ADMIN,  SERVER, "Make, change, lock and remove accounts") \
    X(AUDIT_SEE,          "audit.see",          RIGHTS_AUDIT,  SERVER, "See what was done and looked at") \
    X(GUIDE_SEE,          "guide.see",          RIGHTS_ADMIN,  SERVER, "Follow the first-run guide") \
    X(SAMPLE_CHANGE,      "sample.change",      RIGHTS_ADMIN,  SERVER, "Bring in or remove the sample county") \
    X(LEVEL_CHANGE,       "level.change",       RIGHTS_ADMIN,  SERVER, "Name the levels of the tree and the kinds of people") \
    X(UNIT_SEE,           "unit.see",           RIGHTS_TREE,   UNIT,   "See units") \
    X(UNIT_CHANGE,        "unit.change",        RIGHTS_ADMIN,  UNIT,   "Make, rename, move and close units") \
    X(PLACE_SEE,          "place.see",          RIGHTS_OFFICE, UNIT,   "See places") \
    X(PLACE_CHANGE,       "place.change",       RIGHTS_CLERK,  UNIT,   "Make, change and end places") \
    X(MEMBER_SEE,         "member.see",         RIGHTS_OFFICE, UNIT,   "See members, numbers masked") \
    X(MEMBER_CHANGE,      "member.change",      RIGHTS_CLERK,  UNIT,   "Add and change members") \
    X(MEMBER_NUMBERS,     "member.numbers",     RIGHTS_CLERK,  UNIT,   "See a member's telephone and identity number") \
    X(TRANSFER_SEE,       "transfer.see",       RIGHTS_OFFICE, UNIT,   "See transfers from and to a unit") \
    X(TRANSFER_ASK,       "transfer.ask",       RIGHTS_CLERK,  UNIT,   "Send a member to another unit") \
    X(TRANSFER_DECIDE,    "transfer.decide",    RIGHTS_CLERK,  UNIT,   "Accept or refuse a member who comes") \
    X(EXEMPTION_CHANGE,   "exemption.change",   RIGHTS_CLERK,  UNIT,   "Exempt a member for some days, end it") \
    X(EXEMPTION_REASON,   "exemption.reason",   RIGHTS_CLERK,  UNIT,   "See why a member is exempt") \
    X(IMPORT,             "import",             RIGHTS_ADMIN,  UNIT,   "Import units and members from a spreadsheet") \
    X(EXPORT_ASK,         "export.ask",         RIGHTS_OFFICE, UNIT,   "Ask for an export and take it") \
    X(EXPORT_DECIDE,      "export.decide",      RIGHTS_AUDIT,  UNIT,   "Allow another person's export") \
    X(ROSTER_SYNC,        "roster.sync",        RIGHTS_ADMIN,  SERVER, "Synchronise the roster with another platform") \
    X(ACTIVATION_ISSUE,   "activation.issue",   RIGHTS_CLERK,  UNIT,   "Hand out and cancel activation codes") \
    X(APPOINTMENT_SEE,    "appointment.see",    RIGHTS_AUDIT,  UNIT,   "See who is appointed") \
    X(APPOINTMENT_CHANGE, "appointment.change", RIGHTS_ADMIN,  UNIT,   "Appoint and dismiss") \
    X(SCREEN_SEE,         "screen.see",         RIGHTS_OFFICE, UNIT,   "See screens") \
    X(SCREEN_PAIR,        "screen.pair",        RIGHTS_CLERK,  UNIT,   "Pair a screen that shows a code") \
    X(SCREEN_CHANGE,      "screen.change",      RIGHTS_CLERK,  UNIT,   "Rename, move and unpair screens") \
    X(SCREEN_SELF,        "screen.self",        ROLE_SCREEN,   SELF,   "What a screen does by itself") \
    X(MEETING_NOW,        "meeting.now",        0,             OPEN,   "See what is on and what comes next") \
    X(MEETING_SEE,        "meeting.see",        RIGHTS_ANY,    SELF,   "See the meetings that one may attend") \
    X(MEETING_RUN,        "meeting.run",        RIGHTS_STUDIO, UNIT,   "Plan and run meetings") \
    X(ROOM_RUN,           "room.run",           RIGHTS_STUDIO | ROLE_CLERK, UNIT, "Plan and run group meetings and talks") \
    X(MEETING_INVITE,     "meeting.invite",     RIGHTS_STUDIO | ROLE_CLERK, UNIT, "Take the text that invites to a meeting") \
    X(MEETING_PUBLISH,    "meeting.publish",    RIGHTS_STUDIO, UNIT,   "Send pictures and sound to a meeting's people") \
    X(MEETING_RECEIVE,    "meeting.receive",    RIGHTS_ANY,    SELF,   "Receive the pictures and sound of a meeting's people") \
    X(LINE_CHECK,         "line.check",         RIGHTS_ANY,    SELF,   "Try the line of one's own device") \
    X(MEETING_TYPE,       "meeting.type",       RIGHTS_ADMIN,  SERVER, "Name the types of meetings") \
    X(LEDGER_SEE,         "ledger.see",         0,             OPEN,   "Take the ledger's signed heads and proofs, cosign them") \
    X(VIEWING,            "viewing",            0,             OPEN,   "Watch what one may see and say what was seen") \
    X(SITE_CONFIRM,       "site.confirm",       ROLE_CLERK | ROLE_SCREEN, UNIT, "Say that a place sees and hears the meeting") \
    X(STUDY_RUN,          "study.run",          RIGHTS_CLERK,  UNIT,   "Open, steer and end study sessions in a place") \
    X(POLICY_SEE,         "policy.see",         RIGHTS_OFFICE, UNIT,   "See what attendance is worth") \
    X(POLICY_CHANGE,      "policy.change",      RIGHTS_ADMIN,  UNIT,   "Say what attendance is worth") \
    X(DUTY_SEE,           "duty.see",           RIGHTS_OFFICE, UNIT,   "See which meetings units owe and have held") \
    X(DUTY_CHANGE,        "duty.change",        RIGHTS_ADMIN,  UNIT,   "Say which meetings units owe") \
    X(LEAVE_ASK,          "leave.ask",          ROLE_ALL,      SELF,   "Ask for leave and take it back") \
    X(LEAVE_DECIDE,       "leave.decide",       RIGHTS_CLERK,  UNIT,   "Decide on leave and see its reason") \
    X(OBJECTION_RAISE,    "objection.raise",    ROLE_ALL,      SELF,   "Object to a record") \
    X(OBJECTION_DECIDE,   "objection.decide",   RIGHTS_OFFICE, UNIT,   "Answer objections from the units below") \
    X(CORRECTION_ASK,     "correction.ask",     RIGHTS_CLERK,  UNIT,   "Ask for the correction of a record") \
    X(CORRECTION_DECIDE,  "correction.decide",  RIGHTS_OFFICE, UNIT,   "Decide on corrections from the units below") \
    X(ATTENDANCE_SEE,     "attendance.see",     RIGHTS_OFFICE | ROLE_SCREEN, UNIT, "See who was expected and who was there") \
    X(ATTENDANCE_ROLL,    "attendance.roll",    RIGHTS_CLERK | ROLE_SCREEN, UNIT, "Call the roll in a place") \
    X(RECORD_SEE,         "record.see",         RIGHTS_OFFICE, UNIT,   "See other people's attendance records; it is written down") \
    X(RECORD_OWN,         "record.own",         ROLE_ALL,      SELF,   "See one's own attendance records and their proof") \
    X(COURSE_SEE,         "course.see",         0,             OPEN,   "Find courses and see what they are made of") \
    X(COURSE_EDIT,        "course.edit",        RIGHTS_EDIT,   SERVER, "Make, change, publish and withdraw courses") \
    X(COURSE_LEARN,       "course.learn",       ROLE_ALL,      SELF,   "Answer a quiz, ask the teacher")
/* clang-format on */

typedef enum RightId {
#define RIGHTS_X(id, word, roles, scope, summary) RIGHT_##id,
    RIGHTS(RIGHTS_X)
#undef RIGHTS_X
        RIGHTS_N
} RightId;

enum { /* RIGHT_UNIT_SEE_ROLES …: constants, for tables of routes */
#define RIGHTS_X(id, word, roles, scope, summary) RIGHT_##id##_ROLES = (roles),
       RIGHTS(RIGHTS_X)
#undef RIGHTS_X
};

typedef struct Right {
    const char *word;
    uint32_t roles; /* any of these */
    RightScope scope;
    const char *summary;
} Right;

extern const Right RIGHTS_TABLE[RIGHTS_N];     /* indexed by RightId */
extern const char *const RIGHTS_SCOPE_WORDS[]; /* indexed by RightScope */

/* The table as JSON lines, for `print-tables`. Caller frees. */
char *rights_describe(void);

/* Whether `account_id` has the right for this unit: ERROR_NOT_FOUND, in the words used for a unit
 * that does not exist, when not. NULL or "" stands for the whole tree. */
bool rights_check(Database *database, const char *account_id, RightId right, const char *unit_id,
                  GError **error);

/* Sets that very error, returns false: nobody learns from an answer what there is elsewhere. */
bool rights_not_found(GError **error);

/* Where an account has a right: everywhere, or in the subtrees of some units. */
typedef struct RightsReach {
    bool is_everywhere;
    GStrv roots; /* ids of open and closed units, NULL when everywhere */
    char *json;  /* the roots as JSON array, for json_each(); NULL when everywhere */
} RightsReach;

void rights_reach_clear(RightsReach *reach);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RightsReach, rights_reach_clear)

/* No roots are no error: lists are empty then. */
bool rights_reach(Database *database, const char *account_id, RightId right, RightsReach *ret_reach,
                  GError **error);

/* The units within reach as SQL: a common table expression `reach (id)`, for statements that bind
 * RightsReach.json as ?1. Only for a reach that is not everywhere. */
#define RIGHTS_REACH_SQL                                                                           \
    "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(?1)"                                \
    " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id) "
