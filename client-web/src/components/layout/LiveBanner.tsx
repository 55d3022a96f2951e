// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconWarning } from "@/components/ui/icons";
import { useLiveStatus } from "./LiveContext";
import classes from "./LiveBanner.module.css";

/** Says when what is shown live is not live; not for a blink. */
export function LiveBanner() {
	const { t } = useTranslation();
	const status = useLiveStatus();
	const [away, setAway] = useState(false);
	useEffect(() => {
		const timer = setTimeout(
			() => {
				setAway(status !== "open");
			},
			status === "open" ? 0 : 1500,
		);
		return () => {
			clearTimeout(timer);
		};
	}, [status]);
	return (
		<div role="status" className={away ? classes.banner : undefined}>
			{away && (
				<>
					<IconWarning size={14} />
					{t("live.away")}
				</>
			)}
		</div>
	);
}
