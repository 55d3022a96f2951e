// SPDX-License-Identifier: Apache-2.0
// fnmatch(3) for text from outside: the C library's takes exponential time for patterns like *a*a*a*a*b, and wants a NUL behind
// the text. Only the last star is ever tried again, which is enough without path names.
#include <ctype.h>
#include <string.h>

#include "common/filter/filter_internal.h"

static bool is_of_class(const char *name, size_t len, unsigned char c)
{
	static const struct {
		const char *name;
		int (*is)(int c);
	} classes[] = {{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
		       {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
		       {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit}};
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strncmp(classes[i].name, name, len) == 0 && !classes[i].name[len])
			return c < 0x80 && classes[i].is(c);
	return false;
}

// One character of a bracket expression, perhaps behind a backslash.
static unsigned char take_char(const char **at)
{
	if (**at == '\\' && (*at)[1])
		(*at)++;
	return (unsigned char)*(*at)++;
}

// *at stands behind the [. False when the bracket is not closed: then the [ is a character like any other.
static bool match_bracket(const char **at, unsigned char c, bool *ret_matches)
{
	const char *p = *at;
	bool inverted = *p == '!' || *p == '^';
	p += inverted;
	bool found = false;
	for (bool first = true; *p && (first || *p != ']'); first = false) {
		const char *end = p[0] == '[' && p[1] == ':' ? strstr(p + 2, ":]") : NULL;
		if (end) {
			found |= is_of_class(p + 2, (size_t)(end - p - 2), c);
			p = end + 2;
			continue;
		}
		unsigned char low = take_char(&p), high = low;
		if (p[0] == '-' && p[1] && p[1] != ']') {
			p++;
			high = take_char(&p);
		}
		found |= c >= low && c <= high;
	}
	if (*p != ']')
		return false;
	*at = p + 1;
	*ret_matches = found != inverted;
	return true;
}

// One character of the text by what *at points to, which is no star; moves it on when it fits.
static bool match_one(const char **at, unsigned char c)
{
	const char *p = *at;
	bool matches;
	if (*p == '[') {
		p++;
		if (!match_bracket(&p, c, &matches))
			matches = c == '[';
	} else if (*p == '?') {
		matches = true;
		p++;
	} else {
		bool escaped = *p == '\\' && p[1];
		p += escaped;
		matches = *p && (unsigned char)*p == c;
		p++;
	}
	if (matches)
		*at = p;
	return matches;
}

bool filter_glob(const char *pattern, const char *text, size_t len)
{
	const char *star = NULL; // behind the last star
	size_t again = 0;        // where the text went on there
	size_t at = 0;
	while (at < len) {
		if (*pattern == '*') {
			star = ++pattern;
			again = at;
		} else if (*pattern && match_one(&pattern, (unsigned char)text[at])) {
			at++;
		} else if (star) {
			pattern = star;
			at = ++again;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
