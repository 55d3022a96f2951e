// SPDX-License-Identifier: Apache-2.0
// The trace sources of a detector that serves a server: scans that want rings of the same size share one. A source lives as
// long as a scan uses it, so that a host without scans pays nothing.
#pragma once

#include "common/base/error.h"
#include "common/loop/loop.h"
#include "detector/trace/source.h"

struct sources;

struct sources *sources_new(struct loop *loop);
void sources_free(struct sources *sources); // no scan may use one any more
// ring_bytes 0 = the default. The caller gives it back with sources_give.
int sources_take(struct sources *sources, uint64_t ring_bytes, struct source **ret_source, struct error *err);
// Not inside a source's own callbacks.
void sources_give(struct sources *sources, struct source *source);
