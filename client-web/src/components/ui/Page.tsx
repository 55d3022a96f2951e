// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useTranslation } from "react-i18next";
import { IconChevron } from "./icons";
import classes from "./Page.module.css";

export interface Crumb {
	label: string;
	to: string;
}

interface PageProps {
	title: string;
	heading?: ReactNode;
	crumbs?: Crumb[];
	meta?: ReactNode;
	actions?: ReactNode;
	children: ReactNode;
	/** The page fills the window and its parts scroll, not the page. */
	fill?: boolean;
}

export function Page({ title, heading, crumbs = [], meta, actions, children, fill }: PageProps) {
	const { t } = useTranslation();
	return (
		<div className={fill ? classes.fill : classes.page}>
			<title>{`${title} · syscope`}</title>
			<header className={classes.header}>
				<div className={classes.headings}>
					{crumbs.length > 0 && (
						<nav aria-label={t("nav.breadcrumb")} className={classes.crumbs}>
							{crumbs.map((crumb) => (
								<span key={crumb.to} className={classes.crumb}>
									<Link className="link" to={crumb.to}>
										{crumb.label}
									</Link>
									<IconChevron size={11} />
								</span>
							))}
						</nav>
					)}
					<h1 className={classes.title}>{heading ?? title}</h1>
					{meta && <div className={classes.meta}>{meta}</div>}
				</div>
				{actions && <div className={classes.actions}>{actions}</div>}
			</header>
			{children}
		</div>
	);
}
