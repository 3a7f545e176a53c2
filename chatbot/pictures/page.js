"use strict";
// Lights up what a word of the reply looked at, or which words of the reply looked at a word of the prompt.
(() => {
  const told = JSON.parse(document.getElementById("told").textContent);
  const about = document.getElementById("about");
  const map = document.querySelector(".heat");
  const lines = { row: [...document.querySelectorAll(".word[data-row]")],
                  column: [...document.querySelectorAll(".word[data-column]")] };
  const across = { row: "column", column: "row" };
  const weightsOf = (axis, index) =>
    axis === "row" ? told.weights[index] : told.weights.map((row) => row[index]);
  const stepOf = (weight) => Math.max(0, Math.min(told.steps, Math.floor(weight * told.steps + 0.5)));
  const percent = (weight) => `${(weight * 100).toFixed(weight < 0.1 ? 1 : 0)} %`;

  function clear() {
    for (const word of [...lines.row, ...lines.column]) {
      word.className = "word";
      word.setAttribute("aria-selected", "false");
    }
    for (const cell of map.querySelectorAll(".on")) cell.classList.remove("on");
    map.classList.remove("lit");
    about.textContent = told.hint;
  }

  function describe(axis, index, weights) {
    const ranked = weights.map((weight, place) => [weight, place]).sort((a, b) => b[0] - a[0]).slice(0, 5);
    const named = ranked.map(([weight, place]) => `${told[across[axis]][place]} ${percent(weight)}`);
    const chance = axis === "row" && told.probabilities.length
      ? ` · ${told.probability} ${told.probabilities[index].toFixed(3)}` : "";
    return `${told[axis][index]}${chance} · ${told.verb[axis]} ${named.join(", ")}`;
  }

  function show(axis, index) {
    clear();
    const weights = weightsOf(axis, index);
    lines[axis][index].classList.add("chosen");
    lines[axis][index].setAttribute("aria-selected", "true");
    lines[across[axis]].forEach((word, place) => word.classList.add(`w${stepOf(weights[place])}`));
    for (const cell of map.querySelectorAll(`.cell[data-${axis}="${index}"]`)) cell.classList.add("on");
    map.classList.add("lit");
    about.textContent = describe(axis, index, weights);
  }

  function showOf(element) {
    const place = element && element.closest && element.closest("[data-row], [data-column]");
    if (!place) return false;
    const axis = place.dataset.row === undefined ? "column" : "row";
    show(axis, Number(place.dataset[axis]));
    return true;
  }

  function walk(event) {
    const axis = event.target.dataset.row === undefined ? "column" : "row";
    const index = Number(event.target.dataset[axis]);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const others = lines[across[axis]];
    const goal = step ? lines[axis][index + step]
      : event.key === "ArrowUp" && axis === "row" || event.key === "ArrowDown" && axis === "column"
        ? others[Math.min(index, others.length - 1)] : undefined;
    if (event.key === "Escape") event.target.blur();
    if (!goal) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    goal.tabIndex = 0;
    goal.focus();
  }

  document.addEventListener("pointerover", (event) => {
    if (!showOf(event.target) && !showOf(document.activeElement)) clear();
  });
  document.addEventListener("focusin", (event) => showOf(event.target));
  document.addEventListener("focusout", clear);
  document.addEventListener("keydown", (event) => { if (event.target.classList.contains("word")) walk(event); });
  clear();
})();
