// Runs beside the page, in the viewer: looks into both frames and tells what a user would see.
addEventListener("load", () => {
  const seen = {};
  for (const frame of document.querySelectorAll("iframe")) {
    seen[frame.id] = look(frame.contentWindow);
  }
  document.getElementById("seen").textContent = JSON.stringify(seen);
});

function look(page) {
  const all = (selector) => [...page.document.querySelectorAll(selector)];
  const isShown = (element) => element.checkVisibility();
  const shown = (selector) => all(selector).filter(isShown);
  all("details").forEach((details) => (details.open = true));
  const boxless = shown("h1, h2, h3, p, table, article, .commands code, svg[role=img], summary")
    .filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width < 1 || box.height < 1;
    });
  const root = page.document.documentElement;
  return {
    headline: page.document.querySelector("h1").textContent,
    fetched: page.performance.getEntriesByType("resource").length,
    scripts: page.document.scripts.length,
    empty: boxless.map(name),
    faint: shown("body *").filter((element) => hasText(element) && contrast(page, element) < 4.5).map(name),
    outside: shown("svg[role=img] text").filter(leaves).map(name),
    sideways: Math.max(0, root.scrollWidth - root.clientWidth),
    dark: luminance(page.getComputedStyle(page.document.body).backgroundColor) < 0.2,
    drawings: shown("svg[role=img]").length,
    commands: shown(".commands code").length,
  };
}

function name(element) {
  return element.tagName + "." + element.getAttribute("class") + " " + element.textContent.slice(0, 40);
}

function hasText(element) {
  return [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
}

// Half a pixel is how boxes are rounded.
function leaves(text) {
  const inner = text.getBoundingClientRect();
  const outer = text.closest("svg").getBoundingClientRect();
  return inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5
    || inner.top < outer.top - 0.5 || inner.bottom > outer.bottom + 0.5;
}

// WCAG 2.2, 1.4.3: of the text and the nearest ground below it.
function contrast(page, element) {
  const inSvg = element.closest("svg") !== null;
  if (inSvg && element.tagName !== "text") {
    return 21;
  }
  const style = page.getComputedStyle(element);
  const ink = luminance(inSvg ? style.fill : style.color);
  const ground = luminance(inSvg ? groundInSvg(page, element) : groundOf(page, element));
  return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
}

function groundInSvg(page, text) {
  const area = text.parentElement.querySelector("rect");
  return area ? page.getComputedStyle(area).fill : groundOf(page, text.closest("svg"));
}

function groundOf(page, element) {
  for (let at = element; at; at = at.parentElement) {
    const ground = page.getComputedStyle(at).backgroundColor;
    if (!ground.startsWith("rgba(0, 0, 0, 0")) {
      return ground;
    }
  }
  return "rgb(255, 255, 255)";
}

function luminance(colour) {
  const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
