#define _GNU_SOURCE
#include "CTerminalSignals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int reported[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT};
static const int fatal[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGQUIT};
#define COUNT(array) (sizeof(array) / sizeof(array[0]))

static int pipe_ends[2] = {-1, -1};
static struct sigaction before_reported[COUNT(reported)];
static struct sigaction before_fatal[COUNT(fatal)];
static bool installed = false;
static volatile sig_atomic_t unread_ends = 0;

static int terminal = -1;
static struct termios modes;
static char sequences[512];
static volatile sig_atomic_t sequences_length = 0;
static volatile sig_atomic_t armed = 0;
// A stack overflow leaves no stack to handle its signal on.
static char handler_stack[64 * 1024];

bool terminal_remember_modes(int descriptor) {
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    if (copy < 0 || tcgetattr(copy, &modes) != 0) {
        if (copy >= 0) close(copy);
        return false;
    }
    if (terminal >= 0) close(terminal);
    terminal = copy;
    return true;
}

void terminal_arm_restore(const char *text) {
    static bool registered = false;
    armed = 0;
    size_t length = 0;
    for (const char *next = text; *next != '\0' && length < sizeof sequences; next++) {
        if (next[0] == '$' && next[1] == '<') {
            const char *end = strchr(next, '>');
            if (end != NULL) {
                next = end;
                continue;
            }
        }
        sequences[length++] = *next;
    }
    sequences_length = (sig_atomic_t)length;
    if (!registered) registered = atexit(terminal_restore) == 0;
    armed = 1;
}

void terminal_disarm_restore(void) { armed = 0; }

void terminal_restore(void) {
    if (!armed || terminal < 0) return;
    armed = 0;
    int saved_errno = errno;
    // A process in the background would be stopped by its own attempt to restore.
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGTTOU, &ignore, &before);
    ssize_t written = 0;
    while (written < sequences_length) {
        ssize_t count = write(terminal, sequences + written, (size_t)(sequences_length - written));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        written += count;
    }
    tcsetattr(terminal, TCSANOW, &modes);
    sigaction(SIGTTOU, &before, NULL);
    errno = saved_errno;
}

static void end_by(int number) {
    terminal_restore();
    signal(number, SIG_DFL);
    raise(number);
}

static void report(int number) {
    int saved_errno = errno;
    if (number == SIGTERM || number == SIGHUP || number == SIGINT) {
        unread_ends = unread_ends + 1;
        if (unread_ends >= 3) end_by(number);
    }
    unsigned char byte = (unsigned char)number;
    // A full pipe already holds enough to wake the reader.
    ssize_t ignored = write(pipe_ends[1], &byte, 1);
    (void)ignored;
    errno = saved_errno;
}

static void die(int number, siginfo_t *info, void *context) {
    (void)context;
    terminal_restore();
    for (size_t index = 0; index < COUNT(fatal); index++) {
        if (fatal[index] == number) sigaction(number, &before_fatal[index], NULL);
    }
    // A fault happens again on return, with its address and registers; a sent signal has to be sent again.
    if (info == NULL || info->si_code <= 0) {
        raise(number);
        // The handler before ours may print a backtrace and return: without a terminal the program must not go on.
        signal(number, SIG_DFL);
        raise(number);
    }
}

int terminal_install_handlers(void) {
    if (installed) return pipe_ends[0];
    if (pipe_ends[0] < 0 && pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    unread_ends = 0;

    stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    sigaltstack(&stack, NULL);

    for (size_t index = 0; index < COUNT(reported); index++) {
        struct sigaction action = {.sa_handler = report, .sa_flags = SA_RESTART};
        sigemptyset(&action.sa_mask);
        sigaction(reported[index], &action, &before_reported[index]);
    }
    for (size_t index = 0; index < COUNT(fatal); index++) {
        struct sigaction action = {.sa_sigaction = die, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
        sigemptyset(&action.sa_mask);
        sigaction(fatal[index], &action, &before_fatal[index]);
    }
    installed = true;
    return pipe_ends[0];
}

void terminal_remove_handlers(void) {
    if (!installed) return;
    for (size_t index = 0; index < COUNT(reported); index++) sigaction(reported[index], &before_reported[index], NULL);
    for (size_t index = 0; index < COUNT(fatal); index++) sigaction(fatal[index], &before_fatal[index], NULL);
    installed = false;
}

int terminal_next_signal(void) {
    unsigned char byte = 0;
    unread_ends = 0;
    return pipe_ends[0] >= 0 && read(pipe_ends[0], &byte, 1) == 1 ? byte : 0;
}

void terminal_stop(void) {
    struct sigaction act_default = {.sa_handler = SIG_DFL}, before_stop, before_continue;
    sigaction(SIGTSTP, &act_default, &before_stop);
    // The caller knows that it was continued: it needs no byte that says so.
    sigaction(SIGCONT, &act_default, &before_continue);
    kill(0, SIGTSTP);
    sigaction(SIGCONT, &before_continue, NULL);
    sigaction(SIGTSTP, &before_stop, NULL);
}

static struct sigaction before_lending[3];

void terminal_lend(bool stops) {
    struct sigaction ignore = {.sa_handler = SIG_IGN}, act_default = {.sa_handler = SIG_DFL};
    sigaction(SIGINT, &ignore, &before_lending[0]);
    sigaction(SIGQUIT, &ignore, &before_lending[1]);
    sigaction(SIGTSTP, stops ? &act_default : &ignore, &before_lending[2]);
}

void terminal_take_back(void) {
    sigaction(SIGINT, &before_lending[0], NULL);
    sigaction(SIGQUIT, &before_lending[1], NULL);
    sigaction(SIGTSTP, &before_lending[2], NULL);
}
