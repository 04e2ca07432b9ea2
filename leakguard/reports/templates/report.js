(() => {
"use strict";
const all = (query, root = document) => Array.from(root.querySelectorAll(query));
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

/* Sorting: the header of a sortable column becomes a button; a second press turns the order round. The rows of a table that
   are folded away are sorted with the others. */
const sortable = (heading) => {
  const kind = heading.dataset.sort;
  const column = heading.cellIndex;
  const table = heading.closest("table");
  const bodies = [table, ...all(`#${table.id.replace("-table", "-rest-table")}`)].map((each) => each.tBodies[0]);
  const sizes = bodies.map((body) => body.rows.length);
  const stored = bodies.flatMap((body) => Array.from(body.rows));
  const order = new Map(stored.map((row, index) => [row, index]));
  const key = (row) => {
    const cell = row.cells[column];
    const text = cell.dataset.v ?? cell.textContent.trim();
    return kind === "number" ? Number(text.replaceAll(",", "")) || 0 : text;
  };
  const compare = kind === "text" ? collator.compare : (one, other) => one - other;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sort";
  heading.dataset.label = heading.textContent; /* printed instead of the button, which Chromium repeats on no page */
  button.append(...heading.childNodes);
  heading.append(button);
  button.addEventListener("click", () => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const keyed = stored.map((row) => [key(row), row]);
    keyed.sort((one, other) => (down ? -1 : 1) * compare(one[0], other[0]) || order.get(one[1]) - order.get(other[1]));
    bodies.forEach((body, index) => body.append(...keyed.splice(0, sizes[index]).map((pair) => pair[1])));
    table.dispatchEvent(new Event("sorted"));
  });
};
all("th[data-sort]").forEach(sortable);

/* Filters: a row of the evidence fits if all of them hold; a record, if one of its findings does. Of the rows that fit so
   many are shown, and more on request. */
const FIRST = 50;
const STEP = 200;
const element = (id) => document.getElementById(id);
const form = element("filter");
const evidence = element("evidence");
const table = element("evidence-table");
const paging = element("paging");
const folded = element("more-groups");
const groups = all(".group");
const items = new Map(groups.map((group) => [group, all("li", group)]));
const fill = (text, numbers) => text.replace(/\{(\w+)\}/g, (_, name) => numbers[name].toLocaleString("en"));
const say = (target, numbers) => { target.textContent = fill(target.dataset.text, numbers); };
const texts = new Map();
const textOf = (row) => {
  if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
  return texts.get(row);
};
const value = (id) => element(id).value;
const wanted = () => ({
  e: value("by-entity"), f: value("by-file"), g: value("by-grade"), s: value("by-state"),
  words: value("q").toLowerCase().split(/\s+/).filter(Boolean),
});
const fits = (data, ask, names) => names.every((name) => !ask[name] || data[name] === ask[name]);
const holds = (row, ask) => ask.words.every((word) => textOf(row).includes(word));
const set = (row, visible) => {
  if (row.hidden === visible) row.hidden = !visible;
  return visible ? 1 : 0;
};
const rowsNow = () => (table ? Array.from(table.tBodies[0].rows) : []);
const matching = new Set(rowsNow());
const count = matching.size;
let limit = FIRST;

const page = () => {
  let met = 0;
  for (const row of rowsNow()) set(row, matching.has(row) && ++met <= limit);
  if (!paging) return;
  const left = Math.max(0, matching.size - limit);
  say(element("rows-shown"), { shown: matching.size - left, fits: matching.size });
  say(element("rows-more"), { count: Math.min(STEP, left) });
  element("rows-more").hidden = element("rows-all").hidden = !left;
  paging.hidden = count <= FIRST;
};
const show = (most) => {
  const next = rowsNow().filter((row) => matching.has(row))[limit];
  limit = most;
  page();
  next.tabIndex = -1;
  next.focus({ preventScroll: true }); /* the keyboard goes on where the new rows begin */
};
const apply = () => {
  const ask = wanted();
  let records = 0;
  matching.clear();
  for (const row of rowsNow()) if (fits(row.dataset, ask, ["e", "f", "g", "s"]) && holds(row, ask)) matching.add(row);
  limit = FIRST;
  page();
  for (const group of groups) {
    const some = items.get(group).some((item) => fits(item.dataset, ask, ["e", "g", "s"]));
    records += set(group, fits(group.dataset, ask, ["f"]) && some && holds(group, ask));
  }
  const shown = element("shown");
  const filtered = matching.size < count || records < groups.length;
  if (folded) {
    if (filtered !== shown.classList.contains("filtered")) folded.open = filtered;
    folded.hidden = !all(".group:not([hidden])", folded).length;
  }
  say(shown, { fits: matching.size, all: count, groups: records, allgroups: groups.length });
  shown.classList.toggle("filtered", filtered);
};

/* The page may become much shorter: who had scrolled to a section stays at it, and the form stays in view. */
const refine = () => {
  const bar = form.getBoundingClientRect();
  const at = [evidence, element("groups")].find((section) => section.getBoundingClientRect().top <= bar.bottom + 48);
  apply();
  if (at) at.scrollIntoView();
  const { top, bottom } = form.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) form.scrollIntoView();
};
let waiting = 0;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(refine));
form.addEventListener("input", (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(refine, event.target.id === "q" ? 80 : 0);
});
const toggle = (button, attribute, target, name) => button.addEventListener("click", () => {
  button.setAttribute(attribute, String(target.classList.toggle(name)));
});
toggle(element("choices"), "aria-expanded", form, "open");
toggle(element("reasons"), "aria-pressed", evidence, "full");
if (table) {
  table.addEventListener("sorted", page);
  element("rows-more").addEventListener("click", () => show(limit + STEP));
  element("rows-all").addEventListener("click", () => show(Infinity));
}

/* A link to a finding that is not shown takes the filters away and shows as many as it takes. */
const reveal = () => {
  const target = element(location.hash.slice(1));
  if (!target || !target.hidden) return;
  for (const control of all("input, select", form)) control.value = "";
  apply();
  limit = Math.max(limit, rowsNow().indexOf(target) + 1);
  page();
  target.scrollIntoView();
};
addEventListener("hashchange", reveal);
if (count || groups.length) {
  form.hidden = false;
  evidence.classList.add("brief-rows");
  apply();
  reveal();
}
})();
