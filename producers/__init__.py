"""What brings articles in: feeds, files, replay."""
