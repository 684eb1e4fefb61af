#define _GNU_SOURCE
#include "CNcurses.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
// Macros of term.h that are names of ours.
#undef columns
#undef lines

WINDOW *curses_standard_window(void) { return stdscr; }
int curses_colors(void) { return COLORS; }
int curses_color_pairs(void) { return COLOR_PAIRS; }

attr_t curses_bold(void) { return WA_BOLD; }
attr_t curses_dim(void) { return WA_DIM; }
attr_t curses_italic(void) { return WA_ITALIC; }
attr_t curses_underline(void) { return WA_UNDERLINE; }
attr_t curses_reverse(void) { return WA_REVERSE; }

bool curses_set_locale(void) {
    setlocale(LC_ALL, "");
    // Numbers in files and requests are written with a point, whatever the user's language.
    setlocale(LC_NUMERIC, "C");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool is_string(const char *value) {
    return value != NULL && value != (const char *)-1 && *value != '\0';
}

bool curses_can_drive(const char *name, int descriptor) {
    int status = 0;
    if (setupterm(name, descriptor, &status) != OK) return false;
    bool places = is_string(tigetstr("cup"));
    del_curterm(cur_term);
    return places;
}

const char *curses_string(const char *capability) {
    const char *value = tigetstr(capability);
    return is_string(value) ? value : NULL;
}

bool curses_flag(const char *capability) {
    return tigetflag(capability) > 0 || tigetnum(capability) > 0;
}

CursesSize curses_window_size(int descriptor) {
    struct winsize size = {0};
    CursesSize result = {0, 0};
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0) {
        result.rows = size.ws_row;
        result.columns = size.ws_col;
    }
    return result;
}

void curses_put(WINDOW *window, int row, int column, const wchar_t *text, attr_t attributes, int pair) {
    cchar_t cell;
    // The last argument is how ncurses 6 takes pairs that a short cannot hold.
    if (setcchar(&cell, text, attributes, 0, &pair) == OK) mvwadd_wch(window, row, column, &cell);
}

int curses_width(wchar_t scalar) { return wcwidth(scalar); }
