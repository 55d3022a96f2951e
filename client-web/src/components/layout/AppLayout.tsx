// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet, useLocation } from "react-router";
import { ActionIcon } from "@mantine/core";
import { paths } from "@/model/paths";
import type { Me, Permission } from "@/model/types";
import { IconDashboard, IconDetector, IconMenu, IconProject, IconScan, IconUsers } from "@/components/ui/icons";
import { Brand } from "./Brand";
import { LiveBanner } from "./LiveBanner";
import { ThemeSwitch } from "./ThemeSwitch";
import { UserMenu } from "./UserMenu";
import classes from "./AppLayout.module.css";

interface NavItem {
	to: string;
	key: "nav.dashboard" | "nav.scans" | "nav.projects" | "nav.detectors" | "nav.users";
	icon: ComponentType<{ size?: number }>;
	needs?: Permission;
}

const ITEMS: NavItem[] = [
	{ to: paths.home, key: "nav.dashboard", icon: IconDashboard },
	{ to: paths.scans, key: "nav.scans", icon: IconScan },
	{ to: paths.projects, key: "nav.projects", icon: IconProject },
	{ to: paths.detectors, key: "nav.detectors", icon: IconDetector, needs: "detector.view" },
	{ to: paths.users, key: "nav.users", icon: IconUsers, needs: "user.view" },
];

/** The frame of every page behind the sign-in: navigation at the left, the page beside it. */
export function AppLayout({ me }: { me: Me }) {
	const { t } = useTranslation();
	const main = useRef<HTMLElement>(null);
	const { pathname } = useLocation();
	// On a small screen the menu is open on one page only: going elsewhere closes it.
	const [openOn, setOpenOn] = useState<string>();
	const open = openOn === pathname;
	const first = useRef(true);

	// A new page begins at its top, also for the keyboard and for screen readers.
	useEffect(() => {
		if (!first.current) main.current?.focus();
		first.current = false;
	}, [pathname]);

	return (
		<div className={classes.app}>
			<a className={classes.skip} href="#main">
				{t("nav.skip")}
			</a>
			<aside className={classes.side} aria-label="syscope">
				<div className={classes.top}>
					<Brand />
					<ActionIcon
						className={classes.burger}
						variant="subtle"
						color="gray"
						aria-label={t("nav.menu")}
						aria-expanded={open}
						onClick={() => {
							setOpenOn(open ? undefined : pathname);
						}}
					>
						<IconMenu />
					</ActionIcon>
				</div>
				<div className={classes.rest} data-open={open}>
					<nav aria-label={t("nav.main")} className={classes.nav}>
						{ITEMS.filter((item) => !item.needs || me.permissions.includes(item.needs)).map((item) => (
							<NavLink key={item.to} to={item.to} end={item.to === paths.home} className={classes.link}>
								<item.icon />
								{t(item.key)}
							</NavLink>
						))}
					</nav>
					<div className={classes.bottom}>
						<ThemeSwitch />
						<UserMenu me={me} />
					</div>
				</div>
			</aside>
			<main id="main" ref={main} tabIndex={-1} className={classes.main}>
				<LiveBanner />
				<div className={classes.content}>
					<Outlet context={me} />
				</div>
			</main>
		</div>
	);
}
