// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { formatCount } from "@/model/format";
import type { Gap } from "@/model/types";
import { IconWarning } from "@/components/ui/icons";

/** A loss, where it happened. */
export function GapText({ gap }: { gap: Gap }) {
	const { t } = useTranslation();
	const calls = gap.calls
		.slice(0, 6)
		.map((call) => `${call.syscall} ${formatCount(call.count)}`)
		.join(", ");
	return (
		<>
			<IconWarning size={12} /> <b>GAP</b>{" "}
			{t("gap.row", { count: gap.count, shown: formatCount(gap.count), stage: t(`stage.${gap.stage}`) })}
			{calls && `: ${calls}`}
			{gap.calls.length > 6 && " …"}
		</>
	);
}
