"""An article's subjects follow from its words, and the words are shown at their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import NormalizedArticle, Provenance, RawPosition
from streams.tag.findings import FIELD_CHARACTERS
from streams.tag.tagger import MAX_SUBJECTS, TAG_VERSION, explain_subjects, subjects_of, tag
from streams.tag.vocabulary import topics

SOME_WORDS = ("striker", "goal", "inflation", "The", "parliament", "vaccine", "and", "earthquake", "police", "ß", "İ")


def article(body: str = "", *, title: str | None = None, language: str = "en") -> NormalizedArticle:
    """Give a normalized article of the Daily Lantern."""
    provenance = Provenance(raw=RawPosition(topic="news.raw", partition=0, offset=7))
    return NormalizedArticle(
        article_id="a", source="lantern.example", title=title, body=body, language=language, provenance=provenance
    )


@pytest.mark.parametrize(
    ("language", "body", "top"),
    [
        ("en", "The striker scored a late goal to win the championship.", "medtop:15000000"),
        ("en", "The central bank left interest rates alone as inflation fell.", "medtop:04000000"),
        ("de", "Der Trainer lobte den Stürmer nach dem Sieg in der Bundesliga.", "medtop:15000000"),
        ("es", "El terremoto dejó miles de damnificados y los bomberos siguen el rescate.", "medtop:03000000"),
        ("fr", "Le tribunal a condamné le policier à deux ans de prison.", "medtop:02000000"),
        ("ru", "Синоптики обещают снегопад и мороз.", "medtop:17000000"),
        ("ar", "قال الأطباء في المستشفى إن اللقاح آمن للمرضى.", "medtop:07000000"),
        ("hi", "चुनाव से पहले प्रधानमंत्री ने संसद में विपक्ष को जवाब दिया.", "medtop:11000000"),
        ("zh", "气象台发布暴雨预警。气温将明显下降。", "medtop:17000000"),
        ("ja", "サッカーの代表戦で監督が選手をたたえた。", "medtop:15000000"),
        ("pt-BR", "A vacina contra a dengue chegou aos hospitais.", "medtop:07000000"),
    ],
)
def test_first_subject(language: str, body: str, top: str) -> None:
    """The surest subject is the one that the words speak for, in each of the languages."""
    surest = subjects_of(article(body, language=language))[0]
    assert topics()[surest.code].top == top


@pytest.mark.parametrize(
    ("language", "body"),
    [("en", ""), ("en", "He said that it was so."), ("und", "The striker scored."), ("xx", "The striker scored.")],
)
def test_abstains(language: str, body: str) -> None:
    """Without telling words, or without terms for the language, there is no subject."""
    assert subjects_of(article(body, language=language)) == ()


def test_a_headline_weighs_more_than_the_body() -> None:
    """What the headline names comes before what the body names."""
    subjects = subjects_of(article("The police came.", title="Earthquake shakes the coast"))
    assert subjects[0].ancestors[-1:] == ("medtop:03000000",) or subjects[0].code == "medtop:03000000"


def test_a_deeper_subject_has_its_ancestors() -> None:
    """A second-level subject names the first level, with its label from the vocabulary."""
    subjects = {subject.code: subject for subject in subjects_of(article("Voters chose in the election."))}
    assert subjects["medtop:20000574"].ancestors == ("medtop:11000000",)
    assert subjects["medtop:20000574"].label == "election"


def test_the_hop_is_noted() -> None:
    """The stage adds its hop and leaves the rest as it came."""
    before = article("The striker scored.")
    after = tag(before)
    assert after.provenance.hops[-1].model_dump() == {"stage": "tag", "version": TAG_VERSION}
    assert after.model_dump(exclude={"subjects", "provenance"}) == before.model_dump(exclude={"provenance"})


@pytest.mark.parametrize(("language", "flags"), [("en", ()), ("en-GB", ()), ("ha", ("subjects_language_unknown",))])
def test_a_language_without_terms_is_flagged(language: str, flags: tuple[str, ...]) -> None:
    """That nothing could be said is told apart from that there was nothing to say."""
    assert tag(article("The striker scored.", language=language)).flags == flags


@given(words=st.lists(st.sampled_from(SOME_WORDS), max_size=60), title=st.sampled_from(SOME_WORDS))
def test_evidence_stands_at_its_place(words: list[str], title: str) -> None:
    """Each phrase of the evidence is found in the field at the code point that it names."""
    given_article = article(" ".join(words), title=title)
    subjects = subjects_of(given_article)
    assert len(subjects) <= MAX_SUBJECTS
    for subject in subjects:
        assert subject.evidence
        for evidence in subject.evidence:
            text = getattr(given_article, evidence.field)
            assert text[evidence.start :].startswith(evidence.text)


def test_the_narrowest_subject_is_said() -> None:
    """Beside the first level stands the deepest subject that the words name; those between are its ancestors."""
    subjects = {one.code: one for one in subjects_of(article("Crude oil fell; OPEC kept its oil output."))}
    assert "medtop:20001243" in subjects
    assert "medtop:20000256" not in subjects
    assert subjects["medtop:20001243"].ancestors == ("medtop:20000256", "medtop:20000209", "medtop:04000000")


def test_a_misleading_phrase_says_nothing() -> None:
    """A term inside a phrase of the misleading ones is not heard."""
    assert subjects_of(article("A perfect storm.")) == ()


def test_one_word_repeated_says_little_more_than_once() -> None:
    """A page stuffed with one word is no surer than a report with several terms."""
    stuffed = subjects_of(article("striker " * 1000))[0]
    report = subjects_of(article("The striker scored in the semi-final of the championship, a goal in overtime."))[0]
    assert stuffed.confidence < report.confidence


@pytest.mark.parametrize(
    "body",
    [
        "def tag(x): return {k: v for k, v in x.items()}",
        "| a | b |\n| 1 | 2 |\n" * 50,
        "O roses red, o violets blue,\n\nI think of you.",
        "\u0000\ufffd" * 100,
    ],
)
def test_what_is_no_news_is_not_said_for_sure(body: str) -> None:
    """Code, tables, poems and noise are no reason for a high confidence."""
    assert all(subject.confidence < 70 for subject in subjects_of(article(body)))


def test_a_huge_text_is_read_to_its_limit() -> None:
    """Of a megabyte only the beginning counts, so the time is bounded."""
    body = "The striker scored. ".ljust(FIELD_CHARACTERS) + "inflation " * 100_000
    assert {topics()[subject.code].top for subject in subjects_of(article(body))} == {"medtop:15000000"}


def test_an_explanation_names_the_terms() -> None:
    """Each first level that any word speaks for is explained, said or not, with terms, places and points."""
    explained = explain_subjects(article("The striker scored.", title="Inflation falls"))
    assert [one.code for one in explained] == ["medtop:04000000", "medtop:15000000"]
    quote, points = explained[0].terms[0]
    assert (quote.text, quote.field, quote.start, points) == ("Inflation", "title", 0, 3.0)
    assert explained[0].confidence > explained[1].confidence
