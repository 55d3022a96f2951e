// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

export function LinkButton({
	to,
	children,
	icon,
	variant = "filled",
}: {
	to: string;
	children: ReactNode;
	icon?: ReactNode;
	variant?: "filled" | "default";
}) {
	return (
		<Button component={Link} to={to} leftSection={icon} variant={variant}>
			{children}
		</Button>
	);
}
