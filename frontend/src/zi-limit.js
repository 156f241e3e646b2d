// How near a counter of 字 is to its limit.
const NEAR = 0.9; // from here on the counter is amber; over the limit it is red

/** Colour a counter as it nears its limit; true where that has just changed for the worse, which is worth saying. */
export function crossed(counter, count, limit) {
  const state = count > limit ? 2 : count >= limit * NEAR ? 1 : 0;
  const before = Number(counter.dataset.state ?? state);
  counter.dataset.state = state;
  counter.classList.toggle("is-near", state === 1);
  counter.classList.toggle("is-over", state === 2);
  return state > before;
}
