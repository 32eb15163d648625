#include "catalog/api/member_input.h"

#include "base/id.h"
#include "catalog/roster/day.h"
#include "catalog/roster/member_kind_table.h"
#include "catalog/roster/member_row.h"

#define GENDER_MAX_CHARS 6
#define LOCALE_MAX_CHARS 35 /* RFC 5646 §4.4.1 */
#define NUMBER_MAX_CHARS 64 /* as it was typed */

static const JsonField NEW_FIELDS[] = {
    {"name", JSON_STRING, offsetof(NewMember, name), JSON_REQUIRED, 1, MEMBER_NAME_MAX_CHARS},
    {"unit_id", JSON_STRING, offsetof(NewMember, unit_id), JSON_REQUIRED, 1, ID_TEXT_BYTES - 1},
    {"kind_id", JSON_STRING, offsetof(NewMember, kind_id), JSON_OPTIONAL, 1,
     MEMBER_KIND_ID_MAX_CHARS},
    {"gender", JSON_STRING, offsetof(NewMember, gender), .max = GENDER_MAX_CHARS},
    {"locale", JSON_STRING, offsetof(NewMember, locale), .max = LOCALE_MAX_CHARS},
    {"phone", JSON_STRING, offsetof(NewMember, phone), .max = NUMBER_MAX_CHARS},
    {"identity_number", JSON_STRING, offsetof(NewMember, identity_number), .max = NUMBER_MAX_CHARS},
    {"external_id", JSON_STRING, offsetof(NewMember, external_id),
     .max = MEMBER_EXTERNAL_ID_MAX_CHARS},
    {"from", JSON_STRING, offsetof(NewMember, from), .max = DAY_TEXT_BYTES - 1},
    {NULL, JSON_END},
};
const JsonTable MEMBER_INPUT_NEW = {"member", sizeof(NewMember), NEW_FIELDS};

static const JsonField CHANGE_FIELDS[] = {
    {"name", JSON_STRING, offsetof(MemberChange, name), JSON_OPTIONAL, 1, MEMBER_NAME_MAX_CHARS},
    {"kind_id", JSON_STRING, offsetof(MemberChange, kind_id), JSON_OPTIONAL, 1,
     MEMBER_KIND_ID_MAX_CHARS},
    {"gender", JSON_STRING, offsetof(MemberChange, gender), .max = GENDER_MAX_CHARS},
    {"locale", JSON_STRING, offsetof(MemberChange, locale), .max = LOCALE_MAX_CHARS},
    {"phone", JSON_STRING, offsetof(MemberChange, phone), .max = NUMBER_MAX_CHARS},
    {"identity_number", JSON_STRING, offsetof(MemberChange, identity_number),
     .max = NUMBER_MAX_CHARS},
    {NULL, JSON_END},
};
const JsonTable MEMBER_INPUT_CHANGE = {"member", sizeof(MemberChange), CHANGE_FIELDS};

/* ---- for the audit ---- */

typedef struct NewDetail {
    const char *unit_id, *kind_id, *from;
} NewDetail;

static const JsonField NEW_DETAIL_FIELDS[] = {
    {"unit_id", JSON_STRING, offsetof(NewDetail, unit_id)},
    {"kind_id", JSON_STRING, offsetof(NewDetail, kind_id)},
    {"from", JSON_STRING, offsetof(NewDetail, from)},
    {NULL, JSON_END},
};
static const JsonTable NEW_DETAIL = {"member", sizeof(NewDetail), NEW_DETAIL_FIELDS};

char *member_input_new_detail(const NewMember *input) {
    NewDetail detail = {input->unit_id, input->kind_id, input->from};
    return json_table_write(&NEW_DETAIL, &detail);
}

typedef struct ChangeDetail {
    GStrv fields; /* borrowed words */
} ChangeDetail;

static const JsonField CHANGE_DETAIL_FIELDS[] = {
    {"fields", JSON_STRINGS, offsetof(ChangeDetail, fields)},
    {NULL, JSON_END},
};
static const JsonTable CHANGE_DETAIL = {"member", sizeof(ChangeDetail), CHANGE_DETAIL_FIELDS};

char *member_input_change_detail(const MemberChange *change) {
    char *words[G_N_ELEMENTS(CHANGE_FIELDS)] = {NULL};
    unsigned n = 0;
    for (const JsonField *field = CHANGE_FIELDS; field->name; field++)
        if (G_STRUCT_MEMBER(char *, change, field->offset))
            words[n++] = (char *)field->name;
    ChangeDetail detail = {words};
    return json_table_write(&CHANGE_DETAIL, &detail);
}
