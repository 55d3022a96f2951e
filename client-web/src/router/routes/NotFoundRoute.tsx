// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { Page } from "@/components/ui/Page";
import { NotFound } from "@/components/ui/QueryState";

export function NotFoundRoute() {
	const { t } = useTranslation();
	return (
		<Page title={t("error.notFoundTitle")}>
			<NotFound />
		</Page>
	);
}
