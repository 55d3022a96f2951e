// SPDX-License-Identifier: Apache-2.0
import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatCompact } from "@/model/format";
import { totalLost, type Completeness } from "@/model/types";
import { Badge, type BadgeIcon, type Tone } from "@/components/ui/Badge";

const LOOK: Record<Completeness["verdict"], [Tone, BadgeIcon]> = {
	complete: ["ok", "check"],
	incomplete: ["bad", "warning"],
	running: ["idle", "clock"],
	unknown: ["warn", "unknown"],
};

/** Whether a scan can be believed to be whole. Shown everywhere a scan is. */
export function CompletenessBadge({ completeness }: { completeness: Completeness }) {
	const { t } = useTranslation();
	const [tone, icon] = LOOK[completeness.verdict];
	const lost = totalLost(completeness.lost);
	const badge = (
		<span data-testid="verdict">
			<Badge tone={tone} icon={icon}>
				{t(`verdict.${completeness.verdict}`)}
				{lost > 0 && ` · ${t("verdict.lostShort", { lost: formatCompact(lost) })}`}
			</Badge>
		</span>
	);
	return completeness.reason ? <Tooltip label={completeness.reason}>{badge}</Tooltip> : badge;
}
