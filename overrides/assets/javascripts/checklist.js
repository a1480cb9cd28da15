/** `checklist`: boxes to tick. The answer is the list of places ticked. */
window.dalil.kinds.checklist = function (section) {
  "use strict";

  const inputs = [...section.querySelectorAll(".dalil-options input")];
  const ticked = () => inputs.filter((input) => input.checked);

  return {
    value: () => (ticked().length ? ticked().map((input) => Number(input.value)) : null),
    show(value) {
      if (!Array.isArray(value) || !value.every((place) => place in inputs)) return false;
      inputs.forEach((input, place) => { input.checked = value.includes(place); });
      return true;
    },
    count: () => ({ right: ticked().length, total: inputs.length }),
    unmark() {},
    reset: () => inputs.forEach((input) => { input.checked = false; }),
  };
};
