/** `choice`: radio buttons or check boxes. The answer is the list of places picked. */
window.dalil.kinds.choice = function (section) {
  "use strict";

  const inputs = [...section.querySelectorAll(".dalil-options input")];
  const picked = () => inputs.filter((input) => input.checked);

  /** Shows beside an option what the explanation says of it. */
  function note(input) {
    const source = section.querySelector(`.dalil-feedbacks [data-option="${input.value}"]`);
    const box = document.createElement("div");
    box.className = "dalil-note";
    box.id = `${section.id}-note-${input.value}`;
    box.dataset.right = String("right" in input.dataset);
    box.append(...[...source.querySelectorAll(".dalil-verdict, .dalil-feedback")].map((part) => part.cloneNode(true)));
    input.closest("li").append(box);
    input.setAttribute("aria-describedby", box.id);
  }

  return {
    value: () => (picked().length ? picked().map((input) => Number(input.value)) : null),
    show(value) {
      if (!Array.isArray(value) || !value.every((place) => place in inputs)) return false;
      inputs.forEach((input, place) => { input.checked = value.includes(place); });
      return true;
    },
    judge() {
      picked().forEach(note);
      const isRight = (input) => input.checked === ("right" in input.dataset);
      if (inputs[0].type === "radio") return { right: Number(picked().every(isRight)), total: 1 };
      return { right: inputs.filter(isRight).length, total: inputs.length };
    },
    unmark() {
      section.querySelectorAll(".dalil-note").forEach((box) => box.remove());
      inputs.forEach((input) => input.removeAttribute("aria-describedby"));
    },
    reset: () => inputs.forEach((input) => { input.checked = false; }),
  };
};
