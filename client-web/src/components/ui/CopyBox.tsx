// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconCheck, IconCopy } from "./icons";
import classes from "./Form.module.css";

/** A command to copy. Without clipboard access (plain HTTP off loopback) the text is selected instead. */
export function CopyBox({ text, label }: { text: string; label: string }) {
	const { t } = useTranslation();
	const [copied, setCopied] = useState(false);
	const [node, setNode] = useState<HTMLElement | null>(null);
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(text);
			setCopied(true);
			setTimeout(() => {
				setCopied(false);
			}, 2000);
		} catch {
			if (node) getSelection()?.selectAllChildren(node);
		}
	};
	return (
		<div className={classes.code}>
			<code ref={setNode} className={`mono ${classes.codeText}`} aria-label={label}>
				{text}
			</code>
			<Button
				variant="default"
				leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
				onClick={() => void copy()}
			>
				<span aria-live="polite">{copied ? t("action.copied") : t("action.copy")}</span>
			</Button>
		</div>
	);
}
