// SPDX-License-Identifier: Apache-2.0
// In a layer: our own rules win in whatever order the files are loaded.
import "@mantine/core/styles.layer.css";
import "./styles/global.css";
import { createRoot } from "react-dom/client";
import { App } from "@/router/App";
import { createI18n } from "@/services/i18n";
import { createQueryClient } from "@/services/queryClient";
import { installStyleShim } from "@/services/styleShim";

// Before anything renders: see styleShim.ts.
installStyleShim();

const root = document.getElementById("root");
if (root) createRoot(root).render(<App i18n={createI18n()} client={createQueryClient()} />);
