// Keeps what is typed into a long form, so that nothing is lost when a telephone rings. The form
// saves and sends without it: this only presses "save" for whoever types.

const QUIET = 2500, AGAIN = 15000;
const UNREACHED = "Not saved: no connection just now. It is tried again.";
const SIGNED_OUT = "Not saved: you are signed out, or this page is too old. Copy what you typed " +
  "since, then load the page again.";

export function keepItself(form) {
  const said = [...form.querySelectorAll("[data-keeps-said]")];
  let kept = typed(form), running = null, timer = 0, over = false;

  form.classList.add("app-keeps-itself");

  function tell(words, alarm) {
    for (const one of said) {
      one.textContent = words;
      if (alarm) { one.setAttribute("role", "status"); } else { one.removeAttribute("role"); }
    }
  }

  function later(wait) {
    clearTimeout(timer);
    if (!over) { timer = setTimeout(keep, wait); }
  }

  async function keep() {
    const now = typed(form);
    if (over || running || now === kept) { return; }
    running = send(form);
    const answer = await running;
    running = null;
    if (answer === null) {
      tell(UNREACHED, true);
      later(AGAIN);
    } else if (answer.draft) {
      form.elements.draft.value = answer.draft;
      kept = now;
      tell(answer.said, false);
      if (typed(form) !== kept) { later(QUIET); }
    } else {
      over = true;
      form.classList.remove("app-keeps-itself");
      tell(answer.said, true);
    }
  }

  for (const kind of ["input", "change"]) { form.addEventListener(kind, () => later(QUIET)); }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") { keep(); }
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    over = true;
    if (!running) { return; }
    event.preventDefault();
    const button = event.submitter;
    await running;
    form.requestSubmit(button);
  });
  window.addEventListener("pageshow", () => { over = false; });
}

// What is in the form, but for what changes by itself.
function typed(form) {
  const data = new FormData(form);
  data.delete("draft");
  return new URLSearchParams(data).toString();
}

// Null where nobody answered; else what the service said of it.
async function send(form) {
  const body = new URLSearchParams(new FormData(form));
  body.append("_auto", "yes");
  try {
    const answer = await fetch(form.action, {
      method: "POST", body, redirect: "manual", keepalive: body.toString().length < 60000,
    });
    const json = (answer.headers.get("content-type") || "").includes("json");
    if (answer.status >= 500 || answer.status === 429) { return null; }
    return json ? await answer.json() : { said: SIGNED_OUT };
  } catch {
    return null;
  }
}
