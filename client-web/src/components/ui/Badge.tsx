// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { IconCheck, IconClock, IconError, IconInfo, IconUnknown, IconWarning } from "./icons";
import classes from "./Badge.module.css";

export type Tone = "ok" | "warn" | "bad" | "info" | "idle";
export type BadgeIcon = "check" | "warning" | "error" | "info" | "clock" | "unknown" | "pulse";

const ICONS = {
	check: IconCheck,
	warning: IconWarning,
	error: IconError,
	info: IconInfo,
	clock: IconClock,
	unknown: IconUnknown,
};

/** A state by icon, word and colour: the colour alone says nothing. */
export function Badge({ tone, icon, children }: { tone: Tone; icon: BadgeIcon; children: ReactNode }) {
	const Icon = icon === "pulse" ? undefined : ICONS[icon];
	return (
		<span className={[classes.badge, classes[tone]].join(" ")}>
			{Icon ? <Icon size={12} /> : <span className={classes.pulse} aria-hidden="true" />}
			<span>{children}</span>
		</span>
	);
}
