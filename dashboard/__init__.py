"""The page: live tension of the dyads, the statements behind every point, alerts, and the health of the line."""
