/** The side of a page that is gathered for a hand-out: gives its text before any other script changes it, and loads nothing more. */
if (parent !== window && location.hash === "#dalil-handout") {
  // From file:// there is no origin to name; the page that asked checks who answers.
  parent.postMessage({ handout: document.querySelector("article").innerHTML }, location.protocol === "file:" ? "*" : location.origin);
  window.stop();
}
