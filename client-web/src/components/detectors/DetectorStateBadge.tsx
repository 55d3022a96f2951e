// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import type { Detector, DetectorState } from "@/model/types";
import { Badge, type BadgeIcon, type Tone } from "@/components/ui/Badge";

const LOOK: Record<DetectorState, [Tone, BadgeIcon]> = {
	online: ["ok", "check"],
	degraded: ["warn", "warning"],
	reconnecting: ["warn", "clock"],
	stopped: ["idle", "info"],
	lost: ["bad", "error"],
	never_connected: ["idle", "clock"],
	revoked: ["idle", "error"],
};

export function DetectorStateBadge({ detector }: { detector: Pick<Detector, "state"> }) {
	const { t } = useTranslation();
	const [tone, icon] = LOOK[detector.state];
	return (
		<Badge tone={tone} icon={icon}>
			{t(`detectorState.${detector.state}`)}
		</Badge>
	);
}
