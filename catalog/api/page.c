#include "catalog/api/page.h"

#include "base/error.h"
#include "base/id.h"

static void clear_page(void *state) {
    Page *page = state;
    g_free(page->query);
    g_free(page->after);
}

const CallState PAGE_STATE = {sizeof(Page), clear_page};

static const char *find_fault(const ApiRequest *request, unsigned max_rows, unsigned *ret_limit) {
    const char *limit = api_request_query(request, "limit");
    const char *after = api_request_query(request, "after");
    const char *query = api_request_query(request, "query");
    guint64 number = max_rows;
    if (limit && !g_ascii_string_to_unsigned(limit, 10, 1, max_rows, &number, NULL))
        return "'limit' must be a number within the list's bounds.";
    if (after && !id_is_uuid(after))
        return "'after' must be the id of a row.";
    if (query && g_utf8_strlen(query, -1) > PAGE_QUERY_MAX_CHARS)
        return "'query' is too long.";
    *ret_limit = (unsigned)number;
    return NULL;
}

bool page_read(Call *take_call, unsigned max_rows) {
    Page *page = take_call->state;
    const char *fault = find_fault(take_call->request, max_rows, &page->limit);
    if (fault) {
        call_fail_literal(take_call, ERROR_INVALID, fault);
        return false;
    }
    const char *query = api_request_query(take_call->request, "query");
    page->query = query && *query ? g_strdup(query) : NULL;
    page->after = g_strdup(api_request_query(take_call->request, "after"));
    return true;
}
