"""Analysts' corrections as training rows."""

from __future__ import annotations

from models.stance_data import Row, Target
from models.stance_text import in_context
from straitwatch.store import Store
from straitwatch.store_values import StatementFilter

PAGE = 10_000
"""Corrected statements read; an analyst's lifetime makes fewer."""


def corrected_rows(store: Store) -> list[Row]:
    """One row for every statement and target whose label an analyst corrected and nobody took back."""
    listed = store.statements(StatementFilter(corrected=True), limit=PAGE)
    rows = []
    for record in listed.to_dict("records"):
        tagging = store.article(str(record["article_id"]))
        found = [s for s in tagging.statements if s.id == record["statement_id"]] if tagging else []
        if tagging and found:
            statement = found[0]
            article = tagging.article
            marked = in_context(
                article.text, statement.content, statement.source_name, statement.speaker, article.title
            )
            target = Target(str(record["target"]), frozenset({str(record["label"])}))
            rows.append(Row(marked, (target,), article.id))
    return rows
