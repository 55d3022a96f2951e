// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/podman_json.h"

#include <string.h>

#include "tests/unit/support/check_main.h"

#define TEXT(literal) (literal), strlen(literal)
#define ID            "8e1b9c3a5d7f2e4061728394a5b6c7d8e9f00112233445566778899aabbccdde"

START_TEST(version_and_runtime_are_read)
{
	struct podman_version version;
	struct error err;
	ck_assert_int_eq(
	    podman_json_version(TEXT("{\"Version\":\"4.3.1\",\"ApiVersion\":\"1.41\",\"Components\":[{\"Name\":"
				     "\"Conmon\"},{\"Name\":\"OCI Runtime (runc)\",\"Version\":\"x\"}]}"),
				&version, &err),
	    0);
	ck_assert_str_eq(version.version, "4.3.1");
	ck_assert_str_eq(version.api, "1.41");
	ck_assert_str_eq(version.runtime, "runc");
}
END_TEST

START_TEST(images_with_and_without_names_are_read)
{
	AUTO_VALUE(podman_images) struct podman_images images = {0};
	struct error err;
	ck_assert_int_eq(
	    podman_json_images(TEXT("[{\"Id\":\"" ID "\",\"RepoTags\":[\"localhost/a:latest\",\"localhost/b:1\"],"
				    "\"Size\":2131456,\"Created\":1795507446},"
				    "{\"Id\":\"abc\",\"RepoTags\":null,\"Size\":-5},"
				    "{\"Id\":\"../../etc\"},7]"),
			       &images, &err),
	    0);
	ck_assert_uint_eq(images.count, 2); // what has no proper id is left out
	ck_assert_str_eq(images.items[0].id, ID);
	ck_assert_uint_eq(images.items[0].names.count, 2);
	ck_assert_str_eq(images.items[0].names.items[1], "localhost/b:1");
	ck_assert_uint_eq(images.items[0].size, 2131456);
	ck_assert_int_eq(images.items[0].created, 1795507446);
	ck_assert_uint_eq(images.items[1].names.count, 0);
	ck_assert_uint_eq(images.items[1].size, 0);
}
END_TEST

START_TEST(a_container_is_read_with_its_state)
{
	AUTO_VALUE(podman_container) struct podman_container container = {0};
	struct error err;
	ck_assert_int_eq(podman_json_inspect(
			     TEXT("{\"Id\":\"" ID "\",\"Name\":\"bold\\u001b[31m_bell\",\"ImageName\":\"localhost/a\","
				  "\"State\":{\"Status\":\"exited\",\"Pid\":4711,\"ExitCode\":137,\"OOMKilled\":true,"
				  "\"Error\":\"\"},\"Config\":{\"Tty\":true,\"Labels\":{\"a\":\"b\",\"c\":null}}}"),
			     &container, &err),
			 0);
	ck_assert_str_eq(container.state, "exited");
	ck_assert_str_eq(container.name, "bold [31m_bell"); // control characters of others do not pass
	ck_assert_int_eq(container.pid, 4711);
	ck_assert_int_eq(container.exit_code, 137);
	ck_assert(container.oom_killed && container.tty);
	ck_assert_uint_eq(container.labels.count, 1);
	ck_assert_str_eq(container.labels.items[0], "a=b");
}
END_TEST

START_TEST(events_about_containers_are_told_apart)
{
	struct podman_event event;
	struct error err;
	ck_assert_int_eq(
	    podman_json_event(TEXT("{\"Type\":\"container\",\"Action\":\"died\",\"Actor\":{\"ID\":\"" ID
				   "\",\"Attributes\":"
				   "{\"containerExitCode\":\"3\",\"name\":\"n\",\"image\":\"i\"}},\"timeNano\":42}"),
			      &event, &err),
	    0);
	ck_assert_str_eq(event.action, "died");
	ck_assert_int_eq(event.exit_code, 3);
	ck_assert_uint_eq(event.ts, 42);
	ck_assert_int_eq(podman_json_event(TEXT("{\"Type\":\"image\",\"Action\":\"pull\"}"), &event, &err), -ENOMSG);
}
END_TEST

