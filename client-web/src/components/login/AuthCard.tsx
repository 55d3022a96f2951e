// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { Brand } from "@/components/layout/Brand";
import classes from "./AuthCard.module.css";

/** The frame of the pages before the sign-in. */
export function AuthCard({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
	return (
		<main className={classes.page}>
			<title>{`${title} · syscope`}</title>
			<div className={classes.brand}>
				<Brand large />
			</div>
			<div className={classes.card}>
				<h1 className={classes.title}>{title}</h1>
				{text && <p className={classes.text}>{text}</p>}
				{children}
			</div>
		</main>
	);
}
