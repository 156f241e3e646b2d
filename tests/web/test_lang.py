import pytest
from django.utils import translation

from shifan.web.templatetags.shifan import lang


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "设备运行优化", ' lang="zh-CN"'),
        ("en", "唐山市 asks for changes to 2022-0011", ""),
        ("en", {"type": "doc", "text": "烧结"}, ' lang="zh-CN"'),
        ("en", "", ""),
        ("zh-hans", "设备运行优化", ""),
    ],
)
def test_chinese_says_so_on_pages_that_are_not(language: str, text: object, expected: str) -> None:
    with translation.override(language):
        assert lang(text) == expected
