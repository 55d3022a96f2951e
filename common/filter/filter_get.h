// SPDX-License-Identifier: Apache-2.0
// The getters, by the fields' first word; filter_getters.c is their table. Internal to common/filter.
#pragma once

#include "common/filter/filter_internal.h"

#include <string.h>

#define FILTER_GETTER(name) bool name(const struct filter_subject *subject, unsigned i, struct filter_datum *ret_datum)

static inline bool filter_give_number(struct filter_datum *ret_datum, int64_t number)
{
	ret_datum->number = number;
	return true;
}

// Unsigned counts and times: what is beyond is as good as the greatest.
static inline bool filter_give_count(struct filter_datum *ret_datum, uint64_t count)
{
	return filter_give_number(ret_datum, count > INT64_MAX ? INT64_MAX : (int64_t)count);
}

static inline bool filter_give_bytes(struct filter_datum *ret_datum, const char *text, size_t len)
{
	ret_datum->text = text;
	ret_datum->len = len;
	return true;
}

static inline bool filter_give_text(struct filter_datum *ret_datum, const char *text)
{
	return filter_give_bytes(ret_datum, text, strlen(text));
}

// "" is how the state says that it does not know.
static inline bool filter_give_known(struct filter_datum *ret_datum, const char *text)
{
	return text[0] && filter_give_text(ret_datum, text);
}

// The last component; "/" has none.
static inline const char *filter_base_name(const char *path, size_t *ret_len)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	*ret_len = strlen(name);
	return name;
}

FILTER_GETTER(filter_get_evt_num);
FILTER_GETTER(filter_get_evt_time);
FILTER_GETTER(filter_get_evt_type);
FILTER_GETTER(filter_get_evt_category);
FILTER_GETTER(filter_get_evt_dir);
FILTER_GETTER(filter_get_evt_latency);
FILTER_GETTER(filter_get_evt_rawres);
FILTER_GETTER(filter_get_evt_failed);
FILTER_GETTER(filter_get_evt_denied);
FILTER_GETTER(filter_get_argument);
FILTER_GETTER(filter_get_evt_args);
FILTER_GETTER(filter_get_evt_text);
FILTER_GETTER(filter_get_evt_buffer);
FILTER_GETTER(filter_get_evt_buflen);
FILTER_GETTER(filter_get_evt_is_io);
FILTER_GETTER(filter_get_evt_is_io_read);
FILTER_GETTER(filter_get_evt_is_io_write);
FILTER_GETTER(filter_get_evt_is_open_read);
FILTER_GETTER(filter_get_evt_is_open_write);
FILTER_GETTER(filter_get_evt_is_open_exec);
FILTER_GETTER(filter_get_evt_is_open_create);
FILTER_GETTER(filter_get_evt_abi);
FILTER_GETTER(filter_get_evt_kind);
FILTER_GETTER(filter_get_signal_name);

FILTER_GETTER(filter_get_proc_pid);
FILTER_GETTER(filter_get_proc_name);
FILTER_GETTER(filter_get_proc_exe);
FILTER_GETTER(filter_get_proc_exepath);
FILTER_GETTER(filter_get_proc_args);
FILTER_GETTER(filter_get_proc_cmdline);
FILTER_GETTER(filter_get_proc_cwd);
FILTER_GETTER(filter_get_proc_ppid);
FILTER_GETTER(filter_get_proc_pname);
FILTER_GETTER(filter_get_proc_pcmdline);
FILTER_GETTER(filter_get_proc_pexepath);
FILTER_GETTER(filter_get_proc_aname);
FILTER_GETTER(filter_get_proc_apid);
FILTER_GETTER(filter_get_proc_aexepath);
FILTER_GETTER(filter_get_proc_duration);
FILTER_GETTER(filter_get_thread_tid);
FILTER_GETTER(filter_get_user_uid);
FILTER_GETTER(filter_get_user_name);
FILTER_GETTER(filter_get_group_gid);
FILTER_GETTER(filter_get_container_id);
FILTER_GETTER(filter_get_container_name);
FILTER_GETTER(filter_get_container_image);
FILTER_GETTER(filter_get_container_image_repository);
FILTER_GETTER(filter_get_container_image_tag);

FILTER_GETTER(filter_get_object_known);
FILTER_GETTER(filter_get_object_fd);
FILTER_GETTER(filter_get_plain_fd);
FILTER_GETTER(filter_get_fd_name);
FILTER_GETTER(filter_get_fd_type);
FILTER_GETTER(filter_get_fd_typechar);
FILTER_GETTER(filter_get_fd_directory);
FILTER_GETTER(filter_get_fd_filename);
FILTER_GETTER(filter_get_fd_ip);
FILTER_GETTER(filter_get_fd_cip);
FILTER_GETTER(filter_get_fd_sip);
FILTER_GETTER(filter_get_fd_lip);
FILTER_GETTER(filter_get_fd_rip);
FILTER_GETTER(filter_get_fd_port);
FILTER_GETTER(filter_get_fd_cport);
FILTER_GETTER(filter_get_fd_sport);
FILTER_GETTER(filter_get_fd_lport);
FILTER_GETTER(filter_get_fd_rport);
FILTER_GETTER(filter_get_fd_l4proto);
FILTER_GETTER(filter_get_fd_sockfamily);
FILTER_GETTER(filter_get_fd_is_server);
FILTER_GETTER(filter_get_fs_path_name);
FILTER_GETTER(filter_get_fs_path_nameraw);
FILTER_GETTER(filter_get_fs_path_source);
FILTER_GETTER(filter_get_fs_path_target);

unsigned filter_io_of_call(const struct filter_test *test, uint8_t abi, int32_t nr);
unsigned filter_open_of_call(const struct filter_test *test, uint8_t abi, int32_t nr);
unsigned filter_path_of_call(const struct filter_test *test, uint8_t abi, int32_t nr);
unsigned filter_fd_of_call(const struct filter_test *test, uint8_t abi, int32_t nr);
