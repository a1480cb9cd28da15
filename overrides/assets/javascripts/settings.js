/**
 * What the reader chose, before anything is drawn. Material's script asks for these functions by these names, and keeps what it is told
 * under the site's path. A browser that refuses storage remembers nothing, and the page works.
 */
(function () {
  "use strict";

  const scope = new URL(document.currentScript.dataset.scope, location);
  const key = (name, place) => `${(place || scope).pathname}.${name}`;
  const asSystem = { media: "(prefers-color-scheme)" };

  window.__md_scope = scope;
  window.__md_hash = (text) => [...text].reduce((hash, sign) => ((hash << 5) - hash + sign.charCodeAt(0)) | 0, 0);

  window.__md_get = (name, storage, place) => {
    try {
      return JSON.parse((storage || localStorage).getItem(key(name, place)));
    } catch {
      return null;
    }
  };

  window.__md_set = (name, value, storage, place) => {
    try {
      (storage || localStorage).setItem(key(name, place), JSON.stringify(value));
    } catch { /* It is forgotten when the page is left. */ }
  };

  /** Puts the colours on the body as soon as their switches stand in the page. */
  window.__md_colours = () => {
    const chosen = window.__md_get("__palette")?.color ?? asSystem;
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const media = chosen.media === asSystem.media ? `(prefers-color-scheme: ${dark ? "dark" : "light"})` : chosen.media;
    const { mdColorScheme } = document.querySelector(`[data-md-color-media="${CSS.escape(media)}"]`)?.dataset ?? {};
    if (mdColorScheme) document.body.dataset.mdColorScheme = mdColorScheme;
  };
})();
