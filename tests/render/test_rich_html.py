from shifan.render.rich_html import rich_html


def html(*nodes: dict) -> str:
    return rich_html({"type": "doc", "content": list(nodes)}, lambda digest: f"/f/{digest[:3]}")


def text(words: str, *marks: str) -> dict:
    return {"type": "text", "text": words, "marks": [{"type": mark} for mark in marks]}


def test_text_is_escaped_and_marked() -> None:
    node = {"type": "paragraph", "content": [text("<script>&", "bold", "subscript"), {"type": "hardBreak"}, text("甲")]}

    assert html(node) == "<p><sub><strong>&lt;script&gt;&amp;</strong></sub><br>甲</p>"


def test_headings_stand_below_those_of_the_page() -> None:
    heads = [{"type": "heading", "attrs": {"level": level}, "content": [text("题")]} for level in (1, 6)]

    assert html(*heads) == "<h4>题</h4><h6>题</h6>"


def test_lists_quotes_and_rules() -> None:
    item = {"type": "listItem", "content": [{"type": "paragraph", "content": [text("项")]}]}
    nodes = (
        {"type": "bulletList", "content": [item]},
        {"type": "orderedList", "attrs": {"start": 3}, "content": [item]},
        {"type": "blockquote", "content": [{"type": "paragraph", "content": [text("引")]}]},
        {"type": "horizontalRule"},
    )

    assert html(*nodes) == (
        '<ul><li><p>项</p></li></ul><ol start="3"><li><p>项</p></li></ol><blockquote><p>引</p></blockquote><hr>'
    )


def test_tables_keep_their_spans() -> None:
    wide = {"type": "tableHeader", "attrs": {"colspan": 2}, "content": [{"type": "paragraph", "content": [text("头")]}]}
    cells = [{"type": "tableCell", "content": [{"type": "paragraph", "content": [text(word)]}]} for word in "甲乙"]
    table = {
        "type": "table",
        "content": [{"type": "tableRow", "content": [wide]}, {"type": "tableRow", "content": cells}],
    }

    assert html(table) == (
        '<div class="rich-table"><table class="table table-bordered"><tr><th colspan="2"><p>头</p></th></tr>'
        "<tr><td><p>甲</p></td><td><p>乙</p></td></tr></table></div>"
    )


def test_pictures_come_from_the_given_address_with_words_for_those_who_cannot_see_them() -> None:
    picture = {
        "type": "image",
        "attrs": {"digest": "a" * 64, "name": "车间.png", "caption": '图 "1"', "src": "http://x"},
    }

    assert html(picture) == (
        '<figure><img src="/f/aaa" alt="图 &quot;1&quot;" loading="lazy">'
        "<figcaption>图 &quot;1&quot;</figcaption></figure>"
    )


def test_what_is_not_known_is_left_out() -> None:
    assert html({"type": "iframe", "attrs": {"src": "x"}}, {"type": "paragraph", "content": [text("甲", "link")]}) == (
        "<p>甲</p>"
    )
