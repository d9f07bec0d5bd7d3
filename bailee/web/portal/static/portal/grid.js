// The grid: keys, editing in place, copy and paste of blocks, selection. The server keeps
// everything; without this script, records are changed on their own pages. Nothing is stored here.
"use strict";

const grid = document.getElementById("grid");
if (grid) {
  const may = grid.hasAttribute("data-write");
  const body = grid.tBodies[0];
  const heads = [...grid.tHead.rows[0].cells].slice(1);
  const said = document.getElementById("said");
  const asks = document.getElementById("ask");
  const lately = []; // what the last changes replaced, to undo them
  let anchor = null; // the other corner of the block
  let editing = null;

  const rows = () => [...body.rows];
  const cell = (r, c) => body.rows[r]?.cells[c + 1];
  const at = (td) => [td.parentElement.sectionRowIndex, td.cellIndex - 1];
  const head = (td) => heads[td.cellIndex - 1].dataset;
  const here = () => body.querySelector('td[tabindex="0"]');
  const texts = JSON.parse(document.getElementById("grid-texts").textContent);
  const words = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const isCell = (element) => element?.closest?.("#grid tbody td:not(.pick)");

  const say = (text, undoable = false) => {
    said.replaceChildren(Object.assign(document.createElement("span"), { textContent: text }));
    if (undoable) said.append(button(words("undo"), undo));
  };
  const button = (label, act, kind = "button small") => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label, className: kind });
    made.addEventListener("click", act);
    return made;
  };

  // Focus and the marked block ------------------------------------------------------------------
  const block = () => {
    if (!here()) return [];
    const [r, c] = at(here());
    const [s, d] = anchor?.isConnected ? at(anchor) : [r, c];
    const found = [];
    for (let row = Math.min(r, s); row <= Math.max(r, s); row++) {
      const line = [];
      for (let column = Math.min(c, d); column <= Math.max(c, d); column++) line.push(cell(row, column));
      found.push(line);
    }
    return found;
  };
  const mark = () => {
    body.querySelectorAll("td[aria-selected]").forEach((td) => td.removeAttribute("aria-selected"));
    const found = block().flat();
    if (found.length > 1) found.forEach((td) => td.setAttribute("aria-selected", "true"));
  };
  const go = (td, extend = false) => {
    if (!td) return;
    if (extend) anchor ??= here();
    else anchor = null;
    here()?.setAttribute("tabindex", "-1");
    td.setAttribute("tabindex", "0");
    td.focus({ preventScroll: true });
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
    mark();
  };
  const begin = () => here() ?? cell(0, 0)?.setAttribute("tabindex", "0");
  begin();

  // Asking the server ---------------------------------------------------------------------------
  const send = async (changes, added = []) => {
    const asked = { rows: changes, added, shown: heads.map((one) => one.dataset.key) };
    try {
      const answer = await fetch(grid.dataset.cells, {
        method: "POST", body: JSON.stringify(asked), headers: { "Content-Type": "application/json" },
      });
      const text = await answer.text();
      const found = text.startsWith("{") ? JSON.parse(text) : {};
      return { ok: answer.ok, ...found, wrong: found.wrong ?? (answer.ok || found.reasons ? "" : words("refused", { status: answer.status })) };
    } catch {
      return { ok: false, wrong: words("unreachable") };
    }
  };
  const put = (tr, html) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    const fresh = made.content.firstElementChild;
    fresh.cells[0].firstElementChild.checked = tr.cells[0].firstElementChild.checked;
    tr.replaceWith(fresh);
    return fresh;
  };
  const whole = async (td) => {
    if (!("cut" in td.dataset)) return td.dataset.v ?? "";
    const answer = await fetch(`${grid.dataset.cells}?id=${td.parentElement.dataset.id}`);
    return (await answer.json()).texts?.[head(td).key] ?? "";
  };

  // changes: [[tr, {field: text}]]; tells the cells why, or takes over what the server made of it.
  const save = async (changes, { added = [], undoing = false } = {}) => {
    const [r, c] = here() ? at(here()) : [0, 0];
    const before = [];
    for (const [tr, texts] of changes) {
      const old = {};
      for (const td of [...tr.cells].slice(1)) if (head(td).key in texts) old[head(td).key] = await whole(td);
      before.push({ id: tr.dataset.id, texts: old });
    }
    changes.forEach(([tr]) => tr.setAttribute("aria-busy", "true"));
    const found = await send(changes.map(([tr, texts]) => ({ id: tr.dataset.id, version: +tr.dataset.version, texts })), added);
    changes.forEach(([tr]) => tr.removeAttribute("aria-busy"));
    if (!found.ok) return refuse(changes, found);
    changes.forEach(([tr], number) => found.rows[number] && put(tr, found.rows[number]));
    found.rows.slice(changes.length).forEach((html) => body.insertAdjacentHTML("beforeend", html));
    if (!undoing && !added.length) lately.push(before);
    go(cell(r, c));
    const count = changes.length + added.length;
    say(undoing ? words("undone") : count === 1 ? words("saved") : words("saved_many", { count }), !undoing && !added.length);
    return true;
  };
  const refuse = (changes, found) => {
    for (const one of found.reasons ?? []) {
      const tr = changes[one.row]?.[0];
      for (const td of tr ? [...tr.cells].slice(1) : []) {
        if (one.field && head(td).key !== one.field) continue;
        if (!one.field && !(head(td).key in changes[one.row][1])) continue;
        td.setAttribute("aria-invalid", "true");
        td.title = one.reason;
      }
    }
    const reasons = [...new Set((found.reasons ?? []).map((one) => {
      const name = heads.find((each) => each.dataset.key === one.field)?.dataset.label;
      return name ? `${name}: ${one.reason}` : one.reason;
    }))];
    const more = reasons.length > 3 ? ` ${words("more", { count: reasons.length - 3 })}` : "";
    say(found.wrong || `${words("unchanged")} ${reasons.slice(0, 3).join(" · ")}${more}`);
    return false;
  };
  const undo = async () => {
    const last = lately.pop();
    if (!last) return;
    const byId = new Map(rows().map((tr) => [tr.dataset.id, tr]));
    const changes = last.filter((one) => byId.has(one.id)).map((one) => [byId.get(one.id), one.texts]);
    await save(changes, { undoing: true });
  };

  // Both versions of a conflict ------------------------------------------------------------------
  const ask = (title, parts, choices) => new Promise((resolve) => {
    asks.querySelector("h2").textContent = title;
    asks.querySelector(".body").replaceChildren(...parts.map(([label, text]) => {
      const made = document.createElement("div");
      const name = Object.assign(document.createElement("h3"), { textContent: label });
      made.append(name, Object.assign(document.createElement("pre"), { textContent: text || "–", className: "block", tabIndex: 0 }));
      return label ? made : Object.assign(document.createElement("p"), { textContent: text });
    }));
    const done = (value) => { asks.close(); resolve(value); };
    asks.querySelector(".actions").replaceChildren(
      ...choices.map(([label, value], place) => button(label, () => done(value), place ? "button" : "button primary")));
    asks.onclose = () => resolve(null);
    asks.showModal();
  });
  const saveOne = async (td, text) => {
    const tr = td.parentElement, { key, label } = head(td), place = td.cellIndex;
    const found = await send([{ id: tr.dataset.id, version: +tr.dataset.version, texts: { [key]: text } }]);
    if (found.ok) {
      lately.push([{ id: tr.dataset.id, texts: { [key]: await before(td) } }]);
      const fresh = put(tr, found.rows[0]);
      say(words("saved"), true);
      return fresh.cells[place];
    }
    const present = found.present;
    if (present && present.version !== +tr.dataset.version) {
      const theirs = present.texts[key] ?? "";
      const mine = theirs === text || await ask(words("raced", { label }),
        [[words("theirs"), theirs], [words("yours"), text]],
        [[words("keep"), false], [words("use"), true]]);
      tr.dataset.version = present.version;
      if (mine && theirs !== text) return saveOne(td, text);
      const again = await send([{ id: tr.dataset.id, version: present.version, texts: {} }]);
      return again.ok ? put(tr, again.rows[0]).cells[place] : td;
    }
    refuse([[tr, { [key]: text }]], found);
    return null; // stays in the editor
  };
  const originals = new WeakMap();
  const before = async (td) => originals.get(td) ?? "";

  // The editor of a cell ------------------------------------------------------------------------
  const control = (data, text) => {
    let made;
    if (data.type === "choice") {
      made = document.querySelector(`template[data-choices="${data.key}"]`).content.firstElementChild.cloneNode(true);
    } else if (data.type === "boolean") {
      made = document.createElement("select");
      ["", "yes", "no"].forEach((one) => made.append(new Option(one, one)));
    } else if (data.type === "long_text" || data.type === "json") {
      made = document.createElement("textarea");
      made.rows = 6;
      if (data.type === "json") made.className = "code";
    } else {
      made = document.createElement("input");
      if (data.type === "date") made.type = "date";
      if (data.type === "integer" || data.type === "decimal") made.inputMode = "decimal";
      if (data.type === "relation" || data.type === "file") suggest(made, data.key);
    }
    if (made.tagName === "SELECT" && ![...made.options].some((one) => one.value === text)) made.append(new Option(text, text));
    made.value = text;
    made.setAttribute("aria-label", data.label);
    made.autocomplete = "off";
    return made;
  };
  const suggest = (input, key) => {
    input.setAttribute("list", "titles");
    let timer;
    const look = async () => {
      const answer = await fetch(`${grid.dataset.titles}?field=${key}&q=${encodeURIComponent(input.value)}`);
      const found = answer.ok ? (await answer.json()).titles : [];
      document.getElementById("titles").replaceChildren(...found.map((title) => new Option(title, title)));
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 150); });
    look();
  };
  const edit = async (td, typed) => {
    if (!may || editing || !td) return;
    editing = td;
    const text = await whole(td);
    originals.set(td, text);
    const shown = [...td.childNodes];
    const input = control(head(td), typed ?? text);
    td.classList.add("editing");
    td.removeAttribute("aria-invalid");
    td.removeAttribute("title");
    td.replaceChildren(input);
    input.focus();
    if (typed === undefined) input.select?.();
    let leaving = false;
    const close = (keep) => {
      editing = null;
      td.classList.remove("editing");
      if (keep) td.replaceChildren(...shown);
    };
    const leave = async (next) => {
      if (leaving) return;
      leaving = true;
      if (input.value === text) {
        close(true);
        next ? next(td) : null;
        return;
      }
      const fresh = await saveOne(td, input.value);
      if (!fresh) {
        leaving = false;
        input.setAttribute("aria-invalid", "true");
        input.focus();
        return;
      }
      close(false);
      if (next || document.activeElement === document.body) next ? next(fresh) : go(fresh);
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      const lines = input.tagName === "TEXTAREA";
      if (event.key === "Escape") { leaving = true; close(true); go(td); }
      else if (event.key === "Enter" && (!lines || event.ctrlKey || event.metaKey)) leave((one) => go(down(one, 1)));
      else if (event.key === "Tab") leave((one) => go(beside(one, event.shiftKey ? -1 : 1)));
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => { if (!asks.open) leave(); });
    if (input.tagName === "SELECT") input.addEventListener("change", () => leave((one) => go(one)));
  };

  // Keys ----------------------------------------------------------------------------------------
  const clamp = (value, most) => Math.min(Math.max(value, 0), most);
  const move = (td, r, c) => {
    const [row, column] = at(td);
    return cell(clamp(row + r, body.rows.length - 1), clamp(column + c, heads.length - 1));
  };
  const down = (td, by) => move(td, by, 0);
  const beside = (td, by) => {
    const [row, column] = at(td);
    const next = cell(row, column + by);
    if (column + by >= 0 && next) return next;
    return by > 0 ? cell(row + 1, 0) ?? td : cell(row - 1, heads.length - 1) ?? td;
  };
  const keys = {
    ArrowUp: (td) => move(td, -1, 0), ArrowDown: (td) => move(td, 1, 0),
    ArrowLeft: (td) => move(td, 0, -1), ArrowRight: (td) => move(td, 0, 1),
    PageUp: (td) => move(td, -12, 0), PageDown: (td) => move(td, 12, 0),
    Home: (td, far) => move(td, far ? -1e6 : 0, -1e6), End: (td, far) => move(td, far ? 1e6 : 0, 1e6),
  };
  body.addEventListener("keydown", (event) => {
    const td = isCell(event.target);
    if (!td || event.target !== td || event.altKey) return;
    const far = event.ctrlKey || event.metaKey;
    if (keys[event.key]) go(keys[event.key](td, far), event.shiftKey);
    else if (event.key === "Enter" && td.querySelector("a") && !may) td.querySelector("a").focus();
    else if ((event.key === "Enter" || event.key === "F2") && may) edit(td);
    else if (event.key === " ") { const box = td.parentElement.cells[0].firstElementChild; box.checked = !box.checked; counted(); }
    else if (event.key === "Tab") {
      const next = beside(td, event.shiftKey ? -1 : 1);
      if (next === td) return; // out of the grid at its ends
      go(next);
    } else if ((event.key === "Delete" || event.key === "Backspace") && may) clear();
    else if (far && event.key.toLowerCase() === "z" && may) undo();
    else if (far && event.key.toLowerCase() === "a") { go(cell(body.rows.length - 1, heads.length - 1)); anchor = cell(0, 0); mark(); }
    else if (may && !far && event.key.length === 1) edit(td, head(td).type === "choice" || head(td).type === "boolean" || head(td).type === "date" || "cut" in td.dataset ? undefined : event.key);
    else return;
    event.preventDefault();
  });
  body.addEventListener("mousedown", (event) => {
    const td = isCell(event.target);
    if (!td || event.target.closest("a, input, select, textarea") || event.button) return;
    event.preventDefault();
    if (editing) document.activeElement.blur();
    go(td, event.shiftKey);
    const drag = (over) => { const to = isCell(over.target); if (to) { anchor = td; const was = here(); was.setAttribute("tabindex", "-1"); to.setAttribute("tabindex", "0"); mark(); } };
    body.addEventListener("mouseover", drag);
    addEventListener("mouseup", () => { body.removeEventListener("mouseover", drag); here()?.focus({ preventScroll: true }); }, { once: true });
  });
  body.addEventListener("dblclick", (event) => { const td = isCell(event.target); if (td && !event.target.closest("a")) edit(td); });

  // Blocks: copy, cut to nothing, paste ---------------------------------------------------------
  const quoted = (text) => /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  document.addEventListener("copy", (event) => {
    if (!isCell(document.activeElement) || editing || !getSelection().isCollapsed) return;
    const found = block();
    event.preventDefault();
    const text = (texts) => texts.map((line) => line.map(quoted).join("\t")).join("\n");
    event.clipboardData.setData("text/plain", text(found.map((line) => line.map((td) => td.dataset.v ?? ""))));
    if (found.flat().some((td) => "cut" in td.dataset)) {
      Promise.all(found.map((line) => Promise.all(line.map(whole)))).then((all) => navigator.clipboard.writeText(text(all)));
    }
    say(found.flat().length === 1 ? words("copied") : words("copied_many", { rows: found.length, columns: found[0].length }));
  });
  const tsv = (text) => {
    const lines = [[""]];
    let inside = false;
    const source = text.replaceAll("\r\n", "\n").replace(/\n$/, "");
    for (let i = 0; i < source.length; i++) {
      const line = lines.at(-1), letter = source[i];
      if (inside) {
        if (letter === '"' && source[i + 1] === '"') line[line.length - 1] += source[i++];
        else if (letter === '"') inside = false;
        else line[line.length - 1] += letter;
      } else if (letter === '"' && line.at(-1) === "") inside = true;
      else if (letter === "\t") line.push("");
      else if (letter === "\n") lines.push([""]);
      else line[line.length - 1] += letter;
    }
    return lines;
  };
  document.addEventListener("paste", async (event) => {
    if (!may || editing || !isCell(document.activeElement)) return;
    event.preventDefault();
    let given = tsv(event.clipboardData.getData("text/plain"));
    const marked = block();
    if (given.length === 1 && given[0].length === 1) given = marked.map((line) => line.map(() => given[0][0]));
    const [r, c] = at(marked[0][0]);
    const texts = (line) => Object.fromEntries(line.slice(0, heads.length - c).map((text, place) => [heads[c + place].dataset.key, text]));
    const changes = given.slice(0, body.rows.length - r).map((line, place) => [body.rows[r + place], texts(line)]);
    let added = given.slice(body.rows.length - r).map(texts);
    if (added.length) {
      const sure = await ask(words("add"), [["", words("below", { count: added.length })]],
        [[words("add_these", { count: added.length }), true], [words("leave_out"), false]]);
      if (sure === null) return;
      if (!sure) added = [];
    }
    const lost = given.some((line) => line.length > heads.length - c);
    if (await save(changes, { added }) && lost) say(words("beyond"), !added.length);
  });
  const clear = () => save(block().map((line) => [line[0].parentElement, Object.fromEntries(line.map((td) => [head(td).key, ""]))]));

  // Selection of records ------------------------------------------------------------------------
  const bulk = document.getElementById("bulk"), page = document.getElementById("pick-page");
  const counted = () => {
    const boxes = [...body.querySelectorAll('input[name="id"]')];
    const count = boxes.filter((box) => box.checked).length;
    page.checked = count > 0 && count === boxes.length;
    page.indeterminate = count > 0 && count < boxes.length;
    if (!may) return;
    const all = bulk.elements.all.checked;
    bulk.classList.toggle("on", count > 0 || all);
    bulk.querySelector("[data-count]").textContent = all ? words("all_selected") : count ? words("selected", { count }) : words("select");
  };
  page.addEventListener("change", () => { body.querySelectorAll('input[name="id"]').forEach((box) => { box.checked = page.checked; }); counted(); });
  body.addEventListener("change", counted);
  bulk.addEventListener("change", counted);

  // More records, and columns --------------------------------------------------------------------
  document.addEventListener("click", async (event) => {
    const more = event.target.closest("a[data-more]");
    if (!more) return;
    event.preventDefault();
    more.setAttribute("aria-disabled", "true");
    const answer = await fetch(more.href);
    if (!answer.ok) { location.assign(more.href); return; }
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = found.querySelector("#pager");
    const first = body.rows.length;
    body.append(...(found.querySelector("#rows")?.children ?? []));
    fresh?.querySelector('[rel="prev"]')?.remove();
    document.getElementById("pager").replaceWith(fresh);
    fresh.querySelector("[data-shown]").textContent = body.rows.length;
    go(cell(first, 0));
  });
  const columns = [...grid.querySelectorAll("col")].slice(1);
  const lay = (order = heads.map((one) => one.dataset.key)) => {
    const form = new URLSearchParams({ list: grid.dataset.here });
    document.querySelectorAll(".arrange li").forEach((li) => {
      const place = order.indexOf(li.dataset.key), col = columns[heads.findIndex((one) => one.dataset.key === li.dataset.key)];
      form.append("key", li.dataset.key);
      form.append("place", place < 0 ? 9999 : place + 1);
      form.append("width", col?.dataset.set ?? li.querySelector('[name="width"]').value);
      if (li.querySelector('[name="shown"]').checked) form.append("shown", li.dataset.key);
    });
    return fetch(grid.dataset.layout, { method: "POST", body: form, headers: { "X-Requested-With": "grid" } });
  };
  const resize = (place, width) => {
    columns[place].dataset.set = Math.round(Math.min(Math.max(width, 60), 900));
    columns[place].style.width = `${columns[place].dataset.set}px`;
  };
  heads.forEach((th, place) => {
    const link = th.querySelector("a"), grip = document.createElement("span");
    grip.className = "grip";
    th.append(grip);
    let timer;
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      const from = event.clientX, width = th.offsetWidth;
      grip.onpointermove = (to) => resize(place, width + to.clientX - from);
      grip.onpointerup = () => { grip.onpointermove = grip.onpointerup = null; lay(); };
    });
    link.addEventListener("click", (event) => { if (event.shiftKey) { event.preventDefault(); location.assign(link.dataset.add); } });
    link.addEventListener("keydown", async (event) => {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!way || !event.altKey) return;
      event.preventDefault();
      if (event.shiftKey) {
        resize(place, th.offsetWidth + way * 20);
        clearTimeout(timer);
        timer = setTimeout(lay, 400);
      } else await shift(place, place + way);
    });
    link.draggable = true;
    link.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/column", place));
    th.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("text/column")) event.preventDefault(); });
    th.addEventListener("drop", (event) => { event.preventDefault(); shift(+event.dataTransfer.getData("text/column"), place); });
  });
  const shift = async (from, to) => {
    if (to < 0 || to >= heads.length || from === to) return;
    const order = heads.map((one) => one.dataset.key);
    order.splice(to, 0, ...order.splice(from, 1));
    const answer = await lay(order);
    if (answer.ok) location.assign(await answer.text());
  };
}
