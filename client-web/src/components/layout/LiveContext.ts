// SPDX-License-Identifier: Apache-2.0
import { createContext, useContext, useSyncExternalStore } from "react";
import type { LiveSocket, LiveStatus } from "@/services/liveSocket";

export const LiveContext = createContext<LiveSocket | undefined>(undefined);

/** The page's live socket; undefined for the moment before it is made. */
export function useLive(): LiveSocket | undefined {
	return useContext(LiveContext);
}

const noop = () => undefined;

export function useLiveStatus(): LiveStatus {
	const live = useLive();
	return useSyncExternalStore(
		(listener) => live?.onStatus(listener) ?? noop,
		() => live?.status() ?? "connecting",
	);
}
