// SPDX-License-Identifier: Apache-2.0
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import type { i18n } from "i18next";
import { useState } from "react";
import { I18nextProvider } from "react-i18next";
import { RouterProvider } from "react-router";
import { cssVariables, theme } from "@/components/ui/theme";
import { createRouter } from "./routes";

export function App({ i18n, client }: { i18n: i18n; client: QueryClient }) {
	const [router] = useState(createRouter);
	return (
		<MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
			<I18nextProvider i18n={i18n}>
				<QueryClientProvider client={client}>
					<RouterProvider router={router} />
				</QueryClientProvider>
			</I18nextProvider>
		</MantineProvider>
	);
}
