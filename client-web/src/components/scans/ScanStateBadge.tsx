// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import type { Scan, ScanState } from "@/model/types";
import { Badge, type BadgeIcon, type Tone } from "@/components/ui/Badge";

const LOOK: Record<ScanState, [Tone, BadgeIcon]> = {
	queued: ["idle", "clock"],
	starting: ["info", "clock"],
	running: ["info", "pulse"],
	stopping: ["warn", "clock"],
	finished: ["ok", "check"],
	failed: ["bad", "error"],
	cancelled: ["idle", "info"],
	interrupted: ["warn", "warning"],
};

export function ScanStateBadge({ scan }: { scan: Pick<Scan, "state"> }) {
	const { t } = useTranslation();
	const [tone, icon] = LOOK[scan.state];
	return (
		<Badge tone={tone} icon={icon}>
			{t(`scanState.${scan.state}`)}
		</Badge>
	);
}
