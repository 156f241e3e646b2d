"""The counter of 字 in the browser says what the one in core says."""

import json
import os
import random
import shutil
import subprocess
import sys
import unicodedata

import pytest

from shifan.core.text import count_zi
from tests.repo.repository import ROOT

COUNT = """
import { countZi } from "./frontend/src/zi.js";
let input = "";
for await (const part of process.stdin) input += part;
console.log(JSON.stringify(JSON.parse(input).map(countZi)));
"""
WRITTEN = [
    "",
    " \n\t　",
    "按 GB/T 39116-2020 达到二级，良率 99.5%。",
    "投资3,000万元，同比增长12.5%",
    "R&D、www.gov.cn、ISO9001——①②㎡²½",
    "𬭎喆䶮 café cafe\u0301 a\u200bb a\ufeffb ﬁ １２３ ＡＢ",
    "ひらがなカタカナ한국어ㄅㄆ",
]


def in_the_browser(texts: list[str]) -> list[int]:
    node = ["node", "--input-type=module", "--eval", COUNT]
    counted = subprocess.run(node, cwd=ROOT, input=json.dumps(texts), check=True, capture_output=True, text=True)
    return json.loads(counted.stdout)


def some_texts(count: int) -> list[str]:
    """Texts of every kind of character that this Python's Unicode has, the same at every run."""
    dice = random.Random(8)
    known = [
        chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
    ]
    common = "的一是 在aZ09.,-/'’_&@+:%，。（）\n"
    return ["".join(dice.choice(dice.choice((known, common))) for _ in range(40)) for _ in range(count)]


# A machine without Node may skip this; CI may not.
@pytest.mark.skipif(shutil.which("node") is None and os.environ.get("CI") != "true", reason="no Node on this machine")
def test_both_counters_agree():
    texts = WRITTEN + some_texts(3000)

    counted = in_the_browser(texts)

    assert [(t, here, there) for t, here in zip(texts, counted, strict=True) if here != (there := count_zi(t))] == []
