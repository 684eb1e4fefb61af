// ncurses for Swift: a typed name for each macro, global and variadic call that does not import.
#ifndef CNCURSES_H
#define CNCURSES_H

// Without these the wide-character functions are not declared.
#define NCURSES_WIDECHAR 1
#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
#include <stdbool.h>
#include <stdio.h>
#include <wchar.h>

/// The terminal's size in cells.
typedef struct {
    int rows;
    int columns;
} CursesSize;

// Globals, which Swift 6 does not let one read.
WINDOW *curses_standard_window(void);
int curses_colors(void);
int curses_color_pairs(void);

// Attribute macros.
attr_t curses_bold(void);
attr_t curses_dim(void);
attr_t curses_italic(void);
attr_t curses_underline(void);
attr_t curses_reverse(void);

/// Sets the locale from the environment, numbers excepted, and tells whether its characters are UTF-8.
bool curses_set_locale(void);

/// Loads the description of the terminal `name`; false when there is none or it cannot place the cursor.
bool curses_can_drive(const char *name, int descriptor);

/// A string capability of the terminal; NULL when it has none of that name.
const char *curses_string(const char *capability);
/// A flag of the terminal, or a number that is not zero (`RGB` is given either way).
bool curses_flag(const char *capability);

/// The size the kernel reports for the terminal; zeros when it does not know.
CursesSize curses_window_size(int descriptor);

/// Puts one cell: a base and the marks on it, ended by 0. Errors are of no consequence: the last cell always has one.
void curses_put(WINDOW *window, int row, int column, const wchar_t *text, attr_t attributes, int pair);

/// The columns the C library gives to a scalar: -1 when it cannot be printed in this locale.
int curses_width(wchar_t scalar);

#endif
