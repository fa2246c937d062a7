"""Links from the words of a page to their meaning, in scripts with spaces between words and without."""

from __future__ import annotations

from markupsafe import Markup

from autonome.report.patient.glossary import TERMS, Linker

CHINESE = {"gene|genes": "基因", "gene test|gene tests": "基因检测", "dose|doses": "剂量"}


def english() -> Linker:
    return Linker(str)


def test_a_word_is_linked_where_it_first_stands_in_a_part_and_again_in_the_next() -> None:
    linked = english()
    assert linked(Markup("A gene and a gene.")) == (
        'A <a class="term" id="t-gene" href="#w-gene">gene</a> and a gene.'
    ), "the glossary leads back to where it stood first"
    assert linked(Markup("A gene.")) == "A gene."
    linked.begin()
    assert linked(Markup("Genes.")) == '<a class="term" href="#w-gene">Genes</a>.'


def test_the_longest_form_wins_and_parts_of_words_are_none() -> None:
    linked = english()
    assert linked(Markup("A gene test.")) == 'A <a class="term" id="t-gene-test" href="#w-gene-test">gene test</a>.'
    assert linked(Markup("Oxygenes, overdose and logic.")) == "Oxygenes, overdose and logic."


def test_tags_and_what_was_escaped_stay_as_they_are() -> None:
    text = Markup('<b title="gene">&lt;gene&gt; &amp; dose</b>')
    linked = english()(text)
    assert 'title="gene"' in linked
    assert "&lt;" in linked
    assert linked.count("<a ") == 2


def test_a_script_without_spaces_is_linked_too() -> None:
    linked = Linker(lambda template: CHINESE.get(template, template))
    assert linked(Markup("本页根据您的基因检测生成。")) == (
        '本页根据您的<a class="term" id="t-gene-test" href="#w-gene-test">基因检测</a>生成。'
    )
    assert linked.terms()[0][1] == "基因检测"


def test_only_words_that_were_met_are_explained() -> None:
    linked = english()
    linked(Markup("A dose."))
    assert [id_ for id_, _, _ in linked.terms()] == ["dose"]
    assert len({term.id for term in TERMS}) == len(TERMS)
