// <count-down data-deadline="2026-12-01T23:59:59+08:00" data-now="2026-11-21T10:00:00+08:00">还剩 10 天</count-down>
//
// data-now is the server's time when the page was made: a wrong clock on the reader's machine changes nothing.
// Words, all optional: data-left="还剩 {time}"  data-over="已截止"  data-units="天|小时|分|秒"
// data-soon-hours="72": from then on the element has the class is-soon. After the end: is-over, and the event countdown:over.
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The two largest units that matter: 3 天 4 小时, 4 小时 5 分, 5 分 06 秒. */
export function timeLeft(milliseconds, [day, hour, minute, second]) {
  const count = (unit, within) => Math.floor((within ? milliseconds % within : milliseconds) / unit);
  if (milliseconds >= DAY) return `${count(DAY)} ${day} ${count(HOUR, DAY)} ${hour}`;
  if (milliseconds >= HOUR) return `${count(HOUR)} ${hour} ${count(MINUTE, HOUR)} ${minute}`;
  return `${count(MINUTE)} ${minute} ${String(count(SECOND, MINUTE)).padStart(2, "0")} ${second}`;
}

class CountDown extends HTMLElement {
  connectedCallback() {
    const sent = Date.parse(this.dataset.now);
    this.ahead = Number.isNaN(sent) ? 0 : sent - Date.now(); // how far the server's clock is ahead of this machine's
    this.deadline = Date.parse(this.dataset.deadline);
    this.setAttribute("role", "timer");
    if (!Number.isNaN(this.deadline)) this.tick();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  tick() {
    const left = this.deadline - (Date.now() + this.ahead);
    if (left <= 0) return this.finish();
    const units = (this.dataset.units || "天|小时|分|秒").split("|");
    const words = this.dataset.left || "还剩 {time}";
    this.textContent = words.replace("{time}", timeLeft(left, units));
    this.classList.toggle("is-soon", left < Number(this.dataset.soonHours || 72) * HOUR);
    this.timer = setTimeout(() => this.tick(), left < HOUR + MINUTE ? SECOND : MINUTE);
  }

  finish() {
    this.textContent = this.dataset.over || "已截止";
    this.classList.remove("is-soon");
    this.classList.add("is-over");
    this.dispatchEvent(new CustomEvent("countdown:over", { bubbles: true }));
  }
}

customElements.define("count-down", CountDown);
