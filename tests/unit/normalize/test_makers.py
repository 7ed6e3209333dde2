"""Bylines, datelines and credits in the shapes that pages print."""

from collections.abc import Callable

import pytest

from schemas.article import ArticleContent
from streams.normalize.byline import read_bare, read_labelled
from streams.normalize.credits import credit_of, name_in_brackets, split_credit, split_signature
from streams.normalize.dateline import lead_of
from streams.normalize.glue import unglued
from streams.normalize.names import site_of

Read = Callable[..., ArticleContent]
SITE = site_of("www.quaytimes.example")


@pytest.mark.parametrize(
    ("text", "language", "people"),
    [
        ("Reported by: QT Web Desk Edited by: Imelda Ross", "en", [("Imelda Ross", "editor")]),
        (
            "By Asha Menon, Rui Tavares and Ko Tanaka",
            "en",
            [("Asha Menon", "author"), ("Rui Tavares", "author"), ("Ko Tanaka", "author")],
        ),
        ("BY MARISOL DEL CAMPO AND ED O'HARE", "en", [("Marisol Del Campo", "author"), ("Ed O'Hare", "author")]),
        ("By Jane Doe, New Delhi", "en", [("Jane Doe", "author")]),
        ("Von unserem Redakteur Malte Krug", "de", [("Malte Krug", "author")]),
        ("Текст: Пётр Зимин. Фото: Анна Белова", "ru", [("Пётр Зимин", "author"), ("Анна Белова", "photographer")]),
        ("责任编辑：何青", "zh", [("何青", "editor")]),
        ("부산 박서윤 기자", "ko", [("박서윤", "reporter")]),
        ("文｜何青", "zh", [("何青", "author")]),
        ("文＝有村しおり　写真＝熊谷 凪", "ja", [("有村しおり", "author"), ("熊谷 凪", "photographer")]),
        ("海角日报记者 何青", "zh", [("何青", "reporter")]),
        ("लेखक, सलोनी राज", "hi", [("सलोनी राज", "author")]),
        ("مصنف, رابعہ گل، عدنان خان", "ur", [("رابعہ گل", "author"), ("عدنان خان", "author")]),
        ("ਪੁਲ ( Image Source : Quay )", "pa", []),
        ("By Reuters", "en", []),
        ("Cable car plan approved by Mayor Ellen Voss", "en", []),
        ("By the end of the year", "en", []),
    ],
)
def test_people_are_read_with_their_roles(text: str, language: str, people: list[tuple[str, str]]) -> None:
    """Labels in several languages; agencies, desks, places and plain prose are no people."""
    found = read_labelled(text, SITE, language)
    assert [(person.name, person.role) for person in found.people] == people


def test_the_publisher_is_no_person() -> None:
    """A byline that names the site names nobody."""
    assert read_bare("Quay Times", SITE).people == ()


@pytest.mark.parametrize(
    ("paragraph", "place", "agency"),
    [
        ("MOSCOW (Reuters) - The ferry was late.", "MOSCOW", "Reuters"),
        ("DULUTH, Minn. (AP) — The ferry was late.", "DULUTH, Minn.", "AP"),
        ("Albarrán, 14 ene (EFE).- El ferri llegó tarde.", "Albarrán", "EFE"),
        ("新华社昆明12月7日电 渡轮晚点。", "昆明", "新华社"),
        ("(부산=연합뉴스) 박서윤 기자 = 배가 늦었다.", "부산", "연합뉴스"),
        ("（中央社記者林小晴花蓮縣14日電）渡輪誤點。", "花蓮縣", "中央社"),
        ("(Reuters) - The ferry was late.", None, "Reuters"),
        ("The ferry was late: nobody minded.", None, None),
        ("“It is late” - so they said.", None, None),
    ],
)
def test_datelines_are_read_where_they_are_certain(paragraph: str, place: str | None, agency: str | None) -> None:
    """Place and agency, in the shapes of several agencies; a sentence is no dateline."""
    dateline = lead_of(paragraph, SITE).dateline
    assert (dateline.place if dateline else None, dateline.agency if dateline else None) == (place, agency)


