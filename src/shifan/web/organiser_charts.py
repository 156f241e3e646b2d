"""What charts show, as options of ECharts; the same numbers stand in a table beside each chart."""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext

from shifan.queries.programme import Passage
from shifan.queries.selection import Row

AMBER = "#8a5a00"  # apart from the blue of single scores, in lightness too


def funnel(passages: Sequence[Passage]) -> dict[str, object]:
    """This function will draw how many applications have reached each stage, and how many stand there now."""
    language = get_language() or "zh-hans"
    names = [passage.stage.label.say(language) for passage in passages]
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 32, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "inverse": True, "data": names},
        "series": [
            _bars(gettext("累计到达"), [passage.reached for passage in passages]),
            _bars(gettext("目前处于该阶段"), [passage.here for passage in passages]),
        ],
    }


def spread(rows: Sequence[Row]) -> dict[str, object]:
    """This function will draw each application's mean and every expert's total, by order of means."""
    names = [f"{row.place}. {row.application.organisation.name}" for row in rows]
    points = [[float(total), place] for place, row in enumerate(rows) for _, total in row.totals]
    means = [[float(row.combined.mean), place] for place, row in enumerate(rows) if row.combined.mean is not None]
    lowest = min((point[0] for point in points), default=0.0)
    return {
        "tooltip": {"trigger": "item"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 32, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "min": max(0, int(lowest // 10 * 10) - 10), "max": 100},
        "yAxis": {"type": "category", "inverse": True, "data": names, "splitLine": {"show": True}},
        "series": [
            {"type": "scatter", "name": gettext("专家评分"), "symbolSize": 10, "data": points},
            {
                "type": "scatter",
                "name": gettext("平均分"),
                "symbol": "diamond",
                "symbolSize": 16,
                "data": means,
                "color": AMBER,
            },
        ],
    }


def height(rows: Sequence[object]) -> int:
    """This function will give a height in pixels that leaves every line its room."""
    return 60 + 36 * max(3, len(rows))


def _bars(name: str, data: list[int]) -> dict[str, object]:
    return {"type": "bar", "name": name, "barMaxWidth": 14, "data": data, "label": {"show": True, "position": "right"}}
