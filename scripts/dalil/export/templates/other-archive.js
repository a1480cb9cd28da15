/**
 * Goes on to the same page in the archive of its own language, where that archive is served beside this one: kiwix-serve gives each
 * archive a folder of the name of its file. Anywhere else, and where the other archive is missing, the words of this page stand.
 */
(async function () {
  "use strict";

  const { path, here, there } = document.currentScript.dataset;
  const main = document.querySelector("main");
  const { pathname, search, hash } = location;
  if (!pathname.endsWith(`/${path}`)) return;
  const folder = pathname.slice(0, -path.length);
  // The code stands between signs in the name of the file: dalil-0.1.0.en
  const other = folder.replace(new RegExp(`([._-])${here}(?=(?:[._-][^/]*)?/$)`), `$1${there}`);
  if (other === folder) return;
  main.hidden = true;
  const isThere = await fetch(other + path, { method: "HEAD" }).then(({ ok }) => ok, () => false);
  if (isThere) location.replace(other + path + search + hash);
  else main.hidden = false;
})();