def test_a_reporter_in_the_lead_is_cut_out_and_named() -> None:
    """The Korean opening names its reporter before the text."""
    paragraph = "(부산=연합뉴스) 박서윤 기자 = 배가 늦었다."
    lead = lead_of(paragraph, SITE)
    assert [person.name for person in lead.people] == ["박서윤"]
    assert paragraph[lead.cut :] == "배가 늦었다."


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("- With inputs from agencies", "agencies"),
        ("(PTI)", "PTI"),
        ("Source: ANI", "ANI"),
        ("The ferry was late.", None),
    ],
)
def test_credits_name_who_is_credited(text: str, credit: str | None) -> None:
    """The phrase around the name goes."""
    assert credit_of(text) == credit


def test_a_credit_in_brackets_ends_the_last_paragraph() -> None:
    """The paragraph is kept without it."""
    assert split_credit("Nobody minded. (With PTI inputs)") == ("Nobody minded.", "With PTI inputs")


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Jen HoltPublished Jul 17", "Jen Holt Published Jul 17"),
        ("Von Ulla BrandKorrespondent", "Von Ulla Brand Korrespondent"),
        ("by Quay TimesNovember 21, 2025", "by Quay Times November 21, 2025"),
        ("2:26 PM GMT+2Last Updated 9 min ago", "2:26 PM GMT+2 Last Updated 9 min ago"),
        ("Ronald McDonald and MacLeod of YouTube", "Ronald McDonald and MacLeod of YouTube"),
    ],
)
def test_known_words_are_cut_off_what_they_are_glued_to(text: str, cut: str) -> None:
    """Labels, jobs and months; a capital letter inside a name is the name's."""
    assert unglued(text) == cut


HEAD = "Old fish hall to be rebuilt after four years"
PROSE = "The harbour board voted on Tuesday to rebuild the old fish hall, which has stood empty since a storm took it."


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["By", "Asha Menon0,", "Rui Tavares &", "Ko Tanaka"], ["Asha Menon", "Rui Tavares", "Ko Tanaka"]),
        (["Kommentar von", "Ulla Brand"], ["Ulla Brand"]),
        (["Asha Menon Chief Political Correspondent", "16 January 2025 9:33pm"], ["Asha Menon"]),
        (["Marta Ibáñez", "Corresponsal en Lisboa"], ["Marta Ibáñez"]),
        (["Marta Ibáñez, Rui Abad (Enviado especial)", "16/01/2025 10:22"], ["Marta Ibáñez", "Rui Abad"]),
        (["Asha Menon · Quay News · Posted: Jan 16, 2025 4:00 AM EST"], ["Asha Menon"]),
        (["16 January 2025 • Asha Menon • 3 Minutes"], ["Asha Menon"]),
        (["Asha Menon Asha Menon", "16 January 2025"], ["Asha Menon"]),
        (
            ["Anna Brand Maria Elena Vogt Paul Kroll", "16 January 2025"],
            ["Anna Brand", "Maria Elena Vogt", "Paul Kroll"],
        ),
        (["Anna Brand"], ["Anna Brand"]),
        (["Quillon Brand"], []),
        (["byAnna Brand", "16 January 2025"], ["Anna Brand"]),
        (["By Anna Brand For Quaymail.Com"], ["Anna Brand"]),
        (["By Anna Brand Follow"], ["Anna Brand"]),
        (["Quillon Brand", "Otto Vann", "Published 16 January 2025"], ["Quillon Brand", "Otto Vann"]),
        (["Middle East", "16 January 2025"], []),
        (["Zur Playlist", "16 January 2025"], []),
        (["입력", "2025.01.16 20:00"], []),
        (["2025/1/14 21:17", "みんなの投稿を見る"], []),
        (["By Asha Menon", "Opinion Columnist", "16 January 2025"], ["Asha Menon"]),
        (["Related Topics", "Asha Menon,", "Harbour Board,", "Rui Tavares", "16 January 2025"], []),
        (["16 January 2025", "Share Comments"], []),
        (["Asha Menon in Lisbon", "16 January 2025"], ["Asha Menon"]),
        (["16 January 2025", "Diesen Artikel teilen"], []),
    ],
)
def test_lone_names_need_evidence(read: Read, lines: list[str], names: list[str]) -> None:
    """A label above, a date or a job beside; tags, buttons and jobs themselves are no names."""
    content = read("\n".join([HEAD, *lines, PROSE, PROSE.replace("Tuesday", "Friday")]))
    assert [person.name for person in content.byline.people] == names


