#include "catalog/store/role.h"

#include "base/error.h"

const RoleWord ROLE_WORDS[] = {
    {ROLE_ADMINISTRATOR, "administrator"},
    {ROLE_AUDITOR, "auditor"},
    {ROLE_STUDIO, "studio"},
    {ROLE_EDITOR, "editor"},
    {ROLE_CLERK, "clerk"},
    {ROLE_INTERPRETER, "interpreter"},
    {ROLE_MEMBER, "member"},
    {ROLE_SCREEN, "screen"},
    {0, NULL},
};

uint32_t role_from_word(const char *word) {
    for (const RoleWord *row = ROLE_WORDS; row->bit; row++)
        if ((row->bit & ROLE_ALL) && g_str_equal(row->word, word))
            return row->bit;
    return 0;
}

bool role_from_words(const char *const *words, uint32_t *ret_roles, GError **error) {
    uint32_t roles = 0;
    for (; words && *words; words++) {
        uint32_t role = role_from_word(*words);
        if (!role) {
            g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot give role '%s': there is none",
                        *words);
            return false;
        }
        roles |= role;
    }
    *ret_roles = roles;
    return true;
}

GStrv role_to_words(uint32_t roles) {
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (const RoleWord *row = ROLE_WORDS; row->bit; row++)
        if (roles & row->bit)
            g_strv_builder_add(builder, row->word);
    return g_strv_builder_end(builder);
}
