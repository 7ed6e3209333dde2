"""What of a listing is new: by guid, link and text, with every trap that feeds set."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.ingest.document import Entry
from streams.ingest.known import MIN_KEPT, Choice, Freshness, Known, Skip, choose

NEW, CHANGED = Freshness.NEW, Freshness.CHANGED
PROSE = "The council of the island met for the whole of the night and settled the matter of the ferry at last."


def entry(name: str, text: str = PROSE, **fields: str | None) -> Entry:
    """Make an entry whose guid, link and title are of one name."""
    made = Entry(
        content="",
        content_type="application/rss+xml",
        guid=f"tag:isle.example,{name}",
        link=f"https://isle.example/news/{name}",
        title=f"Ferry {name} leaves",
        text=text,
        published_raw=f"2026-11-0{len(name)}T08:00:00Z",
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def polled(*listings: Sequence[Entry]) -> list[list[tuple[Entry, Freshness]]]:
    """Give what goes out of each listing, one after the other."""
    known, sent = Known(), []
    for minute, listing in enumerate(listings):
        choice = choose(known, listing, minute * 600_000)
        known = choice.known
        sent.append(list(choice.fresh))
    return sent


def names(sent: list[tuple[Entry, Freshness]]) -> list[tuple[str, str]]:
    """Give the last words of the links, and why each goes out."""
    return [((one.link or one.guid or "").rsplit("/", 1)[-1], freshness.value) for one, freshness in sent]


A, B = entry("a"), entry("b")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([A, B], [A, B], [], id="the same listing"),
        pytest.param([A, B], [B, A], [], id="another order"),
        pytest.param([A, B], [B], [], id="an entry that left"),
        pytest.param([B], [A, B], [("a", "new")], id="a new entry"),
        pytest.param([A], [entry("a", "A correction. " + PROSE)], [("a", "changed")], id="another text"),
        pytest.param([A], [entry("a", title="Ferry a sank")], [("a", "changed")], id="another headline"),
        pytest.param([A], [entry("a", updated_raw="2026-11-02")], [("a", "changed")], id="another time of update"),
        pytest.param([A], [entry("a", f"<p>{PROSE}</p><img src='x?9'>")], [], id="another markup"),
        pytest.param([A], [entry("a", guid="17")], [], id="a guid that changes"),
        pytest.param([A], [entry("a", guid=None)], [], id="a guid that is gone"),
        pytest.param([A], [entry("a", link="https://isle.example/news/a?utm_source=x")], [], id="a tracking parameter"),
        pytest.param([A], [entry("a", link="http://isle.example/news/a")], [], id="another scheme"),
        pytest.param([A], [entry("a", link="https://isle.example/news/a-two")], [], id="a link that moved"),
        pytest.param([A], [entry("a", guid="17", link="https://isle.example/news/a?r=9")], [], id="all names change"),
        pytest.param(
            [entry("a", published_raw=None)],
            [entry("a", guid="17", link="https://isle.example/news/a?r=9", published_raw=None)],
            [],
            id="all names change, and there are no times",
        ),
        pytest.param(
            [entry("a", "")],
            [entry("a", "", guid="17", link="https://isle.example/news/a?id=9", published_raw="2026-11-05")],
            [("a?id=9", "new")],
            id="the same headline at another time",
        ),
        pytest.param(
            [A],
            [A, entry("a", guid="17", link="https://isle.example/news/a?id=2")],
            [("a?id=2", "new")],
            id="the same text beside it",
        ),
        pytest.param(
            [A], [entry("b", "A bus came. " + PROSE, guid=A.guid)], [("b", "new")], id="a guid for another story"
        ),
        pytest.param([A], [entry("a", guid="17", title="Ferry stays")], [("a", "changed")], id="a new guid for news"),
        pytest.param(
            [entry("a", guid="0"), entry("b", guid="0")],
            [entry("a", guid="0"), entry("b", guid="0"), entry("c", guid="0")],
            [("c", "new")],
            id="one guid for all",
        ),
        pytest.param(
            [entry("a", link="https://isle.example/"), entry("b", link="https://isle.example/")],
            [entry("c", link="https://isle.example/"), entry("a", link="https://isle.example/")],
            [("", "new")],
            id="one link for all",
        ),
        pytest.param(
            [entry("a", link="https://isle.example/live#1")],
            [entry("b", link="https://isle.example/live#2")],
            [("live#2", "new")],
            id="posts of a live blog",
        ),
        pytest.param(
            [entry("a", guid=None, link=None)],
            [entry("a", guid=None, link=None), entry("b", guid=None, link=None)],
            [("", "new")],
            id="neither guid nor link",
        ),
        pytest.param(
            [entry("a", published_raw="2026-11-02"), entry("b", published_raw="2026-11-02")],
            [entry(name, published_raw="2026-11-02") for name in ("a", "c", "b")],
            [("c", "new")],
            id="the same time",
        ),
        pytest.param([A], [entry("a", PROSE.replace("night", "1.5 nights"))], [("a", "changed")], id="a number"),
        pytest.param(
            [entry("a", "It cost 1.5 coins.")], [entry("a", "It cost 15 coins.")], [("a", "changed")], id="a point"
        ),
    ],
)
def test_what_goes_out_of_a_second_listing(
    before: list[Entry], after: list[Entry], expected: list[tuple[str, str]]
) -> None:
    """Names may change, be shared or be missing; what was read is not sent again, and what was not is sent."""
    assert names(polled(before, after)[1]) == expected


def test_a_first_listing_goes_out_oldest_first() -> None:
    """By the times that the entries say, else by the habit of feeds to have the newest on top."""
    late, early = entry("late", published_raw="2026-11-03"), entry("early", published_raw="2026-11-01")
    assert names(polled([late, early])[0]) == names(polled([early, late])[0]) == [("early", "new"), ("late", "new")]
    assert names(polled([replace(A, published_raw=None), B])[0]) == [("b", "new"), ("a", "new")]


def test_what_stands_twice_goes_out_once() -> None:
    """The same entry twice in a listing is one."""
    choice = choose(Known(), [A, A, B], 0)
    assert len(choice.fresh) == 2
    assert choice.skipped == {Skip.TWICE: 1}


def test_two_versions_in_one_listing_both_go_out() -> None:
    """A feed that lists a story before and after its correction has two versions to tell."""
    other = entry("a", "A correction. " + PROSE)
    first, second = polled([other, A], [other, A])
    assert len(first) == 2
    assert second == []


def test_a_feed_that_starts_again_sends_nothing_twice() -> None:
    """After an outage it repeats what it had, in part long since gone from its listing."""
    everything = [entry(str(number)) for number in range(60)]
    *_, last = polled(everything[:20], everything[10:30], everything[30:50], [everything[55]], everything[:30])
    assert last == []


def test_what_was_not_seen_for_longest_is_forgotten_first() -> None:
    """The memory of a feed is bounded, and holds at least twice what the feed lists."""
    known = Known()
    for number in range(0, 4 * MIN_KEPT, 20):
        known = choose(known, [entry(str(number + one)) for one in range(20)], 0).known
    assert len(known.entries) == 64 * MIN_KEPT
    long = [entry(str(number)) for number in range(1000, 1500)]
    known = choose(choose(known, long, 0).known, long[:250], 0).known
    assert choose(known, long, 0).fresh == ()


def test_a_listing_without_news_changes_nothing() -> None:
    """So its row need not be written."""
    known = choose(Known(), [A, B], 0).known
    assert choose(known, [B, A, A], 600_000).known is known


def test_versions_that_come_by_turns_do_not_go_out_each_time() -> None:
    """Servers with an old and a new listing; a text that stays as it was before goes out after a while."""
    old, new = [A, B], [entry("a", "A correction. " + PROSE), B]
    sent = polled(*[old, new] * 6)
    assert [len(one) for one in sent] == [2, 1] + [0] * 10
    stays = polled(old, new, *[old] * 30)
    assert [names(one) for one in stays[2:] if one] == [[("a", "changed")]]


def counted(comments: int, count: int = 6) -> list[Entry]:
    """Make a listing whose texts end with a counter."""
    return [entry(str(number), f"<p>{PROSE}</p><p>{comments + number} comments</p>") for number in range(count)]


def test_counters_are_no_news_from_the_second_time_on() -> None:
    """Most entries changing once is believed; that they always do is noise, and a real change still goes out."""
    first, once, twice, thrice = polled(
        counted(1), counted(2), counted(3), [entry("0", title="Ferry sank"), *counted(4)[1:]]
    )
    assert (len(first), len(once), len(twice)) == (6, 6, 0)
    assert names(thrice) == [("0", "changed")]


def test_counters_of_a_short_feed_stop_too() -> None:
    """Of few entries it takes a few more listings."""
    sent = polled(*[counted(number, 2) for number in range(12)])
    assert [len(one) for one in sent] == [2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0]


def test_a_live_blog_goes_out_each_time() -> None:
    """One entry that grows on each fetch is news each time, however long that goes on."""
    texts = [
        " ".join(f"At {number} the ferry number {'o' * number} left the pier." for number in range(n))
        for n in range(1, 15)
    ]
    sent = polled(*[[entry("live", text)] for text in texts])
    assert [len(one) for one in sent] == [1] * 14


def test_text_that_never_stands_still_is_told_by_its_headline() -> None:
    """Advertisements inside the prose of every entry: in the end only headlines count."""
    listings = [
        [
            entry(str(number), f"{PROSE} Now {'x' * poll} at a price that nobody has heard of before.")
            for number in range(6)
        ]
        for poll in range(12)
    ]
    sent = polled(*listings)
    assert [len(one) for one in sent] == [6] * 7 + [0] * 5


def test_times_that_are_the_fetch_are_no_news() -> None:
    """All entries have other times: none of them was updated."""
    listings = [[entry(str(number), updated_raw=f"2026-11-0{poll}") for number in range(6)] for poll in range(1, 6)]
    assert [len(one) for one in polled(*listings)] == [6, 0, 0, 0, 0]
    few = [[entry("a", updated_raw=f"2026-11-0{poll}")] for poll in range(1, 10)]
    assert [len(one) for one in polled(*few)] == [1, 1, 1, 1, 1, 0, 0, 0, 0]


def test_a_feed_that_calms_down_is_believed_again() -> None:
    """Noise is passed over only as long as it is made."""
    noisy = [counted(number) for number in range(4)]
    calm = [counted(4)] * 25
    assert [len(one) for one in polled(*noisy, *calm, [entry("0", PROSE + " 12"), *counted(4)[1:]])][-1] == 1
    assert len(polled(*noisy, *calm, [counted(9)[0], *counted(4)[1:]])[-1]) == 1


words = st.sampled_from(["", "a", "b", "c"])
entries = st.builds(
    lambda guid, link, title, text, time: Entry(
        "",
        "application/rss+xml",
        guid or None,
        f"https://isle.example/{link}" if link else None,
        title or None,
        text,
        time or None,
    ),
    words,
    words,
    words,
    words,
    words,
)
listings = st.lists(st.lists(entries, max_size=6), max_size=6)


def known_after(past: list[list[Entry]]) -> Known:
    """Give what is known after some listings."""
    known = Known()
    for listing in past:
        known = choose(known, listing, 0).known
    return known


def test_of_two_entries_that_differ_in_their_times_the_same_is_taken_in_any_order() -> None:
    """A feed may list an entry twice, with the day of each section that has it."""
    twice = [entry("a", published_raw=f"2026-11-0{day}") for day in (1, 2)]
    assert [len(one) for one in polled(twice, twice[::-1], twice)] == [1, 0, 0]


@settings(max_examples=50)
@given(listings, st.lists(entries, max_size=8), st.randoms(use_true_random=False))
def test_a_listing_that_was_taken_holds_nothing_new(
    past: list[list[Entry]], listing: list[Entry], order: object
) -> None:
    """Whatever came before, and in any order."""
    known = choose(known_after(past), listing, 0).known
    shuffled = list(listing)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(known, listing, 1).fresh == ()
    assert choose(known, shuffled, 1).fresh == ()


def told(choice: Choice) -> int:
    """Count the entries that were accounted for."""
    return len(choice.fresh) + sum(choice.skipped.values())


@settings(max_examples=50)
@given(listings, st.lists(entries, max_size=8))
def test_every_entry_is_accounted_for(past: list[list[Entry]], listing: list[Entry]) -> None:
    """It goes out, or is passed over for a reason."""
    assert told(choose(known_after(past), listing, 0)) == len(listing)


@settings(max_examples=50)
@given(listings, st.lists(entries, max_size=8))
def test_a_text_that_was_never_seen_goes_out(past: list[list[Entry]], listing: list[Entry]) -> None:
    """No entry is lost: as long as a feed is calm, whatever has another text than all before it is sent."""
    known = known_after(past)
    seen = {((one.title or "").strip(), one.text) for before in past for one in before}
    choice = choose(known, listing, 0)
    sent = {((one.title or "").strip(), one.text) for one, _ in choice.fresh}
    if not choice.known.noise:
        assert {((one.title or "").strip(), one.text) for one in listing} - seen <= sent
