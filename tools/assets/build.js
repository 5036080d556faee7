// Compiles service.scss and copies the script and images that pages are served with.
// Run by maintainers after `npm ci`; what it writes is kept in the repository.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(process.env.ASSETS_PACKAGES ?? here, "node_modules");
const target = join(here, "../../templates/web/assets");
const icons = ["icon-close-cross-black.svg", "icon-document.svg", "icon-tag-remove-cross.svg",
  "icon-tag-remove-cross-white.svg", "icon-toggle-plus-minus.svg"];

const { css } = compile(join(here, "service.scss"), {
  style: "compressed",
  loadPaths: [packages, dirname(packages)],
});
for (const [, address] of css.matchAll(/url\(([^)]*)\)/g)) {
  if (!address.startsWith("/assets/images/") || !icons.includes(address.split("/").pop())) {
    throw new Error(`${address} is no image that is shipped; leave its component out or add it.`);
  }
}
if (/@font-face|GDS Transport/.test(css)) {
  throw new Error("The style sheet names a font that may be used on gov.uk alone.");
}
const version = (name) => JSON.parse(readFileSync(join(packages, name, "package.json"))).version;
const notice = `/*! GOV.UK Frontend ${version("govuk-frontend")} and MoJ Frontend `
  + `${version("@ministryofjustice/frontend")}, MIT: see licence.txt */\n`;

mkdirSync(join(target, "images"), { recursive: true });
writeFileSync(join(target, "service.css"), notice + css.replace(/^\uFEFF/, "") + "\n");
const script = readFileSync(join(packages, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
writeFileSync(join(target, "govuk-frontend.js"),
  notice + script.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n"));
for (const icon of icons) {
  copyFileSync(join(packages, "@ministryofjustice/frontend/moj/assets/images", icon),
    join(target, "images", icon));
}
console.log(`service.css is ${Math.round(css.length / 1024)} kB.`);
