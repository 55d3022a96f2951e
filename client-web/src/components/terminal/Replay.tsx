// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Scan } from "@/model/types";
import { recordingQuery } from "@/services/terminalService";
import { EmptyState } from "@/components/ui/EmptyState";
import { QueryState } from "@/components/ui/QueryState";
import { ReplayPlayer } from "./ReplayPlayer";

/** The recorded terminal of a scan. */
export function Replay({ scan }: { scan: Scan }) {
	const { t } = useTranslation();
	const query = useQuery(recordingQuery(scan.id));
	return (
		<QueryState
			query={query}
			isEmpty={(recording) => recording.loadedBytes === 0}
			empty={<EmptyState title={t("replay.empty")}>{t("replay.emptyHint")}</EmptyState>}
		>
			{(recording) => <ReplayPlayer scan={scan} loaded={recording} />}
		</QueryState>
	);
}
