// <complaint-figures src="https://…/public/v1/fragments/learning.html"><a href="…">Our figures</a></complaint-figures>
// Shows a published fragment. The link inside stays where scripts or the network fail.
class ComplaintFigures extends HTMLElement {
  async connectedCallback() {
    const source = this.getAttribute("src");
    if (!source) return;
    try {
      const answer = await fetch(source, { credentials: "omit" });
      if (!answer.ok) return;
      const fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.attachShadow({ mode: "open" }).replaceChildren(...fragment.body.childNodes);
    } catch {
      // The link that was there stays.
    }
  }
}
customElements.define("complaint-figures", ComplaintFigures);
