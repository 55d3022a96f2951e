// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "./Dialog";
import { ErrorBox } from "./ErrorBox";
import classes from "./Form.module.css";

interface ConfirmDialogProps {
	opened: boolean;
	onClose: () => void;
	title: string;
	confirm: string;
	onConfirm: () => Promise<unknown>;
	children: ReactNode;
}

/** Asks before something that cannot be taken back; stays open with the reason when it fails. */
export function ConfirmDialog({ opened, onClose, title, confirm, onConfirm, children }: ConfirmDialogProps) {
	const { t } = useTranslation();
	const mutation = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
	const close = () => {
		mutation.reset();
		onClose();
	};
	return (
		<Dialog opened={opened} onClose={close} title={title}>
			<div className={classes.form}>
				<div className="wrap">{children}</div>
				<ErrorBox error={mutation.error} />
				<div className={classes.buttons}>
					<Button variant="default" onClick={close} data-autofocus>
						{t("action.cancel")}
					</Button>
					<Button
						color="red.9"
						loading={mutation.isPending}
						onClick={() => {
							mutation.mutate();
						}}
					>
						{confirm}
					</Button>
				</div>
			</div>
		</Dialog>
	);
}
