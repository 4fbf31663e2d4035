// What of WCAG 2.2 AA a program can tell from a rendered page without a library: a list of complaints, empty when none.
// Own rules, fewer than axe's: axe-core is MPL-2.0, which is not taken up here.
() => {
  const complaints = [];
  const say = (rule, element) =>
    complaints.push(`${rule}: ${element ? element.outerHTML.slice(0, 120) : document.title}`);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const named = (element) =>
    element.getAttribute("aria-label") ||
    (element.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id)?.textContent || "").join("").trim() ||
    element.textContent.trim() ||
    element.getAttribute("alt");

  if (!["nl", "en"].includes(document.documentElement.lang)) say("the language of the page is not said");
  if (!document.title.trim()) say("the page has no title");
  if (all("meta[http-equiv=refresh], marquee, blink").length) say("the page moves by itself");
  if (/user-scalable\s*=\s*no|maximum-scale/.test(document.querySelector("meta[name=viewport]")?.content || "")) say("zooming is prevented");

  if (all("h1").length !== 1) say("there is not one main heading");
  let before = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter(shown)) {
    const rank = Number(heading.tagName[1]);
    if (rank > before + 1) say("a rank of headings is skipped", heading);
    if (!heading.textContent.trim()) say("a heading is empty", heading);
    before = rank;
  }
  for (const landmark of ["header", "main", "footer"])
    if (all(`body > ${landmark}`).length !== 1) say(`there is not one ${landmark}`);
  for (const part of document.body.children)
    if (!["HEADER", "NAV", "MAIN", "FOOTER"].includes(part.tagName) && !part.matches("a[href^='#']")) say("content outside the landmarks", part);
  for (const nav of all("nav")) if (!named(nav)) say("a navigation has no name", nav);

  for (const field of all("input:not([type=hidden]), select, textarea"))
    if (![...field.labels].some((label) => label.textContent.trim()) && !field.getAttribute("aria-label")) say("a field has no label", field);
  for (const group of all("fieldset")) if (!group.querySelector(":scope > legend")) say("a group of fields has no legend", group);
  for (const control of all("a[href], button, summary")) if (!named(control)) say("a link or button has no name", control);
  for (const control of all("a[href][aria-label], button[aria-label]"))
    if (!control.getAttribute("aria-label").includes(control.textContent.trim())) say("the name leaves out what is seen", control);
  for (const meter of all("meter, progress")) if (!meter.getAttribute("aria-label")) say("a meter has no name", meter);
  for (const picture of all("img")) if (!picture.hasAttribute("alt")) say("a picture has no text", picture);
  for (const picture of all("svg"))
    if (picture.getAttribute("aria-hidden") !== "true" && !(picture.getAttribute("role") === "img" && named(picture))) say("a drawing has no text", picture);
  for (const table of all("table")) if (!table.querySelector("th")) say("a table has no headings", table);
  for (const cell of all("th")) if (!cell.textContent.trim()) say("a heading of a table is empty", cell);
  for (const list of all("ul, ol")) if ([...list.children].some((child) => child.tagName !== "LI")) say("a list holds more than items", list);

  const ids = all("[id]").map((element) => element.id);
  for (const id of ids.filter((id, place) => ids.indexOf(id) !== place)) say(`the id ${id} is used twice`);
  for (const element of all("[for], [aria-labelledby], [aria-describedby], a[href^='#']"))
    for (const attribute of ["for", "aria-labelledby", "aria-describedby", "href"])
      for (const id of (element.getAttribute(attribute) || "").split(" "))
        if ((attribute !== "href" || id.startsWith("#")) && id && !ids.includes(id.replace(/^#/, ""))) say(`${attribute} leads nowhere`, element);
  for (const element of all("[tabindex]")) if (element.tabIndex > 0) say("the order of the keyboard is changed", element);
  for (const element of all("*").filter(shown)) {
    const { overflowX, overflowY } = getComputedStyle(element);
    const moves = (overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) || (overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1);
    if (moves && ![overflowX, overflowY].includes("hidden") && element.tabIndex < 0 && !element.matches("html, body, textarea, input, select"))
      say("what scrolls cannot be reached by keyboard", element);
  }

  // 2.5.8: targets of 24 by 24 pixels; links within a sentence are excepted
  for (const target of all("button, input:not([type=hidden]), select, textarea, summary, nav a, .button").filter(shown)) {
    const box = target.getBoundingClientRect();
    if (box.width && (box.width < 23.5 || box.height < 23.5)) say(`a target is ${Math.round(box.width)} by ${Math.round(box.height)} pixels`, target);
  }

  // 1.4.3: contrast of text with what lies behind it
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, place) => value * a + below[place] * (1 - a));
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches;
    const base = dark ? [18, 18, 18] : [255, 255, 255];
    return layers.reverse().reduce((below, layer) => over(layer, below), base);
  };
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || seen.has(element) || !shown(element) || element.matches(".unseen, .skip, option, svg *, meter, progress")) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const behind = ground(element);
    const [one, two] = [light(over(rgba(style.color), behind)), light(behind)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, element);
  }
  return complaints;
}
