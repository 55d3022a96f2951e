// SPDX-License-Identifier: Apache-2.0
#include "server/model/user.h"

#include "server/model/text.h"

#include <string.h>
#include <strings.h>

void user_list_done(struct user_list *list)
{
	free(list->items);
	*list = (struct user_list){0};
}

int username_normalize(const char *text, char *ret_username, struct error *err)
{
	size_t len = text ? strnlen(text, USERNAME_MAX + 1) : 0;
	if (len == 0)
		return error_set(err, EINVAL, "username: must not be empty");
	if (len > USERNAME_MAX)
		return error_set(err, EINVAL, "username: must have at most %d characters", USERNAME_MAX);
	char name[USERNAME_MAX + 1] = {0};
	for (size_t i = 0; i < len; i++) {
		char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (!word && (i == 0 || !strchr("._-@", c)))
			return error_set(
			    err, EINVAL,
			    "username: may have letters a-z, digits and . _ - @, and begins with a letter or digit");
		name[i] = c;
	}
	memcpy(ret_username, name, sizeof(name));
	return 0;
}

int display_name_check(const char *text, struct error *err)
{
	return text_check(text, "display_name", 1, DISPLAY_NAME_MAX, err);
}

// The heads of the known lists of leaked passwords, as far as they reach PASSWORD_MIN characters.
static const char *const common_passwords[] = {
    "password1234",     "password12345", "password123456",   "passwordpassword", "administrator",
    "administrator1",   "123456789012",  "1234567890123",    "12345678901234",   "123456789012345",
    "012345678901",     "qwertyuiop12",  "qwertyuiop123",    "qwertyuiopasdf",   "qwertyqwerty",
    "1q2w3e4r5t6y",     "1qaz2wsx3edc",  "1qazxsw23edc",     "iloveyouforever",  "letmeinletmein",
    "changemechangeme", "changeme1234",  "welcome12345",     "welcome123456",    "p@ssw0rd1234",
    "p@ssword1234",     "passw0rd1234",  "monkeymonkey",     "dragondragon",     "abc123abc123",
    "abcdefghijkl",     "abcdefghijklm", "trustno1trustno1", "unknownunknown",   "superman1234",
    "football1234",     "baseball1234",  "princess1234",     "sunshine1234",     "correcthorsebatterystaple",
    "asdfghjkl123",     "zxcvbnm12345",
};

static bool one_character(const char *password)
{
	for (const char *c = password + 1; *c; c++)
		if (*c != password[0])
			return false;
	return true;
}

int password_check(const char *password, const char *username, struct error *err)
{
	size_t len = password ? strnlen(password, PASSWORD_MAX + 1) : 0;
	if (len < PASSWORD_MIN)
		return error_set(err, EINVAL, "password: must have at least %d characters", PASSWORD_MIN);
	if (len > PASSWORD_MAX)
		return error_set(err, EINVAL, "password: must have at most %d bytes", PASSWORD_MAX);
	if (username && strcasecmp(password, username) == 0)
		return error_set(err, EINVAL, "password: must not be the user name");
	bool common = one_character(password);
	for (size_t i = 0; i < sizeof(common_passwords) / sizeof(common_passwords[0]); i++)
		common = common || strcasecmp(password, common_passwords[i]) == 0;
	if (common)
		return error_set(err, EINVAL, "password: is one of the most used ones, choose another");
	return 0;
}
