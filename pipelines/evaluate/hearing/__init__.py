"""What judges of speech hear with: acoustics, words, phones, and learning from recordings."""
