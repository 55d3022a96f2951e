// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { Page } from "@/components/ui/Page";

/** A page that broke: say so, and offer to load it again. */
export function RouteError() {
	const { t } = useTranslation();
	const error = useRouteError();
	return (
		<Page
			title={t("error.pageTitle")}
			actions={
				<Button
					onClick={() => {
						location.reload();
					}}
				>
					{t("action.reload")}
				</Button>
			}
		>
			<ErrorBox error={error} />
		</Page>
	);
}
