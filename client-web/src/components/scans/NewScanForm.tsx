// SPDX-License-Identifier: Apache-2.0
import { Autocomplete, Button, NumberInput, Select, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { parseCommandLine } from "@/model/commandLine";
import { formatBytes } from "@/model/format";
import { RING_SIZES, toScanCreate, type ScanForm } from "@/model/scanForm";
import type { Project, Scan } from "@/model/types";
import { imagesQuery } from "@/services/detectorService";
import { isApiError } from "@/services/http";
import { projectDetectorsQuery } from "@/services/projectService";
import { createScan } from "@/services/scanService";
import { FilterField } from "@/components/filters/FilterField";
import { DetectorStateBadge } from "@/components/detectors/DetectorStateBadge";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { IconPlay } from "@/components/ui/icons";
import { Notice } from "@/components/ui/Notice";
import { Panel } from "@/components/ui/Panel";
import classes from "@/components/ui/Form.module.css";
import { CommandPreview } from "./CommandPreview";
import formClasses from "./NewScanForm.module.css";

interface NewScanFormProps {
	/** Those in which I may scan. */
	projects: Project[];
	initial: ScanForm;
	onCreated: (scan: Scan) => void;
}

export function NewScanForm({ projects, initial, onCreated }: NewScanFormProps) {
	const { t } = useTranslation();
	const [form, setForm] = useState(initial);
	const set = (change: Partial<ScanForm>) => {
		setForm((before) => ({ ...before, ...change }));
	};
	const detectors = useQuery({ ...projectDetectorsQuery(form.projectId), enabled: form.projectId !== "" });
	const usable = (detectors.data ?? []).filter((each) => each.state !== "revoked");
	// With one detector there is nothing to choose.
	const detector = usable.find((each) => each.id === form.detectorId) ?? (usable.length === 1 ? usable[0] : undefined);
	const connected = detector?.state === "online" || detector?.state === "degraded";
	const images = useQuery({ ...imagesQuery(detector?.id ?? ""), enabled: connected });
	const names = [...new Set((images.data ?? []).flatMap((image) => image.names))].sort();
	const command = parseCommandLine(form.command);

	const mutation = useMutation({
		mutationFn: () => createScan(form.projectId, toScanCreate({ ...form, detectorId: detector?.id ?? "" })),
		onSuccess: onCreated,
	});
	const apiField = isApiError(mutation.error) ? mutation.error.field : undefined;
	const fieldError = (field: string) => (apiField === field ? mutation.error?.message : undefined);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (!command.error) mutation.mutate();
	};

	return (
		<form onSubmit={submit} className={`${classes.form} ${formClasses.form}`}>
			<Panel title={t("newScan.what")}>
				<div className={classes.form}>
					<div className={classes.row}>
						<Select
							label={t("scan.project")}
							required
							searchable
							data={projects.map((project) => ({ value: project.id, label: project.name }))}
							value={form.projectId || null}
							onChange={(id) => {
								set({ projectId: id ?? "", detectorId: "" });
							}}
						/>
						<Select
							label={t("scan.detector")}
							required
							disabled={form.projectId === ""}
							placeholder={detectors.isLoading ? t("state.loading") : t("newScan.pickDetector")}
							data={usable.map((each) => ({
								value: each.id,
								label: `${each.name} (${t(`detectorState.${each.state}`)})`,
							}))}
							value={detector?.id ?? null}
							error={fieldError("detector_id")}
							onChange={(id) => {
								set({ detectorId: id ?? "" });
							}}
						/>
					</div>
					<ErrorBox error={detectors.error} />
					{form.projectId !== "" && detectors.data && usable.length === 0 && (
						<Notice tone="warn">{t("newScan.noDetector")}</Notice>
					)}
					{detector && !connected && (
						<Notice tone="warn">
							<DetectorStateBadge detector={detector} /> {t("newScan.detectorAway")}
						</Notice>
					)}
					{detector?.capabilities.podman_error && <Notice tone="warn">{detector.capabilities.podman_error}</Notice>}
					<Autocomplete
						label={t("scan.image")}
						description={imageHint()}
						placeholder="localhost/syscope-sample:latest"
						required
						maxLength={512}
						data={names}
						limit={50}
						maxDropdownHeight={260}
						value={form.image}
						error={fieldError("image")}
						onChange={(image) => {
							set({ image });
						}}
					/>
					<TextInput
						label={t("scan.command")}
						description={t("newScan.commandHint")}
						placeholder="sh -c 'ls -l /etc; id'"
						classNames={{ input: "mono" }}
						spellCheck={false}
						autoComplete="off"
						autoCapitalize="none"
						value={form.command}
						error={
							command.error
								? t(`commandError.${command.error.code}`, { column: command.error.position + 1 })
								: fieldError("command")
						}
						onChange={(event) => {
							set({ command: event.currentTarget.value });
						}}
					/>
					<CommandPreview command={command} />
				</div>
			</Panel>
			<Panel title={t("newScan.how")}>
				<div className={classes.form}>
					<Switch
						label={t("newScan.tty")}
						description={t("newScan.ttyHint")}
						checked={form.tty}
						onChange={(event) => {
							set({ tty: event.currentTarget.checked });
						}}
					/>
					<div>
						<div id="network-label" className={formClasses.label}>
							{t("scan.network")}
						</div>
						<SegmentedControl
							size="xs"
							aria-labelledby="network-label"
							value={form.network}
							onChange={(network) => {
								set({ network });
							}}
							data={[
								{ value: "none", label: t("network.none") },
								{ value: "bridge", label: t("network.bridge") },
							]}
						/>
					</div>
					<div className={classes.row}>
						<LimitInput
							label={t("scan.timeLimit")}
							suffix={` ${t("unit.seconds")}`}
							value={form.timeLimitS}
							error={fieldError("time_limit_s")}
							onChange={(timeLimitS) => {
								set({ timeLimitS });
							}}
						/>
						<LimitInput
							label={t("scan.eventLimit")}
							value={form.eventLimit}
							error={fieldError("event_limit")}
							onChange={(eventLimit) => {
								set({ eventLimit });
							}}
						/>
						<LimitInput
							label={t("scan.memory")}
							suffix=" MiB"
							value={form.memoryMib}
							error={fieldError("memory_bytes")}
							onChange={(memoryMib) => {
								set({ memoryMib });
							}}
						/>
					</div>
					<FilterField
						projectId={form.projectId}
						label={t("scan.filter")}
						description={t("newScan.filterHint")}
						placeholder="evt.category in (file, net) and not proc.name = ls"
						value={form.filter}
						fault={isApiError(mutation.error) ? mutation.error.fault : undefined}
						onChange={(filter) => {
							set({ filter });
							mutation.reset();
						}}
					/>
					<Switch
						label={t("newScan.latency")}
						description={t("newScan.latencyHint")}
						checked={form.latency}
						onChange={(event) => {
							set({ latency: event.currentTarget.checked });
						}}
					/>
				</div>
			</Panel>
			<Panel>
				<details className={formClasses.advanced}>
					<summary>{t("newScan.advanced")}</summary>
					<div className={classes.row}>
						<NumberInput
							label={t("scan.stringLimit")}
							description={t("newScan.stringLimitHint")}
							min={0}
							max={4096}
							allowDecimal={false}
							suffix=" B"
							value={form.stringLimit}
							error={fieldError("string_limit")}
							onChange={(value) => {
								set({ stringLimit: Number(value) || 0 });
							}}
						/>
						<Select
							label={t("scan.ring")}
							description={t("newScan.ringHint")}
							data={RING_SIZES.map((size) => ({
								value: String(size ?? ""),
								label: size === null ? t("scan.ringDefault") : formatBytes(size),
							}))}
							value={String(form.ringBytes ?? "")}
							error={fieldError("ring_bytes")}
							onChange={(value) => {
								set({ ringBytes: value ? Number(value) : null });
							}}
						/>
					</div>
				</details>
			</Panel>
			<ErrorBox error={mutation.error} />
			<div className={classes.buttons}>
				<Button
					type="submit"
					size="sm"
					leftSection={<IconPlay size={13} />}
					loading={mutation.isPending}
					disabled={form.projectId === "" || !detector || form.image.trim() === "" || command.error !== undefined}
				>
					{t("newScan.scan")}
				</Button>
			</div>
		</form>
	);

	function imageHint(): string {
		if (images.isLoading) return t("newScan.imagesLoading");
		if (images.isError) return t("newScan.imagesFailed", { message: images.error.message });
		return images.data ? t("newScan.imageHint", { count: names.length }) : t("newScan.imageFree");
	}
}

interface LimitInputProps {
	label: string;
	value: number | null;
	suffix?: string;
	error: string | undefined;
	onChange: (value: number | null) => void;
}

/** A number, or empty for no limit. */
function LimitInput({ label, value, suffix = "", error, onChange }: LimitInputProps) {
	const { t } = useTranslation();
	return (
		<NumberInput
			label={label}
			placeholder={t("scan.noLimit")}
			min={1}
			max={Number.MAX_SAFE_INTEGER}
			allowDecimal={false}
			allowNegative={false}
			thousandSeparator=","
			suffix={suffix}
			value={value ?? ""}
			error={error}
			onChange={(next) => {
				onChange(next === "" ? null : Number(next));
			}}
		/>
	);
}
