// SPDX-License-Identifier: Apache-2.0
import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface DialogProps {
	opened: boolean;
	onClose: () => void;
	title: string;
	size?: string | number;
	children: ReactNode;
}

export function Dialog({ opened, onClose, title, size = "md", children }: DialogProps) {
	const { t } = useTranslation();
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={title}
			size={size}
			closeButtonProps={{ "aria-label": t("action.close") }}
		>
			{children}
		</Modal>
	);
}