START_TEST(what_is_not_the_json_expected_is_refused)
{
	static const char *const bad[] = {"", "null", "[]", "7", "{\"Id\":", "{\"Id\":5}", "{\"Id\":\"g\"}", "<html>"};
	char id[PODMAN_ID_SIZE];
	struct podman_version version;
	struct podman_container container;
	struct podman_images images;
	struct error err;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ck_assert_int_eq(podman_json_id(TEXT(bad[i]), id, &err), -EBADMSG);
		ck_assert_int_eq(podman_json_version(TEXT(bad[i]), &version, &err), -EBADMSG);
		ck_assert_int_eq(podman_json_inspect(TEXT(bad[i]), &container, &err), -EBADMSG);
		ck_assert(strcmp(bad[i], "[]") == 0 || podman_json_images(TEXT(bad[i]), &images, &err) == -EBADMSG);
	}
	char deep[1024];
	memset(deep, '[', sizeof(deep));
	ck_assert_int_eq(podman_json_images(deep, sizeof(deep), &images, &err), -EBADMSG);
}
END_TEST

START_TEST(an_error_is_told_in_podmans_words)
{
	char message[32];
	podman_json_message(TEXT("{\"cause\":\"c\",\"message\":\"no such\\nthing\",\"response\":500}"), message,
			    sizeof(message));
	ck_assert_str_eq(message, "no such thing");
	podman_json_message(TEXT("{\"cause\":\"only this\"}"), message, sizeof(message));
	ck_assert_str_eq(message, "only this");
	podman_json_message(TEXT("Not Found\n"), message, sizeof(message));
	ck_assert_str_eq(message, "Not Found");
	podman_json_message(TEXT("a text that is longer than there is room for it"), message, sizeof(message));
	ck_assert_uint_eq(strlen(message), sizeof(message) - 1);
}
END_TEST

START_TEST(a_spec_becomes_libpods_words)
{
	AUTO_VALUE(container_spec) struct container_spec spec = {.memory_bytes = 1u << 20, .cpus = 0.5, .tty = true};
	struct error err;
	spec.image = strdup("localhost/a");
	ck_assert_int_eq(text_list_add(&spec.command, "say \"hi\""), 0);
	ck_assert_int_eq(container_spec_add_env(&spec, "A=1", &err), 0);
	ck_assert_int_eq(container_spec_add_env(&spec, "A=2=3", &err), 0);
	ck_assert_int_eq(container_spec_add_volume(&spec, "/src:/dst:ro", &err), 0);
	ck_assert_int_eq(container_spec_add_volume(&spec, "data:/data", &err), 0);
	AUTO_FREE char *text = podman_json_create(&spec);
	ck_assert_str_eq(
	    text,
	    "{\"image\":\"localhost\\/a\",\"command\":[\"say \\\"hi\\\"\"],\"env\":{\"A\":\"2=3\"},"
	    "\"terminal\":true,\"netns\":{\"nsmode\":\"none\"},"
	    "\"resource_limits\":{\"memory\":{\"limit\":1048576},\"cpu\":{\"period\":100000,\"quota\":50000}},"
	    "\"mounts\":[{\"source\":\"\\/src\",\"destination\":\"\\/dst\",\"type\":\"bind\",\"options\":[\"ro\"]}],"
	    "\"volumes\":[{\"Name\":\"data\",\"Dest\":\"\\/data\",\"Options\":[]}]}");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, version_and_runtime_are_read);
	tcase_add_test(tests, images_with_and_without_names_are_read);
	tcase_add_test(tests, a_container_is_read_with_its_state);
	tcase_add_test(tests, events_about_containers_are_told_apart);
	tcase_add_test(tests, what_is_not_the_json_expected_is_refused);
	tcase_add_test(tests, an_error_is_told_in_podmans_words);
	tcase_add_test(tests, a_spec_becomes_libpods_words);
}
