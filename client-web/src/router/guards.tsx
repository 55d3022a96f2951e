// SPDX-License-Identifier: Apache-2.0
import { Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation } from "react-router";
import { paths } from "@/model/paths";
import { sessionQuery } from "@/services/authService";
import { AppLayout } from "@/components/layout/AppLayout";
import { LiveProvider } from "@/components/layout/LiveProvider";
import { AuthCard } from "@/components/login/AuthCard";
import { ErrorBox } from "@/components/ui/ErrorBox";

/** Everything but set-up and sign-in lies behind this. */
export function RequireSession() {
	const { t } = useTranslation();
	const session = useQuery(sessionQuery());
	const { pathname, search } = useLocation();
	if (session.data) {
		return (
			<LiveProvider key={session.data.user.id}>
				<AppLayout me={session.data} />
			</LiveProvider>
		);
	}
	if (session.data === null) {
		const next = pathname === paths.home ? "" : `?next=${encodeURIComponent(pathname + search)}`;
		return <Navigate to={paths.signIn + next} replace />;
	}
	return (
		<AuthCard title={session.isError ? t("error.noServer") : t("state.loading")}>
			{session.isError ? (
				<ErrorBox error={session.error} onRetry={() => void session.refetch()} />
			) : (
				<Loader size="sm" />
			)}
		</AuthCard>
	);
}
