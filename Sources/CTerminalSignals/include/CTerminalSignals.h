// Signals as bytes on a pipe, and the terminal restored whatever ends the process.
#ifndef CTERMINALSIGNALS_H
#define CTERMINALSIGNALS_H

#include <stdbool.h>
#include <stddef.h>

/// Remembers the modes the terminal has now: call before anything changes them. False when it is no terminal.
bool terminal_remember_modes(int descriptor);

/// From now on, exit and fatal signals write `sequences` to the terminal and give it back its modes.
/// Padding (`$<2>`) is left out. May be called again.
void terminal_arm_restore(const char *sequences);

/// From now on nothing needs restoring.
void terminal_disarm_restore(void);

/// Restores the terminal when armed, once. Safe in a signal handler.
void terminal_restore(void);

/// Installs the handlers. Returns the descriptor to read signal numbers from, one byte each; -1 on failure.
///
/// SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP and SIGCONT come as bytes. A third SIGTERM, SIGHUP or SIGINT that was
/// not read restores the terminal and ends the process: a hung program must still be stoppable.
/// SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT and SIGQUIT restore the terminal and then act as they did before.
int terminal_install_handlers(void);

/// Gives each signal the action it had before.
void terminal_remove_handlers(void);

/// Reads one signal number; 0 when there is none.
int terminal_next_signal(void);

/// Stops the process group as a terminal does on Ctrl-Z; returns when it is continued.
void terminal_stop(void);

/// Another program is about to use the terminal: until `terminal_take_back`, what is typed to end it (SIGINT, SIGQUIT)
/// is not meant for this one, and SIGTSTP stops this one too, or is not meant for it either.
void terminal_lend(bool stops);
void terminal_take_back(void);

#endif
