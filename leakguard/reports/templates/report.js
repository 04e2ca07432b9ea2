(() => {
"use strict";
const all = (query, root = document) => Array.from(root.querySelectorAll(query));
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

/* Sorting: the header of a sortable column becomes a button; a second press turns the order round. */
const sortable = (heading) => {
  const kind = heading.dataset.sort;
  const column = heading.cellIndex;
  const body = heading.closest("table").tBodies[0];
  const stored = Array.from(body.rows);
  const order = new Map(stored.map((row, index) => [row, index]));
  const key = (row) => {
    if (kind === "place") return order.get(row);
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
    body.append(...keyed.map((pair) => pair[1]));
  });
};
all("th[data-sort]").forEach(sortable);

/* Filters: a row of the evidence is shown if all of them hold; a record, if one of its findings is. */
const form = document.getElementById("filter");
const shown = document.getElementById("shown");
const rows = all("#evidence-table tbody tr");
const groups = all(".group");
const items = new Map(groups.map((group) => [group, all("li", group)]));
const texts = new Map();
const textOf = (element) => {
  if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
  return texts.get(element);
};
const value = (id) => document.getElementById(id).value;
const wanted = () => ({
  e: value("by-entity"), f: value("by-file"), g: value("by-grade"), s: value("by-state"),
  words: value("q").toLowerCase().split(/\s+/).filter(Boolean),
});
const fits = (data, ask, names) => names.every((name) => !ask[name] || data[name] === ask[name]);
const holds = (element, ask) => ask.words.every((word) => textOf(element).includes(word));
const set = (element, visible) => {
  if (element.hidden === visible) element.hidden = !visible;
  return visible ? 1 : 0;
};
const apply = () => {
  const ask = wanted();
  let count = 0;
  let records = 0;
  for (const row of rows) count += set(row, fits(row.dataset, ask, ["e", "f", "g", "s"]) && holds(row, ask));
  for (const group of groups) {
    const some = items.get(group).some((item) => fits(item.dataset, ask, ["e", "g", "s"]));
    records += set(group, fits(group.dataset, ask, ["f"]) && some && holds(group, ask));
  }
  const filtered = count < rows.length || records < groups.length;
  const numbers = { shown: count, all: rows.length, groups: records, allgroups: groups.length };
  shown.textContent = shown.dataset.text.replace(/\{(\w+)\}/g, (_, name) => numbers[name].toLocaleString("en"));
  shown.classList.toggle("filtered", filtered);
};
let waiting = 0;
const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(apply, 80);
};
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(apply));
form.addEventListener("input", soon);
form.addEventListener("change", apply);

/* A link to a finding that is filtered out takes the filters away. */
const reveal = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target && target.hidden) {
    form.reset();
    apply();
    target.scrollIntoView();
  }
};
addEventListener("hashchange", reveal);
if (rows.length || groups.length) {
  form.hidden = false;
  apply();
}
})();
