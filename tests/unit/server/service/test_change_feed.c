// SPDX-License-Identifier: Apache-2.0
#include "server/service/change_feed.h"

#include "tests/unit/support/check_main.h"

struct reader {
	struct change_listener *listener;
	struct change_listener **drop; // unlistens this one when told
	int told;
};

static void read_change(void *ctx, const struct change *change)
{
	struct reader *reader = ctx;
	ck_assert_int_eq(change->kind, CHANGE_DETECTOR);
	reader->told++;
	if (reader->drop) {
		change_feed_unlisten(*reader->drop);
		reader->drop = NULL;
	}
}

START_TEST(listeners_may_go_while_they_are_told)
{
	AUTO(change_feed) struct change_feed *feed = change_feed_new();
	struct reader readers[3] = {0};
	struct change change = {.kind = CHANGE_DETECTOR};
	for (int i = 0; i < 3; i++)
		readers[i].listener = change_feed_listen(feed, read_change, &readers[i]);
	readers[0].drop = &readers[1].listener; // another one, that comes later
	change_feed_publish(feed, &change);
	ck_assert_int_eq(readers[0].told + readers[2].told, 2);
	ck_assert_int_eq(readers[1].told, 0);
	readers[2].drop = &readers[2].listener; // itself
	change_feed_publish(feed, &change);
	change_feed_publish(feed, &change);
	ck_assert_int_eq(readers[0].told, 3);
	ck_assert_int_eq(readers[2].told, 2);
	change_feed_unlisten(readers[0].listener);
	change_feed_unlisten(NULL);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, listeners_may_go_while_they_are_told);
}
