import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { ConsoleView } from "../../functions/console/console-view.ts";
import { html } from "../../functions/console/html.ts";
import { renderConsole } from "../../functions/console/render-console.ts";

function viewOf(text: string): ConsoleView {
  const hold = { by: text, reason: text };
  return {
    models: [
      {
        model: text,
        owner: text,
        champion: text,
        challenger: null,
        previousChampion: text,
        hold,
        lifecycle: { step: text, since: text },
        waitingFiles: 2,
      },
    ],
    hold,
    reviews: [
      { id: text, model: text, question: text, digest: text, expiresAt: text, reasons: [text] },
    ],
    incidents: [
      {
        id: text,
        model: text,
        severity: text,
        openedAt: text,
        what: text,
        numbers: [{ name: text, value: text }],
        done: text,
        undo: text,
        ifIgnored: text,
      },
    ],
    decisions: [
      {
        at: text,
        model: text,
        sequence: 1,
        kind: text,
        verdict: text,
        action: text,
        autonomy: text,
        reasons: [text],
      },
    ],
    links: [{ kind: "broken", link: text, seen: text, mend: text }],
    notice: text,
    person: null,
  };
}

/** Tags and quotes of the page: its skeleton, which no data may change. */
function skeleton(page: string): string {
  return page.replaceAll(/[^<>"']/g, "");
}

describe("renderConsole", () => {
  it("keeps its markup whatever stands in names, reasons and notices", () => {
    const expected = skeleton(renderConsole(viewOf("x")));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        assert.equal(skeleton(renderConsole(viewOf(text))), expected);
      }),
    );
    const hostile = '"><script>alert(1)</script><form action=//evil>';
    assert.equal(skeleton(renderConsole(viewOf(hostile))), expected);
  });

  it("says in the title how many questions wait, and that all is held", () => {
    const view = viewOf("x");
    assert.match(renderConsole(view), /<title>\(1\) Nightshift, held<\/title>/);
    assert.match(renderConsole({ ...view, reviews: [], hold: null }), /<title>Nightshift<\/title>/);
  });

  it("shows all that an incident says, and where its record is", () => {
    const [incident] = viewOf("x").incidents;
    assert.ok(incident);
    const told = { ...incident, model: "films", id: "0123456789ab", undo: "nightshift resume" };
    const page = renderConsole({ ...viewOf("x"), incidents: [told] });
    assert.match(page, /<dd>nightshift resume<\/dd>/);
    assert.match(page, /href="incidents\/films\/0123456789ab"/);
    assert.match(renderConsole({ ...viewOf("x"), incidents: [] }), /None was opened\./);
  });

  it("asks for a name only where nobody signed in", () => {
    const view = viewOf("x");
    assert.match(renderConsole(view), /name="by"/);
    assert.doesNotMatch(renderConsole({ ...view, person: "dana" }), /name="by"/);
  });

  it("runs no script", () =>
    assert.doesNotMatch(renderConsole(viewOf("x")), /<script|onclick|javascript:/));
});

describe("html", () => {
  it("escapes text, keeps markup, and shows nothing for null", () => {
    const inner = html`<b>${"<&\"'>"}</b>`;
    assert.equal(html`${inner}${[inner]}${null}${1}`.markup, `${inner.markup}${inner.markup}1`);
    assert.equal(inner.markup, "<b>&lt;&amp;&quot;&#39;&gt;</b>");
  });
});
