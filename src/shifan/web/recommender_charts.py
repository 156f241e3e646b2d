"""The options of charts, for <data-chart>; each stands beside the table it is drawn from."""

from django.utils.translation import gettext

from shifan.core.spread import Spread

MOST_BARS = 12


def spread(given: Spread) -> dict[str, object]:
    """This function will draw the listed and the others by branch, as bars: the option and the height in pixels."""
    lines = given.lines[:MOST_BARS][::-1]  # ECharts counts from below
    kinds = ((gettext("已列入"), [line.listed for line in lines]), (gettext("未列入"), [line.others for line in lines]))
    option = {
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "left": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [_short(line.name) for line in lines]},
        "series": [
            {"type": "bar", "name": name, "data": data, "stack": "all", "barMaxWidth": 20} for name, data in kinds
        ],
    }
    return {"option": option, "height": 72 + 32 * len(lines)}


def _short(name: str) -> str:
    return name if len(name) <= 12 else f"{name[:11]}…"
