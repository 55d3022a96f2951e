// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { visibleText } from "@/model/format";
import type { ParsedCommand } from "@/model/commandLine";
import { Notice } from "@/components/ui/Notice";
import classes from "./CommandPreview.module.css";

/** How a command line will arrive: one box an argument. */
export function CommandPreview({ command }: { command: ParsedCommand }) {
	const { t } = useTranslation();
	if (command.error) return null;
	return (
		<div className={classes.preview}>
			<span className="muted">{command.argv.length === 0 ? t("scan.imageCommandHint") : t("scan.runs")}</span>
			{command.argv.length > 0 && (
				<ol className={classes.argv} aria-label={t("scan.arguments")} data-testid="argv">
					{command.argv.map((argument, i) => (
						<li key={i} className={`mono ${classes.argument}`}>
							{visibleText(argument) || <span className="muted">{t("scan.emptyArgument")}</span>}
						</li>
					))}
				</ol>
			)}
			{command.operators.length > 0 && (
				<Notice tone="warn">{t("scan.shellWarning", { operators: command.operators.join(" ") })}</Notice>
			)}
		</div>
	);
}
