// SPDX-License-Identifier: Apache-2.0
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatCommandLine } from "@/model/commandLine";
import { formatCount, visibleText } from "@/model/format";
import { paths } from "@/model/paths";
import { signalName } from "@/model/signals";
import type { Scan } from "@/model/types";
import { Ago, Elapsed } from "@/components/ui/Times";
import { CompletenessBadge } from "./CompletenessBadge";
import { ScanStateBadge } from "./ScanStateBadge";
import classes from "./ScanTable.module.css";

interface ScanTableProps {
	scans: Scan[];
	label: string;
	/** On a project's own page its name would be said on every line. */
	withProject?: boolean;
}

export function ScanTable({ scans, label, withProject = true }: ScanTableProps) {
	const { t } = useTranslation();
	return (
		<Table highlightOnHover aria-label={label}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{t("scan.scan")}</Table.Th>
					<Table.Th>{t("scan.state")}</Table.Th>
					{withProject && <Table.Th>{t("scan.project")}</Table.Th>}
					<Table.Th>{t("scan.detector")}</Table.Th>
					<Table.Th>{t("scan.created")}</Table.Th>
					<Table.Th className="num">{t("scan.duration")}</Table.Th>
					<Table.Th className="num">{t("scan.calls")}</Table.Th>
					<Table.Th>{t("scan.completeness")}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{scans.map((scan) => (
					<Table.Tr key={scan.id}>
						<Table.Td className={classes.what}>
							<Link className="link" to={paths.scan(scan.id)}>
								{visibleText(scan.image)}
							</Link>
							<div className={`mono muted truncate ${classes.command}`} title={formatCommandLine(scan.command)}>
								{visibleText(formatCommandLine(scan.command)) || t("scan.imageCommand")}
							</div>
						</Table.Td>
						<Table.Td>
							<ScanStateBadge scan={scan} />
							<ExitStatus scan={scan} />
						</Table.Td>
						{withProject && (
							<Table.Td className="wrap">
								<Link className="link" to={paths.project(scan.project_id)}>
									{scan.project_name}
								</Link>
							</Table.Td>
						)}
						<Table.Td className="wrap">{scan.detector_name}</Table.Td>
						<Table.Td>
							<Ago iso={scan.created_at} />
						</Table.Td>
						<Table.Td className="num">
							{scan.started_at ? <Elapsed from={scan.started_at} to={scan.ended_at} /> : "–"}
						</Table.Td>
						<Table.Td className="num">{formatCount(scan.syscalls_stored)}</Table.Td>
						<Table.Td>
							<CompletenessBadge completeness={scan.completeness} />
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</Table>
	);
}

/** How the container's program ended. */
export function ExitStatus({ scan }: { scan: Scan }) {
	const { t } = useTranslation();
	if (scan.signal !== null && scan.signal > 0)
		return <span className="muted nowrap"> {t("scan.killedBy", { signal: signalName(scan.signal) })}</span>;
	if (scan.exit_code !== null)
		return <span className="muted nowrap"> {t("scan.exited", { code: scan.exit_code })}</span>;
	return null;
}
