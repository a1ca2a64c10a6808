/* Command lines of the form name=value, described by a table. */
#ifndef ARGS_H
#define ARGS_H

enum arg_kind { ARG_INT, ARG_REAL, ARG_TEXT, ARG_IP4 };

/* One argument; `at` is an int, double, const char * or uint32_t (IPv4, host order), by kind. */
struct arg {
    const char *name;
    enum arg_kind kind;
    void *at;
    const char *help;
};

/* Sets what the command line names; ends the program with a usage text (status 2) when it cannot be read. The table ends with
 * an entry without a name. */
void args_read(const struct arg *table, int argc, char **argv);

#endif
