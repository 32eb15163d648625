/* What clients send about members. */
#pragma once

#include "base/json_table.h"

typedef struct NewMember {
    char *name, *unit_id, *kind_id, *gender, *locale, *phone, *identity_number, *external_id;
    char *from;
} NewMember;
extern const JsonTable MEMBER_INPUT_NEW;

/* NULL: stays as it is; "": is taken away. */
typedef struct MemberChange {
    char *name, *kind_id, *gender, *locale, *phone, *identity_number;
} MemberChange;
extern const JsonTable MEMBER_INPUT_CHANGE;

/* What the audit keeps of the two: never a name or a number. Caller frees. */
char *member_input_new_detail(const NewMember *input);
char *member_input_change_detail(const MemberChange *change);
