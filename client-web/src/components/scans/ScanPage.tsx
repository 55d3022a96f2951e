// SPDX-License-Identifier: Apache-2.0
import { Tabs } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { formatCommandLine } from "@/model/commandLine";
import { writePage, writeTab } from "@/model/eventPage";
import { equals } from "@/model/filter";
import { visibleText } from "@/model/format";
import { paths } from "@/model/paths";
import { scanHasEnded, type Counter, type Scan } from "@/model/types";
import { EventsPanel } from "@/components/events/EventsPanel";
import { Replay } from "@/components/terminal/Replay";
import { Columns } from "@/components/ui/Columns";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { Page } from "@/components/ui/Page";
import { Elapsed } from "@/components/ui/Times";
import { CompletenessBadge } from "./CompletenessBadge";
import { CompletenessPanel, GapsPanel } from "./CompletenessPanel";
import { CountersPanel } from "./CountersPanel";
import { DetailsPanel } from "./DetailsPanel";
import { EndNotice } from "./EndNotice";
import { LiveView } from "./LiveView";
import { ScanActions } from "./ScanActions";
import { ScanStateBadge } from "./ScanStateBadge";
import { ScanStats } from "./ScanStats";
import { ExitStatus } from "./ScanTable";
import classes from "./ScanPage.module.css";

const TABS = ["live", "events", "counters", "terminal", "completeness", "details"] as const;
type Tab = (typeof TABS)[number];

/**
 * A scan while it runs and after. Whoever watched it to its end keeps the live view, with the terminal's last words,
 * until they leave; the stored data is one tab away from the start.
 */
export function ScanPage({ scan }: { scan: Scan }) {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const [params, setParams] = useSearchParams();
	const [watched] = useState(() => !scanHasEnded(scan));
	const [counters, setCounters] = useState<Counter[]>();
	const seesTerminal = scan.permissions.includes("terminal.view");
	const ended = scanHasEnded(scan);
	const tabs = TABS.filter((tab) => (tab !== "live" || watched) && (tab !== "terminal" || seesTerminal));
	const asked = tabs.find((tab) => tab === params.get("tab"));
	const current: Tab = asked ?? (watched ? "live" : "events");
	const show = (tab: string | null) => {
		setParams((before) => writeTab(before, tab ?? ""), { replace: false });
	};

	return (
		<Page
			fill
			title={scan.image}
			heading={
				<>
					{visibleText(scan.image)}{" "}
					<span className={`mono ${classes.command}`}>{visibleText(formatCommandLine(scan.command))}</span>
				</>
			}
			crumbs={[
				{ label: t("nav.scans"), to: paths.scans },
				{ label: scan.project_name, to: paths.project(scan.project_id) },
			]}
			meta={
				<>
					<span data-testid="scan-state">
						<ScanStateBadge scan={scan} />
					</span>
					<CompletenessBadge completeness={scan.completeness} />
					<span data-testid="exit-status">
						<ExitStatus scan={scan} />
					</span>
					{scan.started_at && <Elapsed from={scan.started_at} to={scan.ended_at} />}
					<span className="wrap">{t("scan.on", { detector: scan.detector_name })}</span>
				</>
			}
			actions={<ScanActions scan={scan} onDeleted={() => void navigate(paths.project(scan.project_id))} />}
		>
			{scan.state === "failed" && <ErrorBox error={new Error(scan.state_message || t("scanState.failed"))} />}
			{ended && watched && current === "live" && <EndNotice scan={scan} onShow={show} />}
			<ScanStats scan={scan} counters={counters} />
			<Tabs value={current} onChange={show} className={classes.tabs} keepMounted={false}>
				<Tabs.List>
					{tabs.map((tab) => (
						<Tabs.Tab key={tab} value={tab}>
							{t(tab === "live" && ended ? "scanTab.watched" : `scanTab.${tab}`)}
						</Tabs.Tab>
					))}
				</Tabs.List>
				{watched && (
					// Stays mounted behind the other tabs: the terminal and the stream go on.
					<Tabs.Panel value="live" keepMounted className={classes.panel}>
						<LiveView scan={scan} onCounters={setCounters} />
					</Tabs.Panel>
				)}
				<Tabs.Panel value="events" className={classes.panel}>
					<EventsPanel scan={scan} />
				</Tabs.Panel>
				<Tabs.Panel value="counters" className={classes.panel}>
					<CountersPanel
						scan={scan}
						onPick={(syscall) => {
							setParams((before) => writePage(writeTab(before, "events"), equals("evt.type", syscall), {}));
						}}
					/>
				</Tabs.Panel>
				<Tabs.Panel value="terminal" className={classes.panel}>
					<Replay scan={scan} />
				</Tabs.Panel>
				<Tabs.Panel value="completeness" className={classes.panel}>
					<div className={classes.stack}>
						<CompletenessPanel scan={scan} />
						<GapsPanel scan={scan} />
					</div>
				</Tabs.Panel>
				<Tabs.Panel value="details" className={classes.panel}>
					<Columns>
						<DetailsPanel scan={scan} />
					</Columns>
				</Tabs.Panel>
			</Tabs>
		</Page>
	);
}
