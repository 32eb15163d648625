#include "media/course/poppler.h"

#include <stdio.h>
#include <string.h>

#include "media/course/problem.h"

static char *const ENVIRONMENT[] = {(char *)"LC_ALL=C.UTF-8", (char *)"HOME=/nonexistent",
                                    (char *)"PATH=/usr/bin:/bin", NULL};

static bool run(const char *const *arguments, char **ret_out, char **ret_complaint) {
    int status = -1;
    return g_spawn_sync(NULL, (char **)arguments, (char **)ENVIRONMENT,
                        ret_out == NULL ? G_SPAWN_STDOUT_TO_DEV_NULL : G_SPAWN_DEFAULT, NULL, NULL,
                        ret_out, ret_complaint, &status, NULL) &&
           g_spawn_check_wait_status(status, NULL);
}

GArray *poppler_read_sizes(const char *file, unsigned max, unsigned *ret_n_pages, GError **error) {
    char last[16];
    g_snprintf(last, sizeof last, "%u", max);
    const char *const arguments[] = {"/usr/bin/pdfinfo", "-f", "1", "-l", last, file, NULL};
    g_autofree char *out = NULL, *complaint = NULL;
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(PopplerPage));
    unsigned n_pages = 0;
    if (!run(arguments, &out, &complaint)) {
        bool is_locked = complaint != NULL && strstr(complaint, "assword") != NULL;
        problem_set(error, is_locked ? PROBLEM_LOCKED : PROBLEM_DOCUMENT);
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(out, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        PopplerPage page;
        unsigned number;
        if (sscanf(*line, "Page %u size: %lf x %lf", &number, &page.width, &page.height) == 3)
            g_array_append_val(pages, page);
        else
            (void)sscanf(*line, "Pages: %u", &n_pages);
    }
    if (n_pages == 0 || pages->len == 0) {
        problem_set(error, PROBLEM_DOCUMENT);
        return NULL;
    }
    *ret_n_pages = n_pages;
    return g_steal_pointer(&pages);
}

bool poppler_draw(const char *file, unsigned number, unsigned dpi, const char *path,
                  GError **error) {
    char page[16], resolution[16];
    g_snprintf(page, sizeof page, "%u", number);
    g_snprintf(resolution, sizeof resolution, "%u", dpi);
    const char *const arguments[] = {"/usr/bin/pdftocairo",
                                     "-jpeg",
                                     "-jpegopt",
                                     "quality=85",
                                     "-singlefile",
                                     "-f",
                                     page,
                                     "-l",
                                     page,
                                     "-r",
                                     resolution,
                                     file,
                                     path,
                                     NULL};
    g_autofree char *complaint = NULL;
    return run(arguments, NULL, &complaint) || problem_set(error, PROBLEM_DOCUMENT);
}
