// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useSearchParams } from "react-router";
import { paths, safeNext } from "@/model/paths";
import { sessionQuery, setupQuery } from "@/services/authService";
import { AuthCard } from "@/components/login/AuthCard";
import { SignInForm } from "@/components/login/SignInForm";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { Notice } from "@/components/ui/Notice";

export function SignInRoute() {
	const { t } = useTranslation();
	const [params] = useSearchParams();
	const session = useQuery(sessionQuery());
	const setup = useQuery(setupQuery());
	if (session.data) return <Navigate to={safeNext(params.get("next"))} replace />;
	return (
		<AuthCard title={t("auth.signInTitle")} text={t("auth.signInText")}>
			{setup.data?.needed && (
				<Notice tone="warn">
					{t("auth.setupNeeded")}{" "}
					<Link className="link" to={paths.setup}>
						{t("auth.setupLink")}
					</Link>
				</Notice>
			)}
			<ErrorBox error={session.error} onRetry={() => void session.refetch()} />
			{/* The session in the cache takes the page onward. */}
			<SignInForm onDone={() => undefined} />
		</AuthCard>
	);
}
