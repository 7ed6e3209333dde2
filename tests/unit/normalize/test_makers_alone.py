"""Makers whom no label tells: names beside a job or a mail address, desks by their opening word, other scripts."""

from collections.abc import Callable

import pytest
from glassworks import HEADLINE, STORY

from schemas.article import ArticleContent
from streams.normalize.byline import read_bare, read_labelled
from streams.normalize.credits import credit_of
from streams.normalize.names import site_of

Read = Callable[..., ArticleContent]
SITE = site_of("quay.example")


def _people(article: ArticleContent) -> list[tuple[str, str | None]]:
    return [(person.name, person.role) for person in article.byline.people]


def test_names_stand_above_their_mail_addresses(read: Read) -> None:
    """One maker with an address after another; the role in brackets is the photographer's."""
    makers = ("Ivo Brand", "ivo.brand@quay.example", "Eda Strand", "eda@quay.example", "Mats Holm (foto)")
    article = read("\n".join((HEADLINE, *makers, "3 February 2025", *STORY)))
    assert _people(article) == [("Ivo Brand", "author"), ("Eda Strand", "author"), ("Mats Holm", "photographer")]


def test_a_name_with_its_address_signs_the_text(read: Read) -> None:
    """Some lines behind the text, the address tells that the name is the writer's."""
    article = read("\n".join((HEADLINE, "3 February 2025", *STORY, "How we work", "Eda Strand", "eda@quay.example")))
    assert _people(article) == [("Eda Strand", "author")]


def test_a_name_beside_a_job_is_a_byline(read: Read) -> None:
    """No date stands beside it, but it says what it is."""
    article = read("\n".join(("3 February 2025", HEADLINE, "Ivo Brand, reporter", *STORY)))
    assert _people(article) == [("Ivo Brand", "author")]


def test_names_and_a_date_on_one_line_may_follow_a_long_summary(read: Read) -> None:
    """The summary passes for the first paragraph, and the line behind it is still the head's."""
    article = read("\n".join((HEADLINE, STORY[0], "Ivo Brand and Eda Strand 3 February 2025, 05:00", *STORY[1:])))
    assert [name for name, _ in _people(article)] == ["Ivo Brand", "Eda Strand"]
    assert article.published.at == "2025-02-03T05:00"


@pytest.mark.parametrize("desk", ["Redactie Economie", "Redakcja Gospodarcza", "Редакція Хвиля"])
def test_a_desk_is_told_by_its_opening_word(desk: str) -> None:
    """Behind the word for a desk stands its subject or its paper."""
    assert read_bare(desk, SITE).desks == (desk,)


@pytest.mark.parametrize("button", ["새로고침", "기사원문", "รีเฟรช", "רענון"])
def test_a_button_is_no_name(button: str) -> None:
    """Where no capital letter tells a name, one word is none, and a Korean name has a surname."""
    assert not read_bare(button, SITE)


@pytest.mark.parametrize("name", ["서다온", "남궁솔", "ปิยะดา แก้วมณี", "רונית אלמוג"])
def test_names_of_every_script_stand_alone(name: str) -> None:
    """A surname or a second word tells the name."""
    assert [person.name for person in read_bare(name, SITE).people] == [name]


def test_a_place_beside_the_name_is_none_of_the_makers() -> None:
    """The one word before the name is where it was written."""
    assert [person.name for person in read_bare("צפת - רונית אלמוג", SITE).people] == ["רונית אלמוג"]


def test_a_label_in_thai_stands_apart_from_the_name() -> None:
    """Thai writes no spaces between words: only one behind the label makes it one."""
    assert [person.name for person in read_labelled("โดย ปิยะดา แก้วมณี", SITE, "th").people] == ["ปิยะดา แก้วมณี"]
    assert not read_labelled("โดยสารรถไฟไปทะเล", SITE, "th")


def test_korean_names_share_one_role() -> None:
    """Every name before the one role has it."""
    people = read_labelled("옥서진·남궁솔 기자", SITE, "ko").people
    assert [(person.name, person.role) for person in people] == [("옥서진", "reporter"), ("남궁솔", "reporter")]


def test_a_sentence_is_no_credit() -> None:
    """A word that opens credits opens sentences too."""
    assert credit_of("Theo TTXVN") == "TTXVN"
    assert credit_of("Theo ban tổ chức, con vẹt bay vào từ cửa sổ tầng ba.") is None


def test_speech_opens_no_lead_in(read: Read) -> None:
    """The dash of a dialogue stands before the speaker, not before a desk."""
    question = "- Correspondent: When did the tide clock begin to run late, and who was the first to see it?"
    article = read("\n".join((HEADLINE, "3 February 2025", question, *STORY)))
    assert article.body.startswith(question)
    assert article.desk is None


def test_greek_capitals_have_no_accents(read: Read) -> None:
    """Headings in capitals are read like those in small letters."""
    article = read("\n".join((HEADLINE, "3 February 2025", *STORY, "ΣΧΕΤΙΚΑ ΑΡΘΡΑ", "Η βάρκα γύρισε")))
    assert {one.text: one.kind for one in article.removed}["ΣΧΕΤΙΚΑ ΑΡΘΡΑ"] == "section_head"


def test_a_headline_in_han_is_no_name_behind_a_word_that_another_language_labels_with() -> None:
    """写真 is a photograph in Japanese, and a picture story in Chinese."""
    assert not read_labelled("女团成员拍摄港口写真 清晨薄雾格外温柔动人", SITE, "zh")
    assert [one.name for one in read_labelled("写真 高橋由美子", SITE, "ja").people] == ["高橋由美子"]


@pytest.mark.parametrize("button", ["スクラップ", "スクラップは会員限定です", "はじめに"])
def test_kana_alone_or_both_kinds_of_it_are_no_name_without_a_label(button: str) -> None:
    """Names in Japanese have Han, or a dot between their parts."""
    assert not read_bare(button, SITE).people
    assert [one.name for one in read_bare("高橋さくら", SITE).people] == ["高橋さくら"]
