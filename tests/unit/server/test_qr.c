#include "server/qr.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define MAX_SIDE 200

typedef struct Matrix {
    bool dark[MAX_SIDE][MAX_SIDE];
    int width, height;
} Matrix;

/* Draws an SVG of ours back into modules. */
static void read_svg(const char *svg, Matrix *ret) {
    memset(ret, 0, sizeof *ret);
    g_assert_cmpint(
        sscanf(strstr(svg, "viewBox"), "viewBox=\"0 0 %d %d\"", &ret->width, &ret->height), ==, 2);
    const char *at = strstr(svg, "<path d=\"");
    g_assert_nonnull(at);
    int x, y, run, n;
    for (at += strlen("<path d=\""); *at == 'M'; at += n) {
        n = 0;
        int back;
        g_assert_cmpint(sscanf(at, "M%d %dh%dv1h-%dz%n", &x, &y, &run, &back, &n), ==, 4);
        g_assert_cmpint(run, ==, back);
        for (int i = 0; i < run; i++)
            ret->dark[y][x + i] = true;
    }
    g_assert_true(g_str_has_prefix(at, "\"/></svg>"));
}

static void read_terminal(const char *text, Matrix *ret) {
    memset(ret, 0, sizeof *ret);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int row = 0; lines[row] && *lines[row]; row++) {
        int x = 0;
        for (const char *p = lines[row]; *p; p = g_utf8_next_char(p), x++) {
            gunichar c = g_utf8_get_char(p);
            ret->dark[2 * row][x] = c == ' ' || c == 0x2584;     /* ▄: light below */
            ret->dark[2 * row + 1][x] = c == ' ' || c == 0x2580; /* ▀: light above */
        }
        ret->width = x;
        ret->height = 2 * row + 2;
    }
}

/* The 7 × 7 pattern in three corners, ISO/IEC 18004 §6.3.3. */
static void assert_finder(const Matrix *matrix, int left, int top) {
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 7; x++) {
            int ring = MAX(ABS(x - 3), ABS(y - 3));
            g_assert_cmpint(matrix->dark[top + y][left + x], ==, ring != 2);
        }
}

static void test_both_agree(void) {
    static const char url[] = "https://meet.example.cn/phone?x=1";
    g_autofree char *svg = qr_svg(url), *text = qr_terminal(url, QR_PLAIN);
    Matrix drawn, printed;
    read_svg(svg, &drawn);
    read_terminal(text, &printed);
    g_assert_cmpint(drawn.width, ==, drawn.height);
    g_assert_cmpint(printed.width, ==, drawn.width);
    int far = drawn.width - 4 - 7;
    assert_finder(&drawn, 4, 4);
    assert_finder(&drawn, far, 4);
    assert_finder(&drawn, 4, far);
    for (int y = 0; y < drawn.height; y++)
        for (int x = 0; x < drawn.width; x++)
            g_assert_cmpint(drawn.dark[y][x], ==, printed.dark[y][x]);
}

static void test_colours(void) {
    g_autofree char *text = qr_terminal("x", QR_COLOURS);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 0; lines[i] && *lines[i]; i++) {
        g_assert_true(g_str_has_prefix(lines[i], "\033[97;40m"));
        g_assert_true(g_str_has_suffix(lines[i], "\033[0m"));
    }
}

static void test_limits(void) {
    g_autofree char *longest = g_strnfill(QR_TEXT_MAX_BYTES, 'a');
    g_autofree char *longer = g_strnfill(QR_TEXT_MAX_BYTES + 1, 'a');
    g_autofree char *svg = qr_svg(longest);
    g_assert_nonnull(svg);
    g_assert_null(qr_svg(longer));
    g_assert_null(qr_svg(""));
    g_assert_null(qr_terminal("", QR_PLAIN));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/qr/both-agree", test_both_agree);
    g_test_add_func("/qr/colours", test_colours);
    g_test_add_func("/qr/limits", test_limits);
    return g_test_run();
}
