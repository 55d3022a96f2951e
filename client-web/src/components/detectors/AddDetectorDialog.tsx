// SPDX-License-Identifier: Apache-2.0
import { Button, Loader, NumberInput, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatDateTime } from "@/model/format";
import { paths } from "@/model/paths";
import type { Detector, EnrollmentTokenCreated } from "@/model/types";
import { createEnrollmentToken, detectorsQuery, enrollmentTokensQuery } from "@/services/detectorService";
import { CopyBox } from "@/components/ui/CopyBox";
import { Dialog } from "@/components/ui/Dialog";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { Notice } from "@/components/ui/Notice";
import classes from "@/components/ui/Form.module.css";
import { DetectorStateBadge } from "./DetectorStateBadge";

interface AddDetectorProps {
	opened: boolean;
	onClose: () => void;
}

export function AddDetectorDialog({ opened, onClose }: AddDetectorProps) {
	const { t } = useTranslation();
	return (
		<Dialog opened={opened} onClose={onClose} title={t("enroll.title")} size="lg">
			<AddDetector onClose={onClose} />
		</Dialog>
	);
}

const LIFETIMES = [900, 3600, 86_400, 604_800] as const;

function AddDetector({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [label, setLabel] = useState("");
	const [uses, setUses] = useState<number | string>(1);
	const [lifetime, setLifetime] = useState(String(LIFETIMES[1]));
	const [before, setBefore] = useState<string[]>([]);
	const mutation = useMutation({
		mutationFn: async () => {
			// Whoever is here already is not who we wait for.
			const known = await client.fetchQuery({ ...detectorsQuery(), staleTime: 0 });
			setBefore(known.map((detector) => detector.id));
			return createEnrollmentToken(label.trim(), Number(uses) || 1, Number(lifetime));
		},
		onSuccess: () => client.invalidateQueries({ queryKey: enrollmentTokensQuery().queryKey }),
	});
	if (mutation.data) return <WaitForContact created={mutation.data} before={before} onClose={onClose} />;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		mutation.mutate();
	};
	return (
		<form className={classes.form} onSubmit={submit}>
			<p className="muted">{t("enroll.intro")}</p>
			<TextInput
				label={t("enroll.label")}
				description={t("enroll.labelHint")}
				maxLength={100}
				data-autofocus
				value={label}
				onChange={(event) => {
					setLabel(event.currentTarget.value);
				}}
			/>
			<div className={classes.row}>
				<NumberInput
					label={t("enroll.uses")}
					min={1}
					max={1000}
					allowDecimal={false}
					clampBehavior="strict"
					value={uses}
					onChange={setUses}
				/>
				<Select
					label={t("enroll.expires")}
					data={LIFETIMES.map((seconds) => ({ value: String(seconds), label: t(`enroll.for${seconds}`) }))}
					value={lifetime}
					onChange={(value) => {
						if (value) setLifetime(value);
					}}
				/>
			</div>
			<ErrorBox error={mutation.error} />
			<div className={classes.buttons}>
				<Button variant="default" onClick={onClose}>
					{t("action.cancel")}
				</Button>
				<Button type="submit" loading={mutation.isPending}>
					{t("enroll.make")}
				</Button>
			</div>
		</form>
	);
}

interface WaitProps {
	created: EnrollmentTokenCreated;
	before: string[];
	onClose: () => void;
}

function WaitForContact({ created, before, onClose }: WaitProps) {
	const { t } = useTranslation();
	// The live socket tells of a new detector at once; asking again is for when it is away.
	const detectors = useQuery({ ...detectorsQuery(), refetchInterval: 3000 });
	const arrived: Detector[] = (detectors.data ?? []).filter((detector) => !before.includes(detector.id));
	const client = useQueryClient();
	const used = arrived.length;
	useEffect(() => {
		if (used > 0) void client.invalidateQueries({ queryKey: enrollmentTokensQuery().queryKey });
	}, [used, client]);
	return (
		<div className={classes.form}>
			<p>{t("enroll.run")}</p>
			<CopyBox text={created.command} label={t("enroll.command")} />
			<p className="muted">{t("enroll.once", { date: formatDateTime(created.expires_at) })}</p>
			{arrived.length === 0 ? (
				<Notice>
					<Loader size={12} color="ocean" /> {t("enroll.waiting")}
				</Notice>
			) : (
				<Notice tone="ok">
					{arrived.map((detector) => (
						<div key={detector.id}>
							{t("enroll.arrived")}{" "}
							<Link className="link" to={paths.detector(detector.id)}>
								{detector.name}
							</Link>{" "}
							<DetectorStateBadge detector={detector} />
						</div>
					))}
				</Notice>
			)}
			<div className={classes.buttons}>
				<Button variant={arrived.length > 0 ? "filled" : "default"} onClick={onClose}>
					{t("action.done")}
				</Button>
			</div>
		</div>
	);
}
