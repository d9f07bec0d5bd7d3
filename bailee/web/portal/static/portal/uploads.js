// Uploads in pieces by the tus protocol: pause, go on, try again, resume after a break.
// Nothing is kept in the browser: what is unfinished is the server's to know.
"use strict";
(() => {
  const place = document.getElementById("uploads");
  if (!place || !window.crypto?.subtle) return;
  const PIECE = 8 * 1024 * 1024; // bytes
  const HEAD = 1024 * 1024; // bytes by which a file is known again
  const TRIES = 6; // of one piece, with longer and longer pauses
  const { url, folder, limit } = place.dataset;
  const input = place.querySelector("input[type=file]");
  const list = place.querySelector("[data-queue]");
  const said = place.querySelector("[data-said]");
  const template = document.getElementById("upload-row");
  const tus = { "Tus-Resumable": "1.0.0" };
  const waiting = [];
  let running = false;
  let fresh = false; // something new is in the folder
  const states = new Set();

  const texts = JSON.parse(document.getElementById("uploads-texts").textContent);
  const words = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const shown = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const size = (bytes) => {
    const units = [words("bytes"), "kB", "MB", "GB", "TB"];
    let at = 0;
    while (bytes >= 999.95 && at < units.length - 1) [bytes, at] = [bytes / 1000, at + 1];
    return `${shown.format(bytes)} ${units[at]}`;
  };
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const encoded = (text) => base64(new TextEncoder().encode(text));
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
  const known = async (file) => {
    const head = await file.slice(0, HEAD).arrayBuffer();
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", head));
    return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  class Refused extends Error {}

  class Upload {
    constructor(file) {
      this.file = file;
      this.taken = "ask";
      this.row = template.content.firstElementChild.cloneNode(true);
      this.part = (name) => this.row.querySelector(`[data-${name}]`);
      this.part("name").textContent = file.name;
      this.part("pause").addEventListener("click", () => this.stop());
      this.part("resume").addEventListener("click", () => this.again());
      this.part("cancel").addEventListener("click", () => this.cancel());
      this.part("version").addEventListener("click", () => this.choose("version"));
      this.part("both").addEventListener("click", () => this.choose("both"));
      for (const name of ["pause", "resume", "cancel"]) {
        this.part(name).setAttribute("aria-label", `${this.part(name).textContent}: ${file.name}`);
      }
      this.show("waiting", words("waiting"));
    }

    show(state, text) {
      this.state = state;
      this.row.className = state;
      this.part("state").textContent = text;
      this.part("pause").hidden = !["running", "waiting"].includes(state);
      this.part("resume").hidden = !["paused", "failed"].includes(state);
      this.part("cancel").hidden = state === "done";
      this.part("version").hidden = this.part("both").hidden = state !== "asking";
      if (["done", "failed", "asking"].includes(state)) {
        said.textContent = `${this.file.name}: ${text}`;
      }
    }

    moved(offset) {
      this.part("bar").value = this.file.size ? offset / this.file.size : 1;
      const share = this.file.size ? Math.floor((100 * offset) / this.file.size) : 100;
      this.show("running", words("share", { share, size: size(this.file.size) }));
    }

    stop() {
      this.show("paused", words("paused"));
      this.breaker?.abort();
    }

    again() {
      this.show("waiting", words("waiting"));
      waiting.push(this);
      work();
    }

    choose(taken) {
      this.taken = taken;
      this.again();
    }

    async cancel() {
      this.show("cancelled", words("cancelled"));
      this.breaker?.abort();
      this.row.remove();
      states.delete(this);
      if (this.at) await fetch(this.at, { method: "DELETE", headers: tus }).catch(() => null);
      settle();
    }

    async run() {
      if (this.state !== "waiting") return;
      this.show("running", words("begins"));
      if (this.file.size > Number(limit)) {
        this.show("failed", words("too_large", { limit: size(Number(limit)) }));
        return;
      }
      try {
        let offset = this.at ? await this.standing() : await this.begin();
        if (offset === null) return;
        while (offset !== this.file.size || !this.finished) offset = await this.send(offset);
        this.part("bar").value = 1;
        fresh = true;
        this.show("done", words("done"));
      } catch (error) {
        if (["paused", "cancelled"].includes(this.state)) return;
        this.show("failed", error instanceof Refused ? error.message : words("broken"));
      }
    }

    async begin() {
      const fingerprint = await known(this.file);
      const begun = await unfinished(this.file, fingerprint);
      if (begun) {
        this.at = begun.url;
        this.moved(begun.offset);
        return begun.offset;
      }
      const about = {
        filename: this.file.name, filetype: this.file.type, folder, taken: this.taken, fingerprint,
      };
      const metadata = Object.entries(about).filter(([, value]) => value);
      const answer = await fetch(url, {
        method: "POST",
        headers: {
          ...tus,
          "Upload-Length": String(this.file.size),
          "Upload-Metadata": metadata.map(([key, value]) => `${key} ${encoded(value)}`).join(","),
        },
      });
      if (answer.status === 409) {
        this.show("asking", words("taken"));
        return null;
      }
      if (answer.status !== 201) throw new Refused(await reason(answer));
      this.at = answer.headers.get("Location");
      this.finished = this.file.size === 0;
      return 0;
    }

    async standing() {
      const answer = await fetch(this.at, { method: "HEAD", headers: tus });
      if (answer.status === 404) {
        this.at = null;
        return this.begin();
      }
      if (!answer.ok) throw new Error("try again");
      this.finished = answer.headers.has("Content-Location");
      const offset = Number(answer.headers.get("Upload-Offset"));
      this.moved(offset);
      return offset;
    }

    async send(offset) {
      for (let attempt = 1; ; attempt += 1) {
        if (this.state !== "running") throw new Error(this.state);
        try {
          return await this.piece(offset);
        } catch (error) {
          if (this.state !== "running" || error instanceof Refused || attempt === TRIES) throw error;
          this.part("state").textContent = words("again");
          await pause(Math.min(2 ** attempt / 2, 20));
          const now = await this.standing().catch(() => null);
          if (now !== null) offset = now;
          if (this.finished) return offset;
        }
      }
    }

    async piece(offset) {
      const bytes = this.file.slice(offset, offset + PIECE);
      if (offset + bytes.size === this.file.size && this.file.size > 4 * PIECE) {
        this.part("state").textContent = words("joining");
      }
      this.breaker = new AbortController();
      const answer = await fetch(this.at, {
        method: "PATCH",
        headers: {
          ...tus,
          "Content-Type": "application/offset+octet-stream",
          "Upload-Offset": String(offset),
        },
        body: bytes,
        signal: this.breaker.signal,
      });
      if ([404, 413, 422, 403].includes(answer.status)) throw new Refused(await reason(answer));
      if (answer.status !== 204) throw new Error("try again");
      this.finished = answer.headers.has("Content-Location");
      const now = Number(answer.headers.get("Upload-Offset"));
      this.moved(now);
      return now;
    }
  }

  async function reason(answer) {
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    return (plain && (await answer.text())) || words("refused");
  }

  async function unfinished(file, fingerprint) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Refused(words("signed_out"));
    const { uploads } = await answer.json();
    const busy = new Set([...states].map((one) => one.at));
    return uploads.find((one) => one.size === file.size && one.name === file.name
      && one.folder === folder && one.fingerprint === fingerprint && !busy.has(one.url));
  }

  async function work() {
    if (running) return;
    running = true;
    while (waiting.length) await waiting.shift().run();
    running = false;
    settle();
  }

  // When nothing is left to do or to decide, the list is shown anew.
  function settle() {
    list.hidden = !list.children.length;
    const open = [...states].filter((one) => one.state !== "done");
    if (fresh && !open.length && !running) window.location.reload();
  }

  function add(files) {
    for (const file of files) {
      const upload = new Upload(file);
      states.add(upload);
      waiting.push(upload);
      list.append(upload.row);
    }
    list.hidden = !list.children.length;
    work();
  }

  place.classList.add("live");
  place.querySelector("[data-drop]").hidden = false;
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...states].some((one) => ["running", "waiting"].includes(one.state))) {
      event.preventDefault();
    }
  });

  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const over = (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    place.classList.add("over");
  };
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) place.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    place.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    const files = [...event.dataTransfer.files];
    add(files.filter((_, at) => !entries[at]?.isDirectory));
    if (entries.some((entry) => entry?.isDirectory)) {
      said.textContent = words("folders");
      said.classList.remove("unseen");
    }
  });
})();
