// SPDX-License-Identifier: Apache-2.0
// How the arguments and results of single operations of prctl are shown; the table is in format_prctl.c. Internal to common/syscalls.
#pragma once

#include "common/syscalls/print.h"

void prctl_set_name(struct printer *p, unsigned arg, const struct constants *list);
void prctl_get_name(struct printer *p, unsigned arg, const struct constants *list);
void prctl_ambient_capability(struct printer *p, unsigned arg, const struct constants *list);
void prctl_kill_policy(struct printer *p, unsigned arg, const struct constants *list);
void prctl_speculation(struct printer *p, unsigned arg, const struct constants *list);
void prctl_vector_length(struct printer *p, unsigned arg, const struct constants *list);
void prctl_tagged_address(struct printer *p, unsigned arg, const struct constants *list);
void prctl_ptracer(struct printer *p, unsigned arg, const struct constants *list);
void prctl_core_group(struct printer *p, unsigned arg, const struct constants *list);
void prctl_core_cookie(struct printer *p, unsigned arg, const struct constants *list);
void prctl_vma_address(struct printer *p, unsigned arg, const struct constants *list);
void prctl_vma_size(struct printer *p, unsigned arg, const struct constants *list);
void prctl_vma_name(struct printer *p, unsigned arg, const struct constants *list);
void prctl_seccomp_filter(struct printer *p, unsigned arg, const struct constants *list);
void prctl_result_dumpable(struct printer *p);
void prctl_result_kill_policy(struct printer *p);
void prctl_result_securebits(struct printer *p);
void prctl_result_fp_mode(struct printer *p);
void prctl_result_enabled_keys(struct printer *p);
void prctl_result_speculation(struct printer *p);
void prctl_result_tagged_address(struct printer *p);
void prctl_result_sve(struct printer *p);
void prctl_result_sme(struct printer *p);
