// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { IconCheck, IconInfo, IconWarning } from "./icons";
import classes from "./Message.module.css";

type Tone = "info" | "warn" | "ok";
const ICONS = { info: IconInfo, warn: IconWarning, ok: IconCheck };

export function Notice({ tone = "info", children }: { tone?: Tone; children: ReactNode }) {
	const Icon = ICONS[tone];
	return (
		<div className={classes[tone]} role="status">
			<Icon />
			<div className={classes.text}>{children}</div>
		</div>
	);
}
