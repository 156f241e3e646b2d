// <data-chart label="各地推荐数" height="280"><script type="application/json">{ECharts option}</script></data-chart>
//
// Only the parts of ECharts that a page here needs. A chart never stands alone: its table is beside it, and `label` says what
// it shows to those who cannot see it. Tooltips are drawn, not written as HTML, which the content security policy forbids.
import { BarChart, BoxplotChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, BoxplotChart, LineChart, PieChart, ScatterChart, SVGRenderer]);
use([AriaComponent, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent]);

const COLOURS = ["#0b4f9e", "#5b8fc7", "#8a5a00", "#4a6572", "#7a4fa3", "#1f7a5c", "#a3a9b3"];

class DataChart extends HTMLElement {
  connectedCallback() {
    const source = this.querySelector('script[type="application/json"]');
    if (!source || this.chart) return;
    const box = document.createElement("div");
    box.style.height = `${Number(this.getAttribute("height") || 280)}px`;
    this.append(box);
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", this.getAttribute("label") ?? "");
    this.chart = init(box, null, { renderer: "svg" });
    this.option = JSON.parse(source.textContent);
    this.watcher = new ResizeObserver(() => this.chart.resize());
    this.watcher.observe(box);
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
    this.chart?.dispose();
    this.chart = null;
  }

  set option(option) {
    const font = getComputedStyle(this).fontFamily;
    this.chart.setOption({
      color: COLOURS,
      textStyle: { fontFamily: font, fontSize: 14 },
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      ...option,
      grid: { left: 48, right: 16, top: 24, bottom: 64, ...option.grid },
      tooltip: { ...option.tooltip, renderMode: "richText" },
    });
  }
}

customElements.define("data-chart", DataChart);
