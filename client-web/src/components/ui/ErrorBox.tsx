// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/services/http";
import { IconError } from "./icons";
import classes from "./Message.module.css";

/** What went wrong, in the server's words where it has some. */
export function useErrorText(): (error: unknown) => string {
	const { t } = useTranslation();
	return (error) => {
		if (!isApiError(error)) return error instanceof Error ? error.message : String(error);
		if (error.code === "network") return t("error.network");
		if (error.status === 429 && error.retryAfterS !== undefined)
			return `${error.message} ${t("error.retryIn", { seconds: error.retryAfterS })}`;
		return error.message || t("error.status", { status: error.status });
	};
}

export function ErrorBox({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
	const { t } = useTranslation();
	const text = useErrorText();
	if (error === null || error === undefined) return null;
	return (
		<div className={classes.error} role="alert">
			<IconError />
			<span className={classes.text}>{text(error)}</span>
			{onRetry && (
				<Button size="compact-xs" variant="default" onClick={onRetry}>
					{t("action.retry")}
				</Button>
			)}
		</div>
	);
}