@pytest.mark.parametrize(
    ("paragraph", "desk", "names"),
    [
        ("ਪਟਿਆਲਾ (ਰਾਜੇਸ਼ ਗਿੱਲ)- ਬੇੜੀ ਦੇਰ ਨਾਲ ਆਈ।", None, ["ਰਾਜੇਸ਼ ਗਿੱਲ"]),
        ("حیدرآباد (اسٹاف رپورٹر) کشتی دیر سے آئی۔", "اسٹاف رپورٹر", []),
        ("SPRINGFIELD (New Jersey) - The ferry was late.", None, []),
    ],
)
def test_brackets_behind_a_town_name_who_wrote(paragraph: str, desk: str | None, names: list[str]) -> None:
    """A desk, or a reporter where no capitals make a region look like one."""
    lead = lead_of(paragraph, SITE)
    assert (lead.desk, [person.name for person in lead.people]) == (desk, names)


@pytest.mark.parametrize(
    ("paragraph", "text", "people"),
    [
        ("船は遅れた。【早川 朔】", "船は遅れた。", [("早川 朔", "author")]),
        ("渡輪誤點。（編輯：黃可心）1150414", "渡輪誤點。", [("黃可心", "editor")]),
        ("船は遅れた。【カイロ早川朔】", "船は遅れた。【カイロ早川朔】", []),
        ("船は遅れた（遅延）", "船は遅れた（遅延）", []),
        ("The ferry was late. [Asha Menon]", "The ferry was late. [Asha Menon]", []),
    ],
)
def test_a_signature_ends_the_last_paragraph(paragraph: str, text: str, people: list[tuple[str, str]]) -> None:
    """Who is named in brackets made the article; a foreign town before a name leaves the name open."""
    rest, _, makers = split_signature(paragraph, SITE)
    assert (rest, [(person.name, person.role) for person in makers.people]) == (text, people)


@pytest.mark.parametrize(
    ("text", "names"),
    [("（川添千夏）", ["川添千夏"]), ("（敬称を省略）", []), ("（以下全部略）", []), ("（木曜日）", [])],
)
def test_a_name_alone_in_brackets_signs(text: str, names: list[str]) -> None:
    """Four Han characters in brackets are a name; remarks are none."""
    assert [person.name for person in name_in_brackets(text, SITE).people] == names


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["منيرة السرحان", "4 مارس 2026", "ساعات المقهى"], ["منيرة السرحان"]),
        (["معان - منيرة السرحان", "4 مارس 2026"], ["منيرة السرحان"]),
        (["ویب ڈیسک", "سری نگر", "4 مارچ 2026"], []),
        (["By अनुज वर्मा", "Updated: 4 March 2026", "नाव की जीत"], ["अनुज वर्मा"]),
        (["بندر الشهراني (أبها) @bandar_example", "4 مارس 2026"], ["بندر الشهراني"]),
    ],
)
def test_without_capitals_one_line_of_names_is_believed(read: Read, lines: list[str], names: list[str]) -> None:
    """Towns, captions and sub-heads beside a byline look like names in such scripts."""
    content = read("\n".join([HEAD, *lines, PROSE, PROSE.replace("Tuesday", "Friday")]))
    assert [person.name for person in content.byline.people] == names


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (["16 January 2025", "5:50 PM"], "2025-01-16T17:50"),
        (["16. Januar 2025", "15:36 Uhr"], "2025-01-16T15:36"),
        (["16 January 2025", "5:50 PM read later on"], "2025-01-16"),
        (["vor 3 Stundenvor 3 Stunden"], "2025-02-12T06:00+00:00"),
    ],
)
def test_a_clock_below_its_day_belongs_to_it(read: Read, lines: list[str], at: str) -> None:
    """What a scraper put on two lines, or wrote twice, is one time."""
    content = read("\n".join([HEAD, *lines, PROSE, PROSE.replace("Tuesday", "Friday")]))
    assert content.published.at == at
