"""Page furniture goes, sentences stay."""

import pytest

from models.gold import load_gold
from producers.clean import clean
from producers.replay import bundled

PAGE = """Harbour talks resume in Tamsui


This is AI generated summarization, which may have errors. For context, always refer to the full article.

Harbour talks resume in Tamsui

FILE PHOTO: Two tugs lie at the quay in Tamsui, March 3, 2024.

MERIDIAN/Lin Pei-yu/File Photo

Delegates sat down again after a week.

TAMSUI – The two sides met on Monday, the harbour board said.

“We begin where we stopped,” said the chair, Hoshino Rei. – Lantern.com

Add a comment

Sort by

There are no comments yet. Add your comment to start the conversation.

Summarize this article with AI

How does this make you feel?

Download the Lantern App!"""

SENTENCES = (
    "Share prices fell in Tokyo.",
    "Photos from the scene showed smoke over the pier, the coast guard said.",
    "The agency released a file photo.",
    "Copyright talks between Tokyo and Taipei resumed.",
    "The names may not be published under Japanese law, the court said.",
    "Reporting by two newspapers suggested that the ship had left.",
    "Beijing retains all rights to respond, the ministry said.",
    "The AI-generated summary of his speech was false, the office said.",
    "Related talks will be held in May.",
    "Comments by the minister drew anger in Taipei.",
    "Follow-up talks are planned.",
    "More from the strait was expected, an official said.",
    "Most read the move as a warning.",
    "Video of the collision was released by Beijing.",
    "Sorted by size, the fleets are equal.",
    "Read together, the two statements contradict each other.",
    "Image matters to both capitals.",
    "记者：日本战机昨天紧急起飞两次，中方有何评论？",
    "未经授权，日本船只不得进入该海域，外交部说。",
    "図面は公開されなかったと外務省は述べた。",
)

FURNITURE = (
    "Share this article   |   Print   |   Subscribe",
    "SHARE: Weibo | WeChat | X",
    "Sign up to the Lantern Letter, our free newsletter.",
    "Get the day's sport in your inbox. Enter e-mail address: ______",
    "You have read 2 of 3 free articles this month. Log in or register",
    "READ NEXT: What is a tide table, and who prints it?",
    "Comments (12)",
    "Comments are closed",
    "Advertisement",
    "(Reporting by Lantern staff in Taipei; editing by M. Farrow)",
    "© 2024 Lantern Press. All rights reserved.",
    "Getty Images",
    "【関連】潮見表とは？",
    "（如需转载，请注明来源）",
    "責任編輯：林小月",
)


def test_only_the_article_is_left_of_a_page() -> None:
    assert clean(PAGE) == (
        "Delegates sat down again after a week.\n\n"
        "TAMSUI – The two sides met on Monday, the harbour board said.\n\n"
        "“We begin where we stopped,” said the chair, Hoshino Rei."
    )


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_looks_like_furniture_stays(sentence: str) -> None:
    text = f"The ministry spoke on Monday.\n\n{sentence}\n\nThe talks go on."
    assert clean(text) == text


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_goes(line: str) -> None:
    assert clean(f"The ministry spoke on Monday.\n\n{line}\n\nThe talks go on.") == (
        "The ministry spoke on Monday.\n\nThe talks go on."
    )


def test_links_below_a_heading_go_until_prose_begins() -> None:
    text = "It rained.\n\nRelated articles\n- Poll: ferries popular\n- Tide table\n\nThe ministry said so."
    assert clean(text) == "It rained.\n\nThe ministry said so."


def test_text_on_one_line_is_left_alone() -> None:
    assert clean("Share this article") == "Share this article"


def test_cleaning_twice_changes_nothing_more() -> None:
    for article in load_gold([bundled()]):
        once = clean(article.text, article.title)
        assert clean(once, article.title) == once


def test_no_marked_statement_of_the_corpus_is_lost() -> None:
    articles = load_gold([bundled()])
    lost = [
        (article.id, article.text[s.start : s.end])
        for article in articles
        for s in article.statements
        if article.text[s.start : s.end] not in clean(article.text, article.title)
    ]
    assert len(articles) > 100
    assert not lost


def test_much_of_the_corpus_has_furniture_that_goes() -> None:
    changed = [a.id for a in load_gold([bundled()]) if clean(a.text, a.title) != a.text.strip()]
    assert len(changed) >= 35
