"""Markdown written by members: useful, and harmless."""

import re

import pytest

from config.prose import en_html

CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "[clic](javascript:alert(1))",
    "[clic](  jAvAsCrIpT:alert(1))",
    "[clic](data:text/html;base64,PHNjcmlwdD4=)",
    "[clic](vbscript:x)",
    "<javascript:alert(1)>",
    "![x](http://ailleurs.example/pixel.png)",
    '[x](http://a.example "onmouseover=alert(1)")',
    "<iframe src=//ailleurs.example></iframe>",
    "<a href='http://a' style='position:fixed' onclick=alert(1)>x</a>",
    "<!--<script>--><style>*{display:none}</style>",
    "| a |\n|--:|\n| <b onclick=x>x</b> |",
    "`<script>`\n\n```html\n<script>alert(1)</script>\n```",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7|add:7 }}{% load static %}",
]


@pytest.mark.parametrize("texte", CORPUS)
def test_nothing_typed_can_act(texte):
    html = en_html(texte)
    balises = re.findall(r"<[^>]*>", html)
    assert [
        b for b in balises if re.search(r"<(script|img|svg|iframe|style|math|object|form|input)|\son\w+=|style=", b)
    ] == []
    assert re.findall(r'(?:href|src)="(?!https?:|mailto:)', html) == []


def test_titles_sit_under_those_of_the_page():
    assert en_html("# A\n\n### B") == "<h4>A</h4>\n<h6>B</h6>\n"


def test_links_say_nothing_of_where_they_come_from():
    assert en_html("Voir https://exemple.fr/a") == (
        '<p>Voir <a href="https://exemple.fr/a" rel="nofollow noopener noreferrer">https://exemple.fr/a</a></p>\n'
    )


def test_the_alignment_of_cells_is_a_class():
    html = en_html("| a | b |\n|---|--:|\n| x | 1 |")
    assert '<td class="nombre">1</td>' in html
    assert "style" not in html


def test_a_wide_table_scrolls_in_a_frame_the_keyboard_reaches():
    assert en_html("| a |\n|---|\n| x |").startswith(
        '<div class="defile" role="group" tabindex="0" aria-label="Tableau"><table>'
    )


def test_lines_are_kept_as_typed():
    assert en_html("un\ndeux") == "<p>un<br>\ndeux</p>\n"
