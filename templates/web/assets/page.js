// Says that scripts run, then starts the components that a page has. Every page works without it.

import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink, createAll,
} from "./govuk-frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink,
]) {
  createAll(component);
}

const long = document.querySelector("form[data-keeps-itself]");
if (long) {
  import("./keeping.js").then((module) => module.keepItself(long));
}
