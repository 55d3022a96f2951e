// SPDX-License-Identifier: Apache-2.0
#include "common/base/log.h"

#include "common/base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define TOPICS_MAX 32

static const char *const level_names[] = {"debug", "info", "warn", "error"};

static struct {
	enum log_level fallback;
	int count;
	struct {
		char topic[24];
		enum log_level level;
	} topics[TOPICS_MAX];
} levels = {.fallback = LOG_INFO};

static int level_by_name(const char *name)
{
	for (int i = 0; i <= LOG_ERROR; i++)
		if (strcmp(name, level_names[i]) == 0)
			return i;
	return -1;
}

void log_setup(const char *text)
{
	char copy[512];
	char *save = NULL;
	if (!text)
		return;
	(void)snprintf(copy, sizeof(copy), "%s", text);
	for (char *word = strtok_r(copy, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		char *colon = strchr(word, ':');
		int level = level_by_name(colon ? colon + 1 : word);
		if (level < 0)
			continue;
		if (!colon) {
			levels.fallback = (enum log_level)level;
			continue;
		}
		*colon = '\0';
		if (levels.count == TOPICS_MAX)
			continue;
		(void)snprintf(levels.topics[levels.count].topic, sizeof(levels.topics[0].topic), "%s", word);
		levels.topics[levels.count++].level = (enum log_level)level;
	}
}

bool log_enabled(enum log_level level, const char *topic)
{
	for (int i = 0; i < levels.count; i++)
		if (strcmp(levels.topics[i].topic, topic) == 0)
			return level >= levels.topics[i].level;
	return level >= levels.fallback;
}

void log_write(enum log_level level, const char *topic, const char *event, const char *format, ...)
{
	char details[1024];
	char stamp[32];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(details, sizeof(details), format, args);
	va_end(args);
	uint64_t now = clock_real_ns();
	time_t seconds = (time_t)(now / NS_PER_S);
	struct tm utc;
	(void)gmtime_r(&seconds, &utc);
	(void)strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &utc);
	(void)fprintf(stderr, "%s.%03uZ %s %s: %s%s%s\n", stamp, (unsigned)(now % NS_PER_S / NS_PER_MS),
		      level_names[level], topic, event, details[0] ? " " : "", details);
}

const char *log_quote(char *ret_buffer, const char *text)
{
	char *out = ret_buffer;
	const char *end = ret_buffer + LOG_QUOTE_SIZE - 8;
	*out++ = '"';
	for (; text && *text && out < end; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\') {
			*out++ = '\\';
			*out++ = (char)c;
		} else if (c < 0x20 || c == 0x7f) {
			out += snprintf(out, 5, "\\x%02x", c);
		} else {
			*out++ = (char)c;
		}
	}
	if (text && *text) {
		memcpy(out, "...", 3);
		out += 3;
	}
	*out++ = '"';
	*out = '\0';
	return ret_buffer;
}
