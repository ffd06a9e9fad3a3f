"""Models: article to statements, source to actor, statement to stance."""
