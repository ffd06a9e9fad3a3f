"""The domain of Straitwatch: articles, statements, stances, tension, alerts, and the bus and store that carry them."""
