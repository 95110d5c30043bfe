// Unpacks Chromium, its fonts and the libraries it may miss into the folder that TMPDIR names.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflate } from "@sparticuz/chromium";

const entry = fileURLToPath(import.meta.resolve("@sparticuz/chromium"));
const archives = join(dirname(entry), "..", "bin");
for (const name of ["fonts.tar.br", "al2023.tar.br", "swiftshader.tar.br", "chromium.br"]) {
  await inflate(join(archives, name));
}
