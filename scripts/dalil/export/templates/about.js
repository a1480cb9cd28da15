/* Compares the files that a person picks with the checksums that this page holds, as `sums.py` does for the command line. */

(() => {
  const data = document.querySelector("#listed");
  const listed = new Map(Object.entries(JSON.parse(data.textContent)));
  const { list, own, start } = data.dataset;

  const digest = async (bytes) =>
    [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // The picked files by their path below the folder of the bundle. The bundle may stand in a folder of the same name.
  const byPath = (files) => {
    const paths = new Map(files.map((file) => [file.webkitRelativePath || file.name, file]));
    const top = [...paths.keys()].filter((path) => path.split("/").pop() === start).sort((one, other) => one.length - other.length)[0];
    const before = top === undefined ? null : top.slice(0, -start.length);
    if (before === null) return null;
    return new Map([...paths].filter(([path]) => path.startsWith(before)).map(([path, file]) => [path.slice(before.length), file]));
  };

  const digests = async (files, tell) => {
    const found = new Map();
    for (const [path, file] of files) {
      tell(found.size + 1, files.size);
      found.set(path, await file.arrayBuffer().then(digest, () => null));
    }
    return found;
  };

  // The list itself: sealed by its last line, and of one mind with this page.
  const listSound = async (file) => {
    const text = await file.text();
    const lines = text.split("\n").slice(0, -1);
    const seal = lines.pop() || "";
    const known = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
    const sealed = seal.startsWith("# ") && seal.endsWith(await digest(new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""))));
    const alike = known.size === listed.size + 1 && [...listed].every(([path, value]) => known.get(path) === value);
    return { sound: sealed && alike, own: known.get(own) };
  };

  const folderFaults = async (files, tell) => {
    const expected = new Map(listed);
    const there = files.get(list);
    const said = there ? await listSound(there) : { sound: false };
    if (said.own) expected.set(own, said.own);
    const found = await digests(new Map([...files].filter(([path]) => path !== list)), tell);
    const faults = [...expected.keys(), own].filter((path) => !files.has(path)).map((path) => [path, "missing"]);
    if (!there) faults.push([list, "missing"]);
    else if (!said.sound) faults.push([list, "altered"]);
    for (const [path, value] of found) {
      if (value === null) faults.push([path, "unreadable"]);
      else if (!expected.has(path)) faults.push(...(path === own ? [] : [[path, "added"]]));
      else if (value !== expected.get(path)) faults.push([path, "altered"]);
    }
    return [...new Map(faults.map((fault) => [fault[0], fault]))].map(([, fault]) => fault).sort();
  };

  // Single files are known by their names alone, which several may share.
  const someFaults = async (files, tell) => {
    const found = await digests(new Map(files.map((file) => [file.name, file])), tell);
    return [...found].flatMap(([name, value]) => {
      const known = [...listed].filter(([path]) => path.split("/").pop() === name).map(([, sum]) => sum);
      if (known.includes(value)) return [];
      return [[name, value === null ? "unreadable" : known.length ? "altered" : "added"]];
    }).sort();
  };

  for (const section of document.querySelectorAll("[data-words]")) {
    const words = JSON.parse(section.dataset.words);
    const said = section.querySelector("[data-said]");
    const list = section.querySelector("[data-found]");
    const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    const tell = (n, total) => { said.textContent = fill(words.about_reading, { n, total }); };

    const show = (faults, sound) => {
      said.textContent = faults.length ? words.about_unsound : sound;
      list.replaceChildren(...faults.map(([path, kind]) => {
        const item = document.createElement("li");
        const name = document.createElement("bdi");
        const code = document.createElement("code");
        code.textContent = path;
        name.append(code);
        item.append(name, `: ${words[`about_${kind}`]}`);
        return item;
      }));
    };

    for (const input of section.querySelectorAll("input")) {
      input.addEventListener("change", async () => {
        const files = [...input.files];
        list.replaceChildren();
        if (!files.length) { said.textContent = words.about_none; return; }
        if (!globalThis.crypto?.subtle) { said.textContent = words.about_unable; return; }
        tell(0, files.length);
        if (!input.webkitdirectory) {
          show(await someFaults(files, tell), fill(words.about_part, { n: files.length }));
          return;
        }
        const inside = byPath(files);
        if (inside) show(await folderFaults(inside, tell), fill(words.about_sound, { n: inside.size }));
        else said.textContent = words.about_wrong;
      });
    }
  }
})();
