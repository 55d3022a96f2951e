// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/podman_frames.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/support/check_main.h"

struct heard {
	char out[64];
	char err[64];
};

static void on_frame(void *ctx, enum podman_stream stream, const uint8_t *bytes, size_t len)
{
	struct heard *heard = ctx;
	char *text = stream == PODMAN_STDOUT ? heard->out : heard->err;
	memcpy(text + strlen(text), bytes, len);
}

static const uint8_t stream[] = "\1\0\0\0\0\0\0\5hello"
				"\2\0\0\0\0\0\0\3bad"
				"\1\0\0\0\0\0\0\0"
				"\1\0\0\0\0\0\0\6 world";
#define STREAM_LEN (sizeof(stream) - 1)

START_TEST(a_stream_is_split_alike_however_it_is_cut)
{
	for (size_t step = 1; step <= STREAM_LEN; step++) {
		struct podman_frames frames;
		struct heard heard = {0};
		struct error err;
		podman_frames_init(&frames);
		for (size_t at = 0; at < STREAM_LEN; at += step) {
			size_t len = STREAM_LEN - at < step ? STREAM_LEN - at : step;
			ck_assert_int_eq(podman_frames_push(&frames, stream + at, len, on_frame, &heard, &err), 0);
		}
		ck_assert_int_eq(podman_frames_end(&frames, &err), 0);
		ck_assert_str_eq(heard.out, "hello world");
		ck_assert_str_eq(heard.err, "bad");
	}
}
END_TEST

START_TEST(what_is_no_frame_is_refused_then_and_from_then_on)
{
	static const char *const bad[] = {"\0\0\0\0\0\0\0\1x", "\3\0\0\0\0\0\0\1x", "\1\1\0\0\0\0\0\1x", "HTTP/1.1"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct podman_frames frames;
		struct heard heard = {0};
		struct error err;
		podman_frames_init(&frames);
		ck_assert_int_eq(podman_frames_push(&frames, bad[i], 8, on_frame, &heard, &err), -EBADMSG);
		ck_assert_int_eq(podman_frames_push(&frames, stream, STREAM_LEN, on_frame, &heard, &err), -EBADMSG);
		ck_assert_int_eq(podman_frames_end(&frames, &err), -EBADMSG);
		ck_assert_str_eq(heard.out, "");
	}
}
END_TEST

START_TEST(an_end_inside_a_frame_is_told)
{
	for (size_t len = 1; len < 13; len++) {
		struct podman_frames frames;
		struct heard heard = {0};
		struct error err;
		podman_frames_init(&frames);
		ck_assert_int_eq(podman_frames_push(&frames, stream, len, on_frame, &heard, &err), 0);
		ck_assert_int_eq(podman_frames_end(&frames, &err), -EBADMSG);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_stream_is_split_alike_however_it_is_cut);
	tcase_add_test(tests, what_is_no_frame_is_refused_then_and_from_then_on);
	tcase_add_test(tests, an_end_inside_a_frame_is_told);
}
