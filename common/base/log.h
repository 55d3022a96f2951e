// SPDX-License-Identifier: Apache-2.0
// One line = one event: `2026-11-24T07:44:44.123Z info podman: started container=ab12`. Text from outside goes through
// LOG_Q, which quotes it and makes control characters visible. Secrets are never logged. Above the includes of a file that logs:
// #define LOG_TOPIC "podman". The environment variable LOG=podman:debug,link:info,warn sets levels by topic.
#pragma once

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

// Levels in the form of the LOG variable; unknown words are ignored. Call once at start.
void log_setup(const char *levels);
bool log_enabled(enum log_level level, const char *topic);
void log_write(enum log_level level, const char *topic, const char *event, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#define LOG_QUOTE_SIZE 256
// Quotes untrusted text into a buffer of LOG_QUOTE_SIZE bytes and returns it.
const char *log_quote(char *ret_buffer, const char *text);
#define LOG_Q(text) log_quote((char[LOG_QUOTE_SIZE]){0}, (text))

#define log_at(level, ...)                                        \
	do {                                                      \
		if (log_enabled(level, LOG_TOPIC))                \
			log_write(level, LOG_TOPIC, __VA_ARGS__); \
	} while (0)
// log_info("started", "container=%s pid=%d", id, pid): the format is always given, "" when there is nothing to say.
#define log_debug(...) log_at(LOG_DEBUG, __VA_ARGS__)
#define log_info(...)  log_at(LOG_INFO, __VA_ARGS__)
#define log_warn(...)  log_at(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_at(LOG_ERROR, __VA_ARGS__)
