// SPDX-License-Identifier: Apache-2.0
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import type { Detector, Scan } from "@/model/types";
import { sessionQuery } from "@/services/authService";
import { createLiveSocket, type LiveSocket } from "@/services/liveSocket";
import { detectorQuery, detectorsQuery } from "@/services/detectorService";
import { scanQuery } from "@/services/scanService";
import { LiveContext } from "./LiveContext";

function updateDetector(client: QueryClient, detector: Detector): void {
	client.setQueryData(detectorQuery(detector.id).queryKey, detector);
	let known = false;
	client.setQueryData(detectorsQuery().queryKey, (list) => {
		known = list?.some((each) => each.id === detector.id) ?? true;
		return list?.map((each) => (each.id === detector.id ? detector : each));
	});
	if (!known) void client.invalidateQueries({ queryKey: detectorsQuery().queryKey, exact: true });
	void client.invalidateQueries({ queryKey: ["projects"], predicate: ({ queryKey }) => queryKey[2] === "detectors" });
}

function updateScan(client: QueryClient, scan: Scan): void {
	client.setQueryData(scanQuery(scan.id).queryKey, scan);
	let known = false;
	client.setQueriesData<Scan[]>({ queryKey: ["scans", "list"] }, (list) => {
		known ||= list?.some((each) => each.id === scan.id) ?? false;
		return list?.map((each) => (each.id === scan.id ? scan : each));
	});
	client.setQueriesData<Scan[]>({ queryKey: ["scans", "project", scan.project_id] }, (list) =>
		list?.map((each) => (each.id === scan.id ? scan : each)),
	);
	if (!known) {
		void client.invalidateQueries({ queryKey: ["scans", "list"] });
		void client.invalidateQueries({ queryKey: ["scans", "project", scan.project_id] });
	}
}

/** Makes the live socket for as long as somebody is signed in, and lets it keep the lists of scans and detectors fresh. */
export function LiveProvider({ children }: { children: ReactNode }) {
	const client = useQueryClient();
	const [socket, setSocket] = useState<LiveSocket>();

	useEffect(() => {
		const live = createLiveSocket();
		live.subscribeOverview({
			onDetector: (detector) => {
				updateDetector(client, detector);
			},
			onScan: (scan) => {
				updateScan(client, scan);
			},
		});
		// A connection belongs to an effect: it can only be handed out once it is made.
		// eslint-disable-next-line react-hooks/set-state-in-effect
		setSocket(live);
		// The browser does not say why a socket was refused: when it goes, ask whether the session is still good.
		const stopStatus = live.onStatus(() => {
			if (live.status() === "waiting") void client.invalidateQueries({ queryKey: sessionQuery().queryKey });
		});
		return () => {
			stopStatus();
			live.close();
		};
	}, [client]);

	return <LiveContext value={socket}>{children}</LiveContext>;
}
