// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { scanHasEnded, type Scan } from "@/model/types";
import { countersQuery } from "@/services/eventService";
import { EmptyState } from "@/components/ui/EmptyState";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { CountersTable } from "./CountersTable";

export function CountersPanel({ scan, onPick }: { scan: Scan; onPick: (syscall: string) => void }) {
	const { t } = useTranslation();
	const query = useQuery(countersQuery(scan.id, !scanHasEnded(scan)));
	return (
		<Panel
			title={t("counter.title")}
			count={query.data?.counters.length}
			flush
			actions={<span className="muted">{t(scan.latency ? "counter.fromKernel" : "counter.noLatency")}</span>}
		>
			<QueryState
				query={query}
				rows={6}
				isEmpty={(data) => data.counters.length === 0}
				empty={<EmptyState title={t("counter.empty")} />}
			>
				{(data) => <CountersTable counters={data.counters} latency={scan.latency} onPick={onPick} />}
			</QueryState>
		</Panel>
	);
}
