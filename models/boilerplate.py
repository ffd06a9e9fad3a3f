"""Lines of a page that are no article: prompts, captions, credits, notices of summarisers."""

import re

BOILERPLATE = re.compile(
    r"^\s*(?:this is ai[- ]generated|ai[- ]generated summar|summari[sz]e this article|add a comment|"
    r"sort by|there are no comments|how does this make you feel|"
    r"download the .{0,40}\bapp\b|sign up (?:to|for)|subscribe (?:to|now)|read (?:more|next|also)\b|"
    r"share this|follow us|click here|advertisement|related (?:articles|stories)|"
    r"(?:file )?photo(?: caption)?:|photo courtesy|image:|caption:|source: |reprints? must|"
    r"all rights reserved|©|copyright|editor['’]s note:|recommended reading|most (?:read|viewed)|"
    r"更多新聞|延伸閱讀|加入好友|關連記事|関連記事|この記事は会員|责任编辑|責任編輯|（编辑|图片说明|圖說)",
    re.IGNORECASE,
)


def is_boilerplate(line: str) -> bool:
    """Tell whether a line of the page holds no statement of the article.

    >>> is_boilerplate("This is AI generated summarization, which may have errors."), is_boilerplate("Tokyo protested.")
    (True, False)
    """
    return BOILERPLATE.match(line) is not None
