// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { paths, setupToken } from "@/model/paths";
import { setupQuery } from "@/services/authService";
import { AuthCard } from "@/components/login/AuthCard";
import { SetupForm } from "@/components/login/SetupForm";
import { Notice } from "@/components/ui/Notice";
import { QueryState } from "@/components/ui/QueryState";

export function SetupRoute() {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const setup = useQuery(setupQuery());
	const [token] = useState(() => setupToken(location.hash, location.search));

	// The token has been read: it need not stay in the address bar and the history.
	useEffect(() => {
		if (token !== "") void navigate(paths.setup, { replace: true });
	}, [token, navigate]);

	return (
		<AuthCard title={t("auth.setupTitle")} text={t("auth.setupText")}>
			<QueryState query={setup}>
				{(state) =>
					state.needed ? (
						<SetupForm token={token} onDone={() => void navigate(paths.home, { replace: true })} />
					) : (
						<Notice>
							{t("auth.setupDone")}{" "}
							<Link className="link" to={paths.signIn}>
								{t("auth.signIn")}
							</Link>
						</Notice>
					)
				}
			</QueryState>
		</AuthCard>
	);
}
