"""A file of rules is read as it was meant, or refused with the line and with words for people."""

from pathlib import Path

import pytest

from schemas.article import ArticleContent
from streams.errors import SettingsError
from streams.tag.rules.file import read_rules, rules_of
from streams.tag.tagger import NO_RULES, subjects_of
from streams.tag.vocabulary import topics

ROOT = Path(__file__).parents[4]
HEAD = "vocabulary harbour\ntopic harbour:ferries Ferries\n"
FERRY = (
    f"{HEAD}  under harbour:transport\n  when ferry\n  confidence 60, in title 95\ntopic harbour:transport Traffic\n"
)


def article(body: str, title: str = "", language: str = "en") -> ArticleContent:
    """Give an article."""
    return ArticleContent(title=title, body=body, language=language)


def test_a_topic_of_ones_own() -> None:
    """It comes out with code, label, confidence, evidence and ancestors, in a language without terms as well."""
    (subject,) = subjects_of(article("Die Ferry kam.", language="xx"), read_rules(FERRY.encode()))
    assert subject.model_dump() == {
        "code": "harbour:ferries",
        "label": "Ferries",
        "confidence": 60,
        "evidence": ({"text": "Ferry", "field": "body", "start": 4},),
        "sections": (),
        "ancestors": ("harbour:transport",),
    }


def test_the_title_is_surer() -> None:
    """A rule may say how sure it is of a word in the headline."""
    (subject,) = subjects_of(article("A ferry.", title="Ferry late", language="xx"), read_rules(FERRY.encode()))
    assert (subject.confidence, subject.evidence[0].field) == (95, "title")


def test_a_topic_under_a_media_topic() -> None:
    """Its ancestors go on with those of the Media Topic."""
    book = read_rules(f"{HEAD}under medtop:20000530\nwhen ferry".encode())
    (subject,) = subjects_of(article("A ferry.", language="xx"), book)
    assert subject.ancestors == topics()["medtop:20000530"].line


def test_a_media_topic_is_given() -> None:
    """Where the tagger hears nothing, or less, the editors' word counts."""
    book = read_rules(b"topic medtop:15000000\nwhen quay\nconfidence 100")
    (subject,) = subjects_of(article("The quay.", language="xx"), book)
    assert (subject.label, subject.confidence) == ("sport", 100)
    assert subjects_of(article("The striker at the quay."), book)[0].confidence == 100


def test_a_media_topic_is_taken_away_with_all_below_it() -> None:
    """`unless` keeps the tagger's own subject back."""
    text = article("The army began its invasion and the siege; an airstrike hit.", title="War games")
    assert "medtop:16000000" in {code for one in subjects_of(text) for code in (one.code, *one.ancestors)}
    book = read_rules(b'topic medtop:16000000\nunless "war games"')
    assert "medtop:16000000" not in {code for one in subjects_of(text, book) for code in (one.code, *one.ancestors)}


def test_languages_of_a_rule() -> None:
    """A rule for English is not asked of other articles; a region makes no other language."""
    book = read_rules(f"{HEAD}when gift\nlanguages en, xx".encode())
    assert not subjects_of(article("Das Gift.", language="yy"), book)
    assert subjects_of(article("A gift.", language="xx-YY"), book)


def test_a_rule_goes_on_below() -> None:
    """Lines without a key belong to the rule above; comments and blank lines do not end it."""
    book = read_rules(f"{HEAD}when ferry\n  # or a boat\n\n  and (late\n  or early)".encode())
    assert subjects_of(article("An early ferry.", language="xx"), book)


def test_without_rules_nothing_changes() -> None:
    """No file, no rules."""
    assert rules_of(None).rules == NO_RULES.rules == ()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("wenn ferry", 1, "begins no line"),
        ("when ferry", 1, "belongs to a topic"),
        (HEAD + "when", 3, "nothing behind “when”"),
        (HEAD + "when ferry\n  tail boat", 4, "two words side by side"),
        (HEAD + 'when "ferry', 3, "no closing quotation mark"),
        (HEAD + "when ferry and", 3, "“the end” where a word"),
        (HEAD + "when ferry\n or\n and boat", 5, "“and” where a word"),
        (HEAD + "when (ferry or boat", 3, "where “)” was expected"),
        (HEAD + "when ferry)", 3, "“)” can't stand here"),
        (HEAD + "when ferry near/0 boat", 3, "a number from 1 to 1000"),
        (HEAD + "when ferry near/5000 boat", 3, "a number from 1 to 1000"),
        (HEAD + "when at least 3 of (ferry, boat)", 3, "at least 3 of 2 can never be"),
        (HEAD + "when at least 3 ferry", 3, "after “at least” comes"),
        (HEAD + "when at least many times ferry", 3, "“many” where a number"),
        (HEAD + "when f*", 3, "a star stands at one end"),
        (HEAD + "when *ferry*", 3, "a star stands at one end"),
        (HEAD + "when fer*ry", 3, "a star stands at one end"),
        (HEAD + "when * or ferry", 3, "no letter or digit"),
        (HEAD + "when not ferry", 3, "holds for every article"),
        (HEAD + "when ferry or not boat", 3, "holds for every article"),
        (HEAD + "when " + "(" * 50 + "ferry" + ")" * 50, 3, "more than 20 brackets"),
        (HEAD + "confidence 101", 3, "is no confidence"),
        (HEAD + "confidence high", 3, "is no confidence"),
        (HEAD + "languages English", 3, "is no language"),
        (HEAD + "under harbour:nowhere", 3, "neither a topic of this file"),
        (HEAD + "under harbour:ferries", 3, "stands under itself"),
        (HEAD + "topic harbour:ferries Again", 3, "stands on line 2 already"),
        ("topic harbour:ferries Ferries", 1, "nothing says “vocabulary harbour” above"),
        ("vocabulary harbour\ntopic harbour:ferries", 2, "needs a label"),
        ("vocabulary harbour\ntopic Ferries", 2, "is no code"),
        ("vocabulary medtop", 1, "can't be a prefix"),
        ("vocabulary Harbour", 1, "can't be a prefix"),
        ("topic medtop:99999999", 1, "no live code"),
        ("topic medtop:15000000\nunder medtop:01000000", 2, "order is their own"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, says: str, tmp_path: Path) -> None:
    """The message names the file, the line and what is wrong."""
    path = tmp_path / "newsroom.rules"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        rules_of(path)
    assert str(caught.value).startswith(f"{path}, line {line}: ")
    assert says in str(caught.value)


def test_other_bytes_are_told(tmp_path: Path) -> None:
    """A file in another encoding is refused at the line of the first such byte, a huge or missing one by its name."""
    path = tmp_path / "newsroom.rules"
    path.write_bytes(b"# ok\n# caf\xe9")
    with pytest.raises(SettingsError, match="line 2: this is not UTF-8"):
        rules_of(path)
    path.write_bytes(b"#" * 4_000_001)
    with pytest.raises(SettingsError, match="over 4,000,000 bytes"):
        rules_of(path)
    with pytest.raises(SettingsError, match="can't be read: No such file"):
        rules_of(tmp_path / "none.rules")


def test_the_example_is_read() -> None:
    """The file that shows newsrooms how to write theirs is right."""
    assert len(rules_of(ROOT / "deploy" / "newsroom.rules").rules) > 3
