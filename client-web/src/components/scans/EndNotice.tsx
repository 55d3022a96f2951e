// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Scan } from "@/model/types";
import { Notice } from "@/components/ui/Notice";
import { ExitStatus } from "./ScanTable";
import classes from "./EndNotice.module.css";

/** Says that it is over, how, and where the results are. */
export function EndNotice({ scan, onShow }: { scan: Scan; onShow: (tab: string) => void }) {
	const { t } = useTranslation();
	return (
		<Notice tone={scan.state === "finished" ? "ok" : "info"}>
			<span className={classes.line}>
				<span>
					{t(`scanEnd.${scan.state}`, { defaultValue: t(`scanState.${scan.state}`) })}
					<ExitStatus scan={scan} />
					{scan.state !== "failed" && scan.state_message && ` · ${scan.state_message}`}
				</span>
				<Button
					size="compact-xs"
					variant="default"
					onClick={() => {
						onShow("events");
					}}
				>
					{t("scanEnd.showEvents")}
				</Button>
				<Button
					size="compact-xs"
					variant="default"
					onClick={() => {
						onShow("counters");
					}}
				>
					{t("scanEnd.showCounters")}
				</Button>
			</span>
		</Notice>
	);
}
